package org.datawarp.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.cli.Console;
import org.datawarp.lifecycle.undo.UndoableCommand;
import org.datawarp.workflow.cleanup.CleanupPlan;
import org.datawarp.workflow.cleanup.CleanupPlan.ClassSum;
import org.datawarp.workflow.cleanup.CleanupReport;
import org.datawarp.workflow.cleanup.Orphan;
import org.datawarp.workflow.cleanup.Orphan.Verdict;
import org.datawarp.workflow.cleanup.OrphanClass;

/** Prints plans of a cleanup and what became of them. */
public final class CleanupPrinter {
  private static final int SHOWN = 5;
  private static final int REASONS = 3;

  private final Console console;
  private final int limit;

  public CleanupPrinter(Console console, boolean all) {
    this.console = console;
    this.limit = all ? Integer.MAX_VALUE : SHOWN;
  }

  public void print(CleanupPlan plan) {
    warn(plan);
    headlines(plan, "would go");
    long going = plan.executable().size();
    long emptied =
        plan.classes().stream().filter(CleanupPrinter::isTrash).mapToLong(ClassSum::execute).sum();
    if (plan.found() == 0) {
      console.print("nothing has lost its owner");
    } else if (going == 0) {
      console.print("nothing would go; all " + Format.count(plan.found()) + " stay for now");
    } else {
      List<String> parts = new ArrayList<>();
      if (going > emptied) {
        parts.add(Format.plural(going - emptied, "item") + " would go to the trash");
      }
      if (emptied > 0) {
        parts.add("the trash of " + Format.plural(emptied, "run") + " would be emptied for good");
      }
      if (plan.found() > going) {
        parts.add(Format.count(plan.found() - going) + " stay for now");
      }
      console.print(String.join(", ", parts) + "; 'datawarp cleanup --execute' does it");
    }
    plan.refused().forEach(reason -> console.warn("refused as it stands: " + reason));
    if (plan.hint() != null) {
      console.tell("hint:  " + plan.hint());
    }
  }

  public void print(CleanupReport report) {
    warn(report.plan());
    headlines(report.plan(), "to go");
    if (report.run() == null) {
      console.print("nothing to do");
    }
    if (report.isUndoable()) {
      console.print(
          Format.plural(report.done() - report.emptied(), "item")
              + " cleaned up; 'datawarp undo "
              + report.run()
              + "' brings what is in the trash back within "
              + UndoableCommand.GRACE_DAYS
              + " days");
    }
    if (report.emptied() > 0) {
      console.print(
          "the trash of " + Format.plural(report.emptied(), "run") + " was emptied for good");
    }
    report
        .validatedKeys()
        .forEach(key -> console.print("key " + key + " holds for all rows again"));
    report.failed().forEach(line -> console.warn("left: " + line));
  }

  private static boolean isTrash(ClassSum sum) {
    return sum.kind() == OrphanClass.TRASH;
  }

  private void warn(CleanupPlan plan) {
    plan.unreadable()
        .forEach(each -> console.warn("cannot read " + each.path() + ": " + each.reason()));
  }

  private void headlines(CleanupPlan plan, String going) {
    for (ClassSum sum : plan.classes()) {
      if (sum.count() > 0 || sum.kind().isAlwaysTold()) {
        console.print(
            sum.kind().title()
                + ": "
                + Format.count(sum.count())
                + " ("
                + sum.kind().because()
                + ")");
      }
      if (sum.count() > 0) {
        console.print("  " + what(plan, sum, going));
        details(plan, sum);
      }
    }
  }

  /** Says how many of a class go, and why the others stay. */
  private static String what(CleanupPlan plan, ClassSum sum, String going) {
    StringBuilder text = new StringBuilder();
    text.append(Format.count(sum.execute())).append(' ').append(going);
    long staying = sum.count() - sum.execute();
    if (staying > 0) {
      text.append(", ").append(Format.count(staying)).append(staying == 1 ? " stays: " : " stay: ");
      text.append(reasons(plan, sum));
    }
    if (sum.sizeBytes() > 0) {
      text.append("; ").append(Format.size(sum.sizeBytes()));
    }
    if (sum.oldest() != null) {
      text.append("; oldest ").append(Format.time(sum.oldest()));
    }
    return text.toString();
  }

  private static String reasons(CleanupPlan plan, ClassSum sum) {
    Map<String, Long> counts = new LinkedHashMap<>();
    plan.of(sum.kind()).stream()
        .filter(orphan -> orphan.verdict() != Verdict.EXECUTE)
        .forEach(orphan -> counts.merge(orphan.reason(), 1L, Long::sum));
    List<String> all =
        counts.entrySet().stream()
            .limit(REASONS)
            .map(
                each ->
                    counts.size() == 1
                        ? each.getKey()
                        : Format.count(each.getValue()) + " " + each.getKey())
            .toList();
    return String.join(", ", all)
        + (counts.size() > REASONS
            ? ", and " + Format.plural(counts.size() - REASONS, "other reason")
            : "");
  }

  private void details(CleanupPlan plan, ClassSum sum) {
    List<Orphan> own = plan.of(sum.kind());
    own.stream().limit(limit).forEach(orphan -> console.print("  " + line(orphan)));
    if (own.size() > limit) {
      console.print(
          "  … and " + Format.count((long) own.size() - limit) + " more; --all lists them");
    }
  }

  private static String line(Orphan orphan) {
    String what = orphan.found().id() + ": " + orphan.found().why();
    return switch (orphan.verdict()) {
      case EXECUTE -> what;
      case KEEP -> what + "; kept: " + orphan.reason();
      case REPORT -> what + "; " + orphan.reason();
    };
  }
}

package org.datawarp.cli;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.cleanup.CleanupPlan;
import org.datawarp.cleanup.CleanupPlan.ClassSum;
import org.datawarp.cleanup.CleanupReport;
import org.datawarp.cleanup.Orphan;
import org.datawarp.cleanup.Orphan.Verdict;

/** Prints plans of a cleanup and what became of them. */
final class CleanupPrinter {
  private static final int SHOWN = 5;

  private final Console console;
  private final int limit;

  CleanupPrinter(Console console, boolean all) {
    this.console = console;
    this.limit = all ? Integer.MAX_VALUE : SHOWN;
  }

  void print(CleanupPlan plan) {
    headlines(plan);
    long going = plan.executable().size();
    if (plan.found() == 0) {
      console.print("nothing has lost its owner");
    } else if (going == 0) {
      console.print("nothing would go; all " + Format.count(plan.found()) + " are kept for now");
    } else {
      console.print(
          Format.plural(going, "item")
              + " would go to the trash"
              + (plan.found() > going
                  ? ", " + Format.count(plan.found() - going) + " are kept for now"
                  : "")
              + "; 'datawarp cleanup --execute' does it");
    }
    plan.refusals().forEach(reason -> console.warn("refused as it stands: " + reason));
    if (plan.hint() != null) {
      console.tell("hint:  " + plan.hint());
    }
  }

  void print(CleanupReport report) {
    headlines(report.plan());
    if (report.run() == null) {
      console.print("nothing to do");
    } else {
      console.print(
          Format.plural(report.done(), "item")
              + " cleaned up; 'datawarp undo "
              + report.run()
              + "' brings what is in the trash back within 14 days");
    }
    report.validated().forEach(key -> console.print("key " + key + " holds for all rows again"));
    report.failed().forEach(line -> console.warn("left: " + line));
  }

  private void headlines(CleanupPlan plan) {
    for (ClassSum sum : plan.sums()) {
      if (sum.count() > 0) {
        console.print(headline(sum));
        details(plan, sum, false);
      }
    }
    for (ClassSum sum : plan.sums()) {
      if (sum.reported() > 0) {
        console.print(
            "Not recorded by Datawarp, only reported: "
                + Format.count(sum.reported())
                + " that look like '"
                + sum.kind().title()
                + "'");
        details(plan, sum, true);
      }
    }
  }

  private static String headline(ClassSum sum) {
    List<String> more = new ArrayList<>();
    if (sum.kept() > 0) {
      more.add(Format.count(sum.kept()) + " kept");
    }
    if (sum.sizeBytes() > 0) {
      more.add(Format.size(sum.sizeBytes()));
    }
    if (sum.oldest() != null) {
      more.add("oldest " + Format.time(sum.oldest()));
    }
    return sum.kind().title()
        + ": "
        + Format.count(sum.count())
        + " ("
        + sum.kind().because()
        + ")"
        + (more.isEmpty() ? "" : "; " + String.join(", ", more));
  }

  private void details(CleanupPlan plan, ClassSum sum, boolean reported) {
    List<Orphan> own =
        plan.orphans().stream()
            .filter(orphan -> orphan.found().kind() == sum.kind())
            .filter(orphan -> (orphan.verdict() == Verdict.REPORT) == reported)
            .toList();
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

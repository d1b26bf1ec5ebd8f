package org.datawarp.cli;

import java.util.List;
import org.datawarp.sync.SyncItem;
import org.datawarp.sync.SyncItem.Kind;
import org.datawarp.sync.SyncPlan;
import org.datawarp.sync.SyncReport;

/** Prints what a sync plans and does. */
final class SyncPrinter {
  private static final int MAX_LISTED = 20;

  private final Console console;

  SyncPrinter(Console console) {
    this.console = console;
  }

  void plan(SyncPlan plan) {
    line("store", plan.store());
    count("new", plan, Kind.NEW);
    count("same", plan, Kind.SAME);
    if (!plan.pending().isEmpty()) {
      line(
          "waiting",
          Format.plural(plan.pending().size(), "file") + ", " + Format.size(plan.pendingBytes()));
    }
    if (plan.remoteOnly() > 0) {
      line("only there", Format.plural(plan.remoteOnly(), "object"));
    }
    line(
        "requests",
        Format.count(plan.listings()) + " to list, " + Format.count(plan.requests()) + " to send");
    plan.items(Kind.NEW).stream()
        .filter(item -> !item.why().isEmpty())
        .limit(MAX_LISTED)
        .forEach(item -> console.warn(item.key() + ": " + item.why()));
    each(plan.items(Kind.CONFLICT));
    each(plan.items(Kind.GONE));
    plan.notes().forEach(console::tell);
  }

  void outcome(SyncReport report) {
    line(
        "sent",
        Format.plural(report.sent(), "file")
            + ", "
            + Format.size(report.sentBytes())
            + ", in "
            + Format.seconds(report.duration())
            + rate(report));
    if (report.drained() > 0) {
      line("drained", Format.plural(report.drained(), "waiting file"));
    }
    if (!report.deletedLocal().isEmpty()) {
      line("deleted", Format.plural(report.deletedLocal().size(), "file") + ", each proven");
    }
    report.keptLocal().forEach((path, why) -> line("kept", path + ": " + why));
    report
        .failures()
        .forEach((key, why) -> console.tell(console.paint("31", "failed: ") + key + ": " + why));
  }

  private void each(List<SyncItem> items) {
    items.forEach(item -> line(item.kind().text(), item.key() + ": " + item.why()));
  }

  private void count(String word, SyncPlan plan, Kind kind) {
    line(
        word,
        Format.plural(plan.items(kind).size(), "file") + ", " + Format.size(plan.sizeBytes(kind)));
  }

  private static String rate(SyncReport report) {
    long millis = report.duration().toMillis();
    return report.sentBytes() == 0 || millis == 0
        ? ""
        : " (" + Format.size(report.sentBytes() * 1000 / millis) + "/s)";
  }

  private void line(String word, String text) {
    console.print(RefreshPrinter.pad(word) + text);
  }
}

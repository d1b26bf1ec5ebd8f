package org.datawarp.cli.output;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datawarp.cli.Console;
import org.datawarp.lifecycle.transfer.SyncItem;
import org.datawarp.lifecycle.transfer.SyncItem.Kind;
import org.datawarp.lifecycle.transfer.SyncPlan;
import org.datawarp.lifecycle.transfer.SyncReport;
import org.datawarp.workflow.sync.ExpiryPlan;
import org.datawarp.workflow.sync.PullReport;
import org.datawarp.workflow.sync.StoreRepairReport;
import org.datawarp.workflow.sync.SyncStatus;
import org.datawarp.workflow.sync.VerifyReport;

/** Prints what a sync plans and does. */
public final class SyncPrinter {
  private static final int MAX_LISTED = 20;

  private final Console console;

  public SyncPrinter(Console console) {
    this.console = console;
  }

  /** Tells what a sync would do. */
  public void planned(SyncReport report) {
    if (report.isIdle()) {
      idle(report.plan());
    } else {
      plan(report.plan());
      toDo(report);
    }
  }

  /** Tells what a sync has done. */
  public void sent(SyncReport report) {
    if (report.isIdle()) {
      idle(report.plan());
    } else {
      plan(report.plan());
      outcome(report);
    }
  }

  private void plan(SyncPlan plan) {
    console.entry("store", plan.store());
    count("new", plan, Kind.NEW);
    count("same", plan, Kind.SAME);
    if (!plan.pending().isEmpty()) {
      console.entry(
          "waiting",
          Format.plural(plan.pending().size(), "file") + ", " + Format.size(plan.pendingBytes()));
    }
    if (plan.remoteOnly() > 0) {
      console.entry("only there", Format.plural(plan.remoteOnly(), "object"));
    }
    console.entry(
        "requests",
        Format.count(plan.listings()) + " to list, " + Format.count(plan.requests()) + " to send");
    plan.items(Kind.NEW).stream()
        .filter(item -> !item.why().isEmpty())
        .limit(MAX_LISTED)
        .forEach(item -> console.warn(item.key() + ": " + item.why()));
    each(plan.items(Kind.CONFLICT));
    each(plan.items(Kind.DAMAGED));
    each(plan.items(Kind.GONE));
    plan.skipped().forEach((path, why) -> console.entry("skipped", path + ": " + why));
    plan.notes().forEach(console::tell);
  }

  private void idle(SyncPlan plan) {
    console.print(
        plan.store()
            + ": nothing to send, "
            + Format.plural(plan.items(Kind.SAME).size(), "file")
            + " there already ("
            + Format.size(plan.sizeBytes(Kind.SAME))
            + ")");
  }

  private void toDo(SyncReport report) {
    List<SyncItem> items = report.plan().items(Kind.NEW);
    items.stream()
        .limit(MAX_LISTED)
        .forEach(item -> console.entry("would send", item.key() + ", " + Format.size(item.sizeBytes())));
    if (items.size() > MAX_LISTED) {
      console.entry("", "and " + Format.plural(items.size() - MAX_LISTED, "more file"));
    }
    report
        .wouldDelete()
        .forEach(path -> console.entry("to delete", path + ", if its copy is read back as equal"));
    report.keptLocal().forEach((path, why) -> console.entry("kept", path + ": " + why));
    damaged(report);
  }

  private void outcome(SyncReport report) {
    console.entry(
        "sent",
        Format.plural(report.sent(), "file")
            + ", "
            + Format.size(report.sentBytes())
            + ", in "
            + Format.seconds(report.duration())
            + rate(report));
    if (report.drained() > 0) {
      console.entry("drained", Format.plural(report.drained(), "waiting file"));
    }
    if (!report.deletedLocal().isEmpty()) {
      console.entry("deleted", Format.plural(report.deletedLocal().size(), "file") + ", each proven");
    }
    report.keptLocal().forEach((path, why) -> console.entry("kept", path + ": " + why));
    failures("failed", report.failures());
    damaged(report);
  }

  /** What the plan does not list: it was found while files were deleted. */
  private void damaged(SyncReport report) {
    Map<String, String> rest = new TreeMap<>(report.damaged());
    report.plan().items(Kind.DAMAGED).forEach(item -> rest.remove(item.key()));
    report.plan().items(Kind.GONE).forEach(item -> rest.remove(item.key()));
    failures("damaged", rest);
    if (!report.damaged().isEmpty()) {
      hintAtRepair();
    }
  }

  private void hintAtRepair() {
    console.tell("'datawarp sync repair' sends again what is still here");
  }

  public void repaired(StoreRepairReport report) {
    console.entry("store", report.store());
    report.repaired().forEach(key -> console.entry(report.executed() ? "repaired" : "would send", key));
    report.whole().forEach(key -> console.entry("whole", key));
    report.accepted().forEach(key -> console.entry("accepted", key));
    failures("lost", report.lost());
    console.entry(
        "in all",
        Format.plural(report.repaired().size(), "object")
            + (report.executed() ? " sent again and read back" : " would be sent again")
            + (report.lost().isEmpty()
                ? ""
                : ", " + Format.count((long) report.lost().size()) + " lost"));
    if (!report.lost().isEmpty()) {
      console.tell("what is lost stays told of; 'datawarp sync repair --accept-loss' ends that");
    }
  }

  public void verified(VerifyReport report) {
    console.entry("store", report.store() + ", " + Format.plural(report.objects(), "object"));
    console.entry(
        "verified",
        Format.plural(report.verified(), "object")
            + ", "
            + Format.size(report.verifiedBytes())
            + ", in "
            + Format.seconds(report.duration()));
    if (report.never() > 0) {
      console.entry("never yet", Format.plural(report.never(), "object"));
    }
    failures("damaged", report.damaged());
    if (!report.damaged().isEmpty()) {
      hintAtRepair();
    }
  }

  public void pulled(PullReport report) {
    console.entry("store", report.store());
    report.pulled().forEach(path -> console.entry("pulled", path));
    console.entry(
        "in all",
        Format.plural(report.pulled().size(), "file")
            + ", "
            + Format.size(report.pulledBytes())
            + ", verified; "
            + Format.count(report.same())
            + " were here already");
    failures("failed", report.failures());
  }

  public void expired(ExpiryPlan plan) {
    console.entry("store", plan.store());
    plan.expired().forEach(key -> console.entry(plan.executed() ? "deleted" : "expires", key));
    plan.kept().forEach((key, why) -> console.entry("stays", key + ": " + why));
    console.entry(
        "in all",
        Format.plural(plan.expired().size(), "object")
            + ", "
            + Format.size(plan.expiredBytes())
            + ", older than "
            + Format.plural(plan.days(), "day"));
  }

  public void status(SyncStatus status) {
    console.entry("configured", Format.text(status.configured()));
    for (SyncStatus.Store store : status.stores()) {
      console.entry(
          "store",
          store.address()
              + (store.server() == null ? "" : " at " + store.server())
              + ": "
              + Format.plural(store.objects(), "object")
              + ", "
              + Format.size(store.sizeBytes())
              + ", synced "
              + Format.time(store.syncedAt())
              + ", "
              + Format.count(store.verified())
              + " verified"
              + (store.oldestVerified() == null
                  ? ""
                  : " since " + Format.time(store.oldestVerified())));
    }
    status.stores().forEach(store -> failures("damaged", store.damaged()));
    if (!status.isSound()) {
      hintAtRepair();
    }
    console.entry(
        "not sent",
        Format.plural(status.notSent(), "file") + ", " + Format.size(status.notSentBytes()));
    status
        .waiting()
        .forEach(
            (key, to) -> console.entry("waiting", key + ", for " + (to == null ? "an unknown store" : to)));
    status.interrupted().forEach(key -> console.entry("unfinished", key));
    if (status.owed() != null) {
      console.warn("an archive waits for the store " + status.owed());
    }
    if (status.note() != null) {
      console.warn(status.note() + "; the next sync rebuilds it from the store");
    }
  }

  private void failures(String word, Map<String, String> failures) {
    failures.forEach((key, why) -> console.tell(Console.Style.RED, word + ": ", key + ": " + why));
  }

  private void each(List<SyncItem> items) {
    items.forEach(item -> console.entry(item.kind().text(), item.key() + ": " + item.why()));
  }

  private void count(String word, SyncPlan plan, Kind kind) {
    console.entry(
        word,
        Format.plural(plan.items(kind).size(), "file") + ", " + Format.size(plan.sizeBytes(kind)));
  }

  private static String rate(SyncReport report) {
    long millis = report.duration().toMillis();
    return report.sentBytes() == 0 || millis == 0
        ? ""
        : " (" + Format.size(report.sentBytes() * 1000 / millis) + "/s)";
  }
}

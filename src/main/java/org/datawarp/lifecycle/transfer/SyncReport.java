package org.datawarp.lifecycle.transfer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datawarp.lifecycle.transfer.SyncItem.Kind;
import org.datawarp.platform.codec.JsonKeys;

/**
 * What a sync did.
 *
 * @param plan what was planned
 * @param sent files sent
 * @param sentBytes their size
 * @param drained files of {@code .sync/pending_upload/} sent and removed
 * @param deletedLocal paths of local files deleted, their remote copies proven
 * @param wouldDelete paths of local files that a dry run would delete, if their copies prove equal
 * @param keptLocal why local files stayed that were to be deleted, by path
 * @param failures what failed, by key
 * @param damaged what is wrong with objects, found now or before and not mended, by key
 * @param notes what a person should know
 * @param requests requests made
 * @param seconds how long it took
 */
@JsonKeys({
  "plan.store",
  "new=new_files",
  "new_bytes",
  "same",
  "plan.remote_only",
  "conflicts",
  "gone",
  "damaged",
  "plan.skipped",
  "plan.pending",
  "plan.listings",
  "planned_requests=plan.requests",
  "sent",
  "sent_bytes",
  "drained",
  "deleted_local",
  "would_delete",
  "kept_local",
  "failures",
  "notes",
  "requests",
  "seconds"
})
public record SyncReport(
    SyncPlan plan,
    long sent,
    long sentBytes,
    long drained,
    List<String> deletedLocal,
    List<String> wouldDelete,
    Map<String, String> keptLocal,
    Map<String, String> failures,
    Map<String, String> damaged,
    List<String> notes,
    long requests,
    Duration seconds) {

  /** Tells whether every file that is included is in the store now. */
  public boolean isComplete() {
    return failures.isEmpty()
        && damaged.isEmpty()
        && plan.skipped().isEmpty()
        && plan.items(Kind.CONFLICT).isEmpty()
        && plan.items(Kind.GONE).isEmpty();
  }

  /** Returns the same, with what was sent to other stores for which files waited. */
  public SyncReport with(WaitingElsewhere.Outcome elsewhere) {
    Map<String, String> allFailures = new TreeMap<>(failures);
    allFailures.putAll(elsewhere.failures());
    SyncPlan told = plan.withNotes(elsewhere.notes());
    return new SyncReport(
        told,
        sent,
        sentBytes,
        drained + elsewhere.drained(),
        deletedLocal,
        wouldDelete,
        keptLocal,
        allFailures,
        damaged,
        told.notes(),
        requests,
        seconds);
  }

  /** Tells whether there was nothing to do and there is nothing to tell. */
  public boolean isIdle() {
    return isComplete()
        && plan.isIdle()
        && drained == 0
        && deletedLocal.isEmpty()
        && wouldDelete.isEmpty()
        && keptLocal.isEmpty();
  }

  int newFiles() {
    return plan.items(Kind.NEW).size();
  }

  long newBytes() {
    return plan.sizeBytes(Kind.NEW);
  }

  int same() {
    return plan.items(Kind.SAME).size();
  }

  List<String> conflicts() {
    return keys(Kind.CONFLICT);
  }

  List<String> gone() {
    return keys(Kind.GONE);
  }

  private List<String> keys(Kind kind) {
    return plan.items(kind).stream().map(SyncItem::key).toList();
  }
}

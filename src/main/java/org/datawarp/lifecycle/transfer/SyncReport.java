package org.datawarp.lifecycle.transfer;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datawarp.lifecycle.transfer.SyncItem.Kind;
import org.jspecify.annotations.Nullable;

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
 * @param duration how long it took
 */
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
    Duration duration) {

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
        duration);
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

  /** Returns the report as JSON values, keys in snake case. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("store", plan.store());
    map.put("new", plan.items(Kind.NEW).size());
    map.put("new_bytes", plan.sizeBytes(Kind.NEW));
    map.put("same", plan.items(Kind.SAME).size());
    map.put("remote_only", plan.remoteOnly());
    map.put("conflicts", keys(Kind.CONFLICT));
    map.put("gone", keys(Kind.GONE));
    map.put("damaged", damaged);
    map.put("skipped", plan.skipped());
    map.put("pending", plan.pending());
    map.put("listings", plan.listings());
    map.put("planned_requests", plan.requests());
    map.put("sent", sent);
    map.put("sent_bytes", sentBytes);
    map.put("drained", drained);
    map.put("deleted_local", deletedLocal);
    map.put("would_delete", wouldDelete);
    map.put("kept_local", keptLocal);
    map.put("failures", failures);
    map.put("notes", notes);
    map.put("requests", requests);
    map.put("seconds", duration.toMillis() / 1000.0);
    return map;
  }

  private List<String> keys(Kind kind) {
    return plan.items(kind).stream().map(SyncItem::key).toList();
  }
}

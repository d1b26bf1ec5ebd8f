package org.datawarp.workflow.cleanup;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.datawarp.workflow.cleanup.Orphan.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was found without its owner, and what becomes of each.
 *
 * @param createdAt when
 * @param workspace the workspace's identity
 * @param database the database's identity
 * @param orphans all of them, by class
 * @param refusals why nothing of it may be done as it stands, a line each; empty when it may
 * @param hint what to do about the refusals
 */
public record CleanupPlan(
    Instant createdAt,
    UUID workspace,
    UUID database,
    List<Orphan> orphans,
    List<String> refusals,
    @Nullable String hint) {
  /** Copies the lists. */
  public CleanupPlan {
    orphans = List.copyOf(orphans);
    refusals = List.copyOf(refusals);
  }

  /**
   * The sum of one class.
   *
   * @param kind the class
   * @param count all that were found: those that go, stay and are only reported
   * @param executed those that go
   * @param kept Datawarp's own that stay for now
   * @param reported those that Datawarp did not record
   * @param sizeBytes their bytes
   * @param oldest the date of the oldest; null where nothing tells
   */
  public record ClassSum(
      OrphanClass kind,
      long count,
      long executed,
      long kept,
      long reported,
      long sizeBytes,
      @Nullable Instant oldest) {
    /** Returns the sum as JSON's values, with stable keys. */
    public Map<String, @Nullable Object> json() {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("class", kind.key());
      map.put("title", kind.title());
      map.put("count", count);
      map.put("execute", executed);
      map.put("keep", kept);
      map.put("report", reported);
      map.put("size_bytes", sizeBytes);
      map.put("oldest", oldest);
      return map;
    }
  }

  /** Returns the sums of all classes, in their order, the empty ones too. */
  public List<ClassSum> sums() {
    return java.util.Arrays.stream(OrphanClass.values()).map(this::sum).toList();
  }

  /** Returns what goes. */
  public List<Orphan> executable() {
    return orphans.stream().filter(orphan -> orphan.verdict() == Verdict.EXECUTE).toList();
  }

  /** Counts all that was found, what stays and what is only reported included. */
  public long found() {
    return orphans.size();
  }

  /** Returns those of a class, in their order. */
  public List<Orphan> of(OrphanClass kind) {
    return orphans.stream().filter(orphan -> orphan.found().kind() == kind).toList();
  }

  private ClassSum sum(OrphanClass kind) {
    List<Orphan> own = of(kind);
    Instant oldest =
        own.stream()
            .flatMap(orphan -> java.util.stream.Stream.ofNullable(orphan.found().since()))
            .min(Instant::compareTo)
            .orElse(null);
    return new ClassSum(
        kind,
        own.size(),
        count(own, Verdict.EXECUTE),
        count(own, Verdict.KEEP),
        count(own, Verdict.REPORT),
        own.stream().mapToLong(orphan -> orphan.found().sizeBytes()).sum(),
        oldest);
  }

  private static long count(List<Orphan> orphans, Verdict verdict) {
    return orphans.stream().filter(orphan -> orphan.verdict() == verdict).count();
  }
}

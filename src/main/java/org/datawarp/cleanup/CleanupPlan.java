package org.datawarp.cleanup;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.datawarp.cleanup.Orphan.Verdict;
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
   * @param count orphans found, Datawarp's own
   * @param executed those that go
   * @param kept those that stay for now
   * @param reported things that look alike but are not Datawarp's
   * @param sizeBytes bytes of the orphans found
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

  /** Counts the orphans, those that stay for now included. */
  public long found() {
    return orphans.stream().filter(orphan -> orphan.verdict() != Verdict.REPORT).count();
  }

  private ClassSum sum(OrphanClass kind) {
    List<Orphan> own =
        orphans.stream()
            .filter(orphan -> orphan.found().kind() == kind && orphan.verdict() != Verdict.REPORT)
            .toList();
    long executed = own.stream().filter(orphan -> orphan.verdict() == Verdict.EXECUTE).count();
    long reported =
        orphans.stream()
            .filter(orphan -> orphan.found().kind() == kind && orphan.verdict() == Verdict.REPORT)
            .count();
    Instant oldest =
        own.stream()
            .flatMap(orphan -> java.util.stream.Stream.ofNullable(orphan.found().since()))
            .min(Instant::compareTo)
            .orElse(null);
    return new ClassSum(
        kind,
        own.size(),
        executed,
        own.size() - executed,
        reported,
        own.stream().mapToLong(orphan -> orphan.found().sizeBytes()).sum(),
        oldest);
  }
}

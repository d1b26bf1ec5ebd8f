package org.datawarp.workflow.cleanup;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.datawarp.model.UnreadablePath;
import org.datawarp.platform.codec.JsonKeys;
import org.datawarp.workflow.cleanup.Orphan.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was found without its owner, and what becomes of each.
 *
 * @param createdAt when
 * @param workspace the workspace's identity
 * @param database the database's identity
 * @param items all of them, by class
 * @param refused why nothing of it may be done as it stands, a line each; empty when it may
 * @param hint what to do about the refused
 * @param unreadable files and folders that could not be looked into; what may have its owner there
 *     stays
 */
@JsonKeys({"found", "refused", "unreadable", "classes", "items"})
public record CleanupPlan(
    Instant createdAt,
    UUID workspace,
    UUID database,
    List<Orphan> items,
    List<String> refused,
    @Nullable String hint,
    List<UnreadablePath> unreadable) {
  /** Copies the lists. */
  public CleanupPlan {
    items = List.copyOf(items);
    refused = List.copyOf(refused);
    unreadable = List.copyOf(unreadable);
  }

  /** Returns the same with what could not be read. */
  CleanupPlan with(List<UnreadablePath> others) {
    return new CleanupPlan(createdAt, workspace, database, items, refused, hint, others);
  }

  /**
   * The sum of one class.
   *
   * @param kind the class
   * @param count all that were found: those that go, stay and are only reported
   * @param execute those that go
   * @param keep Datawarp's own that stay for now
   * @param report those that Datawarp did not record
   * @param sizeBytes their bytes
   * @param oldest the date of the oldest; null where nothing tells
   */
  @JsonKeys({
    "class=kind",
    "kind.title",
    "count",
    "execute",
    "keep",
    "report",
    "size_bytes",
    "oldest"
  })
  public record ClassSum(
      OrphanClass kind,
      long count,
      long execute,
      long keep,
      long report,
      long sizeBytes,
      @Nullable Instant oldest) {}

  /** Returns the sums of all classes, in their order, the empty ones too. */
  public List<ClassSum> classes() {
    return java.util.Arrays.stream(OrphanClass.values()).map(this::sum).toList();
  }

  /** Returns what goes. */
  public List<Orphan> executable() {
    return items.stream().filter(orphan -> orphan.verdict() == Verdict.EXECUTE).toList();
  }

  /** Counts all that was found, what stays and what is only reported included. */
  public long found() {
    return items.size();
  }

  /** Returns those of a class, in their order. */
  public List<Orphan> of(OrphanClass kind) {
    return items.stream().filter(orphan -> orphan.found().kind() == kind).toList();
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

  private static long count(List<Orphan> all, Verdict verdict) {
    return all.stream().filter(orphan -> orphan.verdict() == verdict).count();
  }
}

package org.datawarp.workflow.cleanup;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A thing that was found without its owner; what becomes of it the rules decide.
 *
 * @param kind its class
 * @param id what it is found again by: a path, a table, a row's key
 * @param why how it came to be without owner
 * @param source the code of the source it belonged to
 * @param since its own date, else that of its newest row, else when it was first seen; null where
 *     nothing tells
 * @param sizeBytes what it takes up; 0 for rows
 * @param isRecorded whether Datawarp knows that it made it
 * @param state the state of its manifest, lower case
 * @param keptBecause what else forbids to take it away; null where nothing does
 * @param fingerprint changes when the thing changes
 * @param files the files that go with it, relative to the workspace
 */
public record Candidate(
    OrphanClass kind,
    String id,
    String why,
    @Nullable String source,
    @Nullable Instant since,
    long sizeBytes,
    boolean isRecorded,
    @Nullable String state,
    @Nullable String keptBecause,
    String fingerprint,
    List<String> files) {
  /** Copies the list. */
  public Candidate {
    files = List.copyOf(files);
  }

  /** Makes the candidate of a registry row, which has no size and is always recorded. */
  static Candidate row(
      OrphanClass kind,
      String id,
      String why,
      @Nullable String source,
      @Nullable Instant since,
      String fingerprint) {
    return new Candidate(kind, id, why, source, since, 0, true, null, null, fingerprint, List.of());
  }

  Candidate keptBecause(@Nullable String reason) {
    return new Candidate(
        kind, id, why, source, since, sizeBytes, isRecorded, state, reason, fingerprint, files);
  }

  Candidate fingerprint(String print) {
    return new Candidate(
        kind, id, why, source, since, sizeBytes, isRecorded, state, keptBecause, print, files);
  }

  Candidate since(@Nullable Instant moment) {
    return new Candidate(
        kind,
        id,
        why,
        source,
        moment,
        sizeBytes,
        isRecorded,
        state,
        keptBecause,
        fingerprint,
        files);
  }
}

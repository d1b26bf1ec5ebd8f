package org.datawarp.restore;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.datawarp.error.UsageException;
import org.datawarp.journal.RunId;
import org.datawarp.model.SourcePattern;

/**
 * What is to be brought back.
 *
 * @param sources which sources or manifests; at least one
 * @param choice which version of each
 * @param maxWait how long to wait for other runs
 * @param commandLine the command as other people are told of it
 */
public record RestoreRequest(
    List<SourcePattern> sources, Choice choice, Duration maxWait, String commandLine) {
  /** Copies the list. */
  public RestoreRequest {
    sources = List.copyOf(sources);
  }

  /** Which version of a source. */
  public sealed interface Choice {
    /** The one that was in use last: what was archived, or the current export. */
    record Latest() implements Choice {}

    /** The one that was in use at a moment: of those loaded until then the last. */
    record AsOf(Instant moment) implements Choice {}

    /** The one that a run loaded, else the one it replaced or archived. */
    record OfRun(RunId run) implements Choice {}

    /**
     * Chooses by a run's id as a person wrote it.
     *
     * @throws UsageException if it is none
     */
    static Choice ofRun(String run) {
      if (!RunId.isValid(run)) {
        throw new UsageException(
            "'" + run + "' is not a run", "'datawarp history' shows their names");
      }
      return new OfRun(new RunId(run));
    }

    /** A Parquet file. */
    record FromFile(Path file) implements Choice {}
  }
}

package org.datawarp.workflow.restore;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.datawarp.model.ForeignFiles;
import org.datawarp.model.RunId;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.UsageException;
import org.datawarp.storage.object.CloudAddress;
import org.jspecify.annotations.Nullable;

/**
 * What is to be brought back.
 *
 * @param sources which sources or manifests; at least one
 * @param choice which version of each
 * @param maxWait how long to wait for other runs
 * @param commandLine the command as other people are told of it
 * @param foreignFiles what becomes of files in the way that Datawarp did not write
 */
public record RestoreRequest(
    List<SourcePattern> sources,
    Choice choice,
    Duration maxWait,
    String commandLine,
    ForeignFiles foreignFiles) {
  /** Copies the list. */
  public RestoreRequest {
    sources = List.copyOf(sources);
  }

  /** Makes a request that is refused where a file is in the way. */
  public RestoreRequest(
      List<SourcePattern> sources, Choice choice, Duration maxWait, String commandLine) {
    this(sources, choice, maxWait, commandLine, ForeignFiles.REFUSE);
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

    /**
     * What was archived last, from a store.
     *
     * @param address such as {@code r2://bucket/prefix}
     * @param endpoint the server's address; null for the configured one
     */
    record FromStore(String address, @Nullable String endpoint) implements Choice {}

    /**
     * Chooses by what a person wrote behind {@code --from}: a store's address, or a file.
     *
     * @param endpoint the server's address; null for the configured one
     * @throws UsageException if an endpoint is given and it is no store
     */
    static Choice from(String text, @Nullable String endpoint) {
      if (CloudAddress.isOne(text)) {
        CloudAddress address = CloudAddress.parse(text);
        Path folder = Path.of(address.folder());
        return address.kind() == CloudAddress.Kind.FOLDER && Files.isRegularFile(folder)
            ? new FromFile(folder)
            : new FromStore(text, endpoint);
      }
      if (endpoint != null) {
        throw new UsageException("--endpoint goes with --from s3://… or r2://…", "leave it out");
      }
      if (text.contains("://")) {
        throw new UsageException(
            "'" + text + "' is neither a store nor a file",
            "write r2://bucket/prefix, s3://bucket/prefix, file:/folder, or a Parquet file");
      }
      return new FromFile(Path.of(text));
    }
  }
}

package org.datawarp.workflow.archive;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.datawarp.model.Age;
import org.datawarp.model.SourcePattern;
import org.jspecify.annotations.Nullable;

/**
 * What is to be archived.
 *
 * @param sources which sources or manifests; empty for all
 * @param olderThan how long ago they must have been used last; null for any time, where sources are
 *     named
 * @param options what else is wanted
 * @param minAge rows that were loaded less than this ago are not deleted
 * @param maxDelete how many units' rows may be deleted; null for the usual limits
 * @param maxWait how long to wait for other runs
 * @param commandLine the command as other people are told of it
 */
public record ArchiveRequest(
    List<SourcePattern> sources,
    @Nullable Age olderThan,
    Set<Option> options,
    Age minAge,
    @Nullable Integer maxDelete,
    Duration maxWait,
    String commandLine) {
  /** The age below which rows are not deleted. */
  public static final Age USUAL_MIN_AGE = Age.parse("72h");

  /** What can be wanted besides. */
  public enum Option {
    /** Rows are deleted from PostgreSQL once the archived file was compared with them. */
    PURGE_DB,
    /** The newest issue of each publication stays. */
    KEEP_NEWEST,
    /** The files a manifest was loaded from move too. */
    DOWNLOADS
  }

  /** Copies the collections. */
  public ArchiveRequest {
    sources = List.copyOf(sources);
    options = Set.copyOf(options);
  }

  /** Returns this request with an option more. */
  ArchiveRequest with(Option option) {
    Set<Option> more = new HashSet<>(options);
    more.add(option);
    return new ArchiveRequest(sources, olderThan, more, minAge, maxDelete, maxWait, commandLine);
  }

  /** Tells whether an option is wanted. */
  public boolean has(Option option) {
    return options.contains(option);
  }
}

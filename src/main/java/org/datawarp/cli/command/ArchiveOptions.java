package org.datawarp.cli.command;

import org.datawarp.model.Age;
import org.datawarp.workflow.archive.ArchiveRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The limits of every command that deletes archived rows. */
final class ArchiveOptions {
  @Option(
      names = "--max-delete",
      paramLabel = "N",
      description = "Delete the rows of up to N sources; usually 20, and a tenth of all.")
  private @Nullable Integer maxDelete;

  @Option(
      names = "--min-age",
      paramLabel = "AGE",
      description =
          "Leave rows that were loaded less than this ago, such as 72h (the default), 7d or 0.")
  private @Nullable String minAge;

  @Nullable Integer maxDelete() {
    return maxDelete;
  }

  Age minAge() {
    return minAge == null ? ArchiveRequest.USUAL_MIN_AGE : Age.parse(minAge);
  }
}

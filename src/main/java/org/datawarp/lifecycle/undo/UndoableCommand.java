package org.datawarp.lifecycle.undo;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.datawarp.repository.RunRepository.StoredRun;
import org.jspecify.annotations.Nullable;

/**
 * The commands whose runs can be undone, and how; the runs of every other command cannot be.
 *
 * <p>Four strategies. What a refresh replaced is among the versions, so its sources are restored
 * from there. All other commands put what they remove into the trash, and undo reverses what they
 * did to files, tables and registry rows ({@link RecordsReversal}); those that also change rows of
 * staging tables keep these rows in files ({@link RowsReversal}). New names are taken back by the
 * same with the names the other way round ({@link RenameReversal}). The trash is emptied after
 * {@link #GRACE}, and with it ends the time in which such a run can be undone.
 */
public enum UndoableCommand {
  REFRESH("refresh", VersionsReversal::new),
  LOAD_BATCH("load-batch", VersionsReversal::new),
  CLEANUP("cleanup", RowsReversal::new),
  REMOVE("remove", RowsReversal::new),
  DEPRECATE("deprecate", RecordsReversal::new),
  MANUAL_DELETION("drain", RecordsReversal::new),
  ARCHIVE("archive", RowsReversal::new),
  RETENTION("retention", RowsReversal::new),
  RESTORE("restore", RowsReversal::new),
  MATCH("match", RecordsReversal::new),
  CONSOLIDATE("consolidate", RowsReversal::new),
  REPAIR("status --fix", RecordsReversal::new),
  RENAME("rename", RenameReversal::of),
  UNDO("undo", run -> RenameReversal.find(run).orElseGet(() -> new RowsReversal(run)));

  /** For how many days the trash and deprecated manifests are kept. */
  public static final int GRACE_DAYS = 14;

  /** For how long the trash and deprecated manifests are kept. */
  public static final Duration GRACE = Duration.ofDays(GRACE_DAYS);

  private final String text;
  private final Function<UndoneRun, Reversal> strategy;

  UndoableCommand(String text, Function<UndoneRun, Reversal> strategy) {
    this.text = text;
    this.strategy = strategy;
  }

  /** Finds the command of a run, if its runs can be undone. */
  public static Optional<UndoableCommand> of(StoredRun run) {
    return Arrays.stream(values())
        .filter(command -> command.text.equals(run.command()))
        .findFirst();
  }

  /**
   * Returns until when a run can be undone for sure; null where it cannot be, and where that
   * depends on the versions that are kept rather than on the time.
   */
  public static @Nullable Instant limit(StoredRun run) {
    Instant ended = run.endedAt();
    return run.stands()
            && run.purgedAt() == null
            && ended != null
            && of(run).filter(UndoableCommand::needsTrash).isPresent()
        ? ended.plus(GRACE)
        : null;
  }

  private boolean needsTrash() {
    return this != REFRESH && this != LOAD_BATCH;
  }

  Reversal reversal(UndoneRun run) {
    return strategy.apply(run);
  }
}

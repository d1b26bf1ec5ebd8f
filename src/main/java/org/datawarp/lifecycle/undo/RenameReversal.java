package org.datawarp.lifecycle.undo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datawarp.lifecycle.rename.RenameChange;
import org.datawarp.lifecycle.rename.TakenNames;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.model.Renaming;
import org.datawarp.model.RunId;
import org.datawarp.model.table.TableName;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.RenameRepository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Undoes a rename by the same with the names the other way round, which is undone so again. */
final class RenameReversal implements Reversal {
  private static final Logger LOG = LoggerFactory.getLogger(RenameReversal.class);

  private final UndoneRun undone;
  private final Renaming back;
  private @Nullable RenameChange change;

  private RenameReversal(UndoneRun undone, Renaming back) {
    this.undone = undone;
    this.back = back;
  }

  /** Makes the reversal of a rename. */
  static RenameReversal of(UndoneRun undone) {
    return new RenameReversal(
        undone,
        new RenameRepository(undone.identity()).of(undone.connection(), undone.id()).inverse());
  }

  /** Makes the reversal of a run that undid a rename; empty for any other undo. */
  static Optional<Reversal> find(UndoneRun undone) {
    RenameReversal reversal = of(undone);
    boolean isRename = !reversal.back.manifests().isEmpty() || !reversal.back.sources().isEmpty();
    return isRename ? Optional.of(reversal) : Optional.empty();
  }

  @Override
  public Effects plan(RunId undo) {
    List<String> files = new ArrayList<>();
    back.sources()
        .forEach(
            source ->
                files.add(
                    undone.workspace().relative(undone.workspace().export(source.to(), null))));
    return new Effects(
        (long) back.manifestNames().size() + back.sources().size(),
        back.sources().stream().map(Renaming.OfSource::newTable).map(TableName::toString).toList(),
        files,
        new TakenNames(undone.workspace(), undone.identity(), undone.connection()).inUse(back),
        List.of());
  }

  @Override
  public List<FileOperation> reverse(Run undo) {
    RenameChange made = new RenameChange(undo, undone.context().clock(), back);
    change = made;
    List<FileOperation> items = made.apply();
    made.notes().forEach(LOG::warn);
    return items;
  }

  @Override
  public void published() {
    if (change != null) {
      change.configure();
    }
  }
}

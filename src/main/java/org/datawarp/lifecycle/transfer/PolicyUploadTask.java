package org.datawarp.lifecycle.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.datawarp.lifecycle.transfer.PolicyUploadQueue.Note;
import org.datawarp.lifecycle.transfer.PolicyUploadQueue.Then;
import org.datawarp.lifecycle.transfer.SyncState.Damage;
import org.datawarp.lifecycle.transfer.SyncState.KnownObject;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.StorageException;
import org.datawarp.storage.object.ArchiveKeys;
import org.datawarp.storage.object.ObjectReader;
import org.jspecify.annotations.Nullable;

/**
 * Sends what retention policies owe to one store: each file is sent, read back and compared, then
 * perhaps deleted here. A note goes when all of its files are there.
 */
public final class PolicyUploadTask {
  private final SyncSession session;
  private final RunListener listener;
  private final Clock clock;
  private final SyncPlanner planner;
  private final ObjectReader reader;
  private final Map<String, String> failures = new TreeMap<>();
  private final Map<String, String> damaged = new TreeMap<>();

  public PolicyUploadTask(SyncSession session, RunListener listener, Clock clock) {
    this.session = session;
    this.listener = listener;
    this.clock = clock;
    this.planner = new SyncPlanner(session.store(), session.state(), session.workers(), clock);
    this.reader = new ObjectReader(session.store());
  }

  /**
   * Sends.
   *
   * @param notes the notes for this store, by their files
   * @param removal deletes local files that are proven
   */
  public PolicyUploadReport run(Map<Path, Note> notes, LocalFileRemover removal) {
    try {
      Set<String> owed = new TreeSet<>();
      Set<String> leaving = new HashSet<>();
      notes.values().forEach(note -> owed.addAll(note.files()));
      notes.values().stream()
          .filter(note -> note.then() == Then.DELETE)
          .forEach(note -> leaving.addAll(note.files()));
      List<LocalFile> here = new ArrayList<>();
      for (String path : owed) {
        LocalFile file = find(path);
        if (file != null) {
          here.add(file);
        }
      }
      UploadTask sending = send(here);
      List<LocalFile> arrived =
          here.stream().filter(file -> !failures.containsKey(file.path())).toList();
      prove(arrived.stream().filter(file -> !leaving.contains(file.path())).toList());
      LocalFileRemover.Removed removed =
          removal.remove(
              arrived.stream().filter(file -> leaving.contains(file.path())).toList(),
              here.stream()
                  .map(LocalFile::path)
                  .filter(path -> failures.containsKey(path) || !leaving.contains(path))
                  .toList());
      damaged.putAll(removed.damaged());
      // A hold keeps a file here; another content in the store is a failure.
      prove(arrived.stream().filter(file -> removed.kept().containsKey(file.path())).toList());
      settle(notes);
      return new PolicyUploadReport(
          session.store().address(),
          owed.size(),
          sending.sent(),
          sending.sentBytes(),
          removed.deleted(),
          removed.kept(),
          failures,
          damaged,
          null);
    } finally {
      session.save();
    }
  }

  /** A file that is gone here is well where the store has it: a run that died had deleted it. */
  private @Nullable LocalFile find(String path) {
    String key = ArchiveKeys.keyOf(path);
    Optional<String> refusal = session.workspace().findRefusal(path);
    if (refusal.isPresent()) {
      failures.put(path, refusal.get());
      return null;
    }
    Path file = session.workspace().resolve(path);
    if (Files.isRegularFile(file)) {
      return LocalFile.read(file, path, key);
    }
    if (session.store().find(key).isEmpty()) {
      failures.put(path, "it is neither here nor in the store");
    }
    return null;
  }

  private UploadTask send(List<LocalFile> files) {
    UploadTask sending = new UploadTask(session, planner, clock);
    List<LocalFile> missing =
        files.stream().filter(file -> session.store().find(file.key()).isEmpty()).toList();
    sending.send(missing, session, listener);
    sending.failures().forEach((key, why) -> failures.put(ArchiveKeys.pathOf(key), why));
    return sending;
  }

  /** Reads back what stays here too: the policy's store is to hold it, whatever becomes of this. */
  private void prove(List<LocalFile> files) {
    List<Optional<String>> outcomes =
        session.workers().map(files, this::findDifference, session::keep);
    for (int i = 0; i < files.size(); i++) {
      String path = files.get(i).path();
      outcomes.get(i).ifPresent(why -> failures.put(path, why));
    }
  }

  private Optional<String> findDifference(LocalFile file) {
    try {
      ObjectReader.Read read = reader.hash(file.key());
      String here = planner.hash(file);
      if (read.sizeBytes() == file.sizeBytes() && read.sha256().equals(here)) {
        return Optional.empty();
      }
      KnownObject sent = session.known().objects().get(file.key());
      if (read.isDamaged() || (sent != null && sent.sha256().equals(here))) {
        String why = "damaged: it is not what was sent";
        session.known().note(file.key(), Damage.damaged(why, clock.instant()));
        synchronized (damaged) {
          damaged.put(file.path(), why);
        }
        return Optional.of(why);
      }
      return Optional.of("the store holds another content under this key, which stays");
    } catch (StorageException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** A note goes when all of its files are there; undo wants one that stays as it was written. */
  private void settle(Map<Path, Note> notes) {
    notes.forEach(
        (file, note) -> {
          try {
            if (note.files().stream().noneMatch(failures::containsKey)) {
              Files.deleteIfExists(file);
            }
          } catch (IOException e) {
            throw new StorageException("cannot delete " + file + ": " + e.getMessage(), null, e);
          }
        });
  }
}

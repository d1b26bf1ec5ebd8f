package org.datawarp.lifecycle.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.FileHash;
import org.datawarp.storage.object.ArchiveKeys;
import org.datawarp.storage.object.ObjectReader;
import org.jspecify.annotations.Nullable;

/** Sends what waits in {@code .sync/pending_upload/}, reads it back, and only then removes it. */
final class PendingUploadTask {
  private final SyncSession session;
  private final PendingUploads waiting;

  PendingUploadTask(SyncSession session) {
    this.session = session;
    this.waiting = new PendingUploads(session.workspace());
  }

  /**
   * Drains the folder.
   *
   * @param sending sends the files
   * @param failures gets what could not be drained, by key
   * @return how many files were sent or were there already, and removed
   */
  long drain(UploadTask sending, Map<String, String> failures, Runnable meanwhile) {
    List<LocalFile> files = new ArrayList<>();
    for (String key : waiting.keys(session.store())) {
      if (!ArchiveKeys.isUsable(key)) {
        failures.put(key, "its name cannot be a key: rename it");
      } else if (isAsNoted(key)) {
        files.add(file(key));
      } else {
        failures.put(key, "it is not the file that was put there; it stays where it is");
      }
    }
    List<LocalFile> missing =
        files.stream().filter(file -> session.store().find(file.key()).isEmpty()).toList();
    sending.send(missing, meanwhile);
    failures.putAll(sending.failures());
    long drained = 0;
    for (LocalFile file : files) {
      if (!failures.containsKey(file.key()) && remove(file, failures)) {
        drained++;
      }
    }
    return drained;
  }

  private boolean isAsNoted(String key) {
    return waiting
        .find(key)
        .map(note -> note.sha256().equals(FileHash.sha256(waiting.place(key))))
        .orElse(true);
  }

  private boolean remove(LocalFile file, Map<String, String> failures) {
    String local = FileHash.sha256(file.file());
    ObjectReader.Read remote = new ObjectReader(session.store()).hash(file.key());
    if (!remote.sha256().equals(local)) {
      failures.put(
          file.key(), "the store holds another content under this key; the file stays where it is");
      return false;
    }
    session.state().files().remove(file.path());
    try {
      Files.delete(file.file());
      waiting.forget(file.key());
      removeEmpty(file.file().getParent());
      return true;
    } catch (IOException e) {
      throw new StorageException("cannot delete " + file.file() + ": " + e.getMessage(), null, e);
    }
  }

  private void removeEmpty(@Nullable Path folder) throws IOException {
    Path empty = folder;
    while (empty != null && !empty.equals(waiting.folder()) && isEmpty(empty)) {
      Files.delete(empty);
      empty = empty.getParent();
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private LocalFile file(String key) {
    Path file = waiting.place(key);
    return LocalFile.read(file, session.workspace().relative(file), key);
  }
}

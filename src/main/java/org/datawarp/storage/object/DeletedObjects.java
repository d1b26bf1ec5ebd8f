package org.datawarp.storage.object;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Notes in {@code .sync/deleted_objects.jsonl} of objects that were deleted from a store on
 * purpose, so that the next sync does not miss them. It takes the notes into its state.
 */
public final class DeletedObjects {
  private final Path file;

  /**
   * A note.
   *
   * @param store the store, as it is told from others
   * @param key the object
   */
  public record Note(String store, String key) {}

  /**
   * What was read.
   *
   * @param notes the notes, in their order
   * @param sizeBytes the size of the file when it was read
   */
  public record Read(List<Note> notes, long sizeBytes) {}

  /** Builds the notes of a workspace; creates nothing. */
  public DeletedObjects(Workspace workspace) {
    this.file = workspace.sync().resolve("deleted_objects.jsonl");
  }

  /** Adds notes, before the objects are deleted. */
  public void add(ObjectStore store, List<String> keys) {
    StringBuilder lines = new StringBuilder();
    for (String key : keys) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("store", store.identity());
      map.put("key", key);
      lines.append(JsonCodec.writeLine(map)).append('\n');
    }
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(
          file,
          lines,
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND,
          StandardOpenOption.DSYNC);
    } catch (IOException e) {
      throw new StorageException(
          "cannot write " + file + ": " + StoreErrors.of(e), "free space", e);
    }
  }

  /** Reads the notes; a line that a crash cut is passed over. */
  public Read read() {
    if (!Files.isRegularFile(file)) {
      return new Read(List.of(), 0);
    }
    List<Note> notes = new ArrayList<>();
    try {
      byte[] bytes = Files.readAllBytes(file);
      for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
        note(line, notes);
      }
      return new Read(notes, bytes.length);
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + StoreErrors.of(e), null, e);
    }
  }

  /** Forgets what was read, unless more was noted since. */
  public void forget(Read read) {
    try {
      if (read.sizeBytes() > 0
          && Files.isRegularFile(file)
          && Files.size(file) == read.sizeBytes()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new StorageException("cannot delete " + file + ": " + StoreErrors.of(e), null, e);
    }
  }

  private static void note(String line, List<Note> notes) {
    try {
      Map<String, @Nullable Object> map = line.isBlank() ? Map.of() : JsonCodec.read(line);
      if (map.get("store") instanceof String store && map.get("key") instanceof String key) {
        notes.add(new Note(store, key));
      }
    } catch (MalformedJsonException e) {
      return;
    }
  }
}

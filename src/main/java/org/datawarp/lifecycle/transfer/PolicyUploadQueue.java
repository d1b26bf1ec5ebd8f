package org.datawarp.lifecycle.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.storage.object.StoreErrors;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Notes in {@code .sync/pending_upload/} of what is to go to a store that a retention policy names:
 * which files of the workspace, and whether they are deleted here once that is proven. A note is
 * there from the moment its files are archived until all of them are in the store, so that nothing
 * is forgotten while the network is away.
 */
public final class PolicyUploadQueue {
  // Hidden, since what is not hidden there is itself sent.
  private static final String START = ".owed-";
  private static final String END = ".json";

  private final Path folder;

  /** What becomes of the files here when the store is proven to hold them. */
  public enum Then {
    /** They stay. */
    KEEP,
    /** They are deleted. */
    DELETE
  }

  /**
   * One note.
   *
   * @param store the store's address, such as {@code r2://bucket/prefix}
   * @param then what becomes of the files here afterwards
   * @param files the files, relative to the workspace
   */
  public record Note(String store, Then then, List<String> files) {
    /** Copies the list. */
    public Note {
      files = List.copyOf(files);
    }

    /** Returns the text of its file. */
    public String text() {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("store", store);
      map.put("then", then.name().toLowerCase(Locale.ROOT));
      map.put("files", files);
      return JsonCodec.write(map) + "\n";
    }
  }

  /** Builds the notes of a workspace; creates nothing. */
  public PolicyUploadQueue(Workspace workspace) {
    this.folder = new PendingUploads(workspace).folder();
  }

  /** Returns where a run's note is to be put, whole; a run may have several. */
  public Path place(String run, int number) {
    return folder.resolve(START + run + "-" + number + END);
  }

  /**
   * Reads the notes, each with its file.
   *
   * @throws StorageException if one cannot be understood: what it asks for must not be forgotten
   */
  public Map<Path, Note> read() {
    Map<Path, Note> notes = new LinkedHashMap<>();
    for (Path file : files()) {
      try {
        notes.put(file, note(file, JsonCodec.read(Files.readString(file))));
      } catch (IOException e) {
        throw new StorageException("cannot read " + file + ": " + StoreErrors.of(e), null, e);
      } catch (MalformedJsonException e) {
        throw damaged(file);
      }
    }
    return notes;
  }

  private List<Path> files() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(
              file -> {
                String name = file.getFileName().toString();
                return name.startsWith(START) && name.endsWith(END);
              })
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new StorageException("cannot list " + folder + ": " + StoreErrors.of(e), null, e);
    }
  }

  private static Note note(Path file, Map<String, @Nullable Object> map) {
    List<String> files = new ArrayList<>();
    if (map.get("files") instanceof List<?> list) {
      list.forEach(entry -> files.add(String.valueOf(entry)));
    }
    if (files.isEmpty() || !(map.get("store") instanceof String store)) {
      throw damaged(file);
    }
    return new Note(store, "delete".equals(map.get("then")) ? Then.DELETE : Then.KEEP, files);
  }

  private static StorageException damaged(Path file) {
    return new StorageException(
        file + " does not say what is to be sent where",
        "delete it and send the archive with 'datawarp sync --to URL'");
  }
}

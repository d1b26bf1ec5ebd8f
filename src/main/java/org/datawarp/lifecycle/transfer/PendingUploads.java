package org.datawarp.lifecycle.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.datawarp.storage.object.ArchiveKeys;
import org.datawarp.storage.object.Destination;
import org.datawarp.storage.object.ObjectKeys;
import org.datawarp.storage.object.ObjectStore;
import org.datawarp.storage.object.StoreErrors;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * The folder {@code .sync/pending_upload/}: what waits for the cloud, each file at its key. Whoever
 * could not reach a store notes there which store it is, then puts a finished file here; a later
 * sync sends it to that store and no other, reads it back, and removes it.
 */
public final class PendingUploads {
  // Hidden, since what is not hidden here waits itself.
  private static final String START = ".to-";
  private static final String END = ".json";

  private final Path folder;

  /** Builds them for a workspace; creates nothing. */
  public PendingUploads(Workspace workspace) {
    this.folder = workspace.sync().resolve("pending_upload");
  }

  /** Returns the folder, which need not exist. */
  public Path folder() {
    return folder;
  }

  /**
   * Where a file is to go.
   *
   * @param destination the store
   * @param sha256 what the file must hold
   */
  public record Note(Destination destination, String sha256) {}

  /**
   * Notes where the file of a key is to go. It must be noted before the file is put there.
   *
   * @param sha256 the SHA-256 of the file, 64 hexadecimal digits
   */
  public void note(String key, Destination destination, String sha256) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("key", key);
    map.put("store", destination.address());
    map.put("endpoint", destination.endpoint());
    map.put("identity", destination.identity());
    map.put("sha256", sha256);
    AtomicFile.replace(noteOf(key), JsonCodec.write(map) + "\n");
  }

  /**
   * Returns where the file of a key is to go; empty where that was not noted, as by versions before
   * this one.
   */
  public Optional<Note> find(String key) {
    Path file = noteOf(key);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      Map<String, @Nullable Object> map = JsonCodec.read(Files.readString(file));
      if (map.get("store") instanceof String store
          && map.get("identity") instanceof String identity
          && map.get("sha256") instanceof String sha256
          && key.equals(map.get("key"))) {
        String endpoint = map.get("endpoint") instanceof String text ? text : null;
        return Optional.of(new Note(new Destination(store, endpoint, identity), sha256));
      }
      return Optional.empty();
    } catch (MalformedJsonException e) {
      return Optional.empty(); // without a destination, it goes nowhere
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + StoreErrors.of(e), null, e);
    }
  }

  /** Forgets where a file was to go, which is no longer here. */
  public void forget(String key) {
    try {
      Files.deleteIfExists(noteOf(key));
    } catch (IOException e) {
      throw new StorageException("cannot delete in " + folder + ": " + StoreErrors.of(e), null, e);
    }
  }

  /**
   * Lists the keys of what goes to a store: what was noted so, and, of what was never noted, what
   * is in the store under its key and in its size already.
   */
  public List<String> keys(ObjectStore store) {
    Predicate<String> isFor =
        key ->
            find(key)
                .map(note -> note.destination().identity().equals(store.identity()))
                .orElseGet(() -> isIn(store, key));
    return keys().stream().filter(isFor).toList();
  }

  /** Lists the destinations that were noted, each with the keys of what waits for it. */
  public Map<Destination, List<String>> byDestination() {
    Map<Destination, List<String>> found = new LinkedHashMap<>();
    for (String key : keys()) {
      find(key)
          .ifPresent(
              note -> found.computeIfAbsent(note.destination(), to -> new ArrayList<>()).add(key));
    }
    return found;
  }

  /** Lists the keys of what waits, each with its destination as it is shown, or null. */
  public Map<String, @Nullable String> destinations() {
    Map<String, @Nullable String> found = new TreeMap<>();
    for (String key : keys()) {
      found.put(key, find(key).map(note -> note.destination().toString()).orElse(null));
    }
    return found;
  }

  /**
   * Returns where the file of a key is to be put. It must get there whole: written elsewhere on the
   * same disk and renamed, as {@link AtomicFile} does; hidden names are passed over.
   *
   * @param key such as {@code backups/postgres/2026-11-23/datawarp_backup.sql.gz}
   */
  public Path place(String key) {
    return folder.resolve(ObjectKeys.require(key));
  }

  /** Lists the keys of what waits, in order. */
  public List<String> keys() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<String> keys = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .forEach(file -> keys.add(folder.relativize(file).toString().replace('\\', '/')));
    } catch (IOException e) {
      throw new StorageException("cannot list " + folder + ": " + StoreErrors.of(e), null, e);
    }
    keys.sort(null);
    return keys;
  }

  private boolean isIn(ObjectStore store, String key) {
    return ArchiveKeys.isUsable(key)
        && store
            .find(key)
            .filter(object -> object.sizeBytes() == folder.resolve(key).toFile().length())
            .isPresent();
  }

  private Path noteOf(String key) {
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    return folder.resolve(START + FileHash.sha256(name).substring(0, 32) + END);
  }
}

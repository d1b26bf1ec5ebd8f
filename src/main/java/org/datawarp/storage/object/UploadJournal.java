package org.datawarp.storage.object;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.jspecify.annotations.Nullable;

/**
 * Which uploads in parts were begun and not ended, a small file for each, so that a later run goes
 * on with them. Which parts arrived is not noted: the store knows.
 */
final class UploadJournal {
  private final Path folder;

  /**
   * An upload that was begun.
   *
   * @param store the store, as it is told from others
   * @param upload the upload
   * @param sizeBytes the file's size
   * @param sha256 the file's SHA-256
   * @param partBytes the size of all parts but the last
   */
  record Entry(
      String store, MultipartUpload upload, long sizeBytes, String sha256, long partBytes) {}

  UploadJournal(Path folder) {
    this.folder = folder;
  }

  Optional<Entry> find(String store, String key) {
    Path file = file(store, key);
    return Files.isRegularFile(file) ? read(file) : Optional.empty();
  }

  void save(Entry entry) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("store", entry.store());
    object.put("key", entry.upload().key());
    object.put("upload", entry.upload().id());
    object.put("begun_at", entry.upload().begunAt().toString());
    object.put("size", entry.sizeBytes());
    object.put("sha256", entry.sha256());
    object.put("part_bytes", entry.partBytes());
    AtomicFile.replace(file(entry.store(), entry.upload().key()), JsonCodec.write(object) + "\n");
  }

  void delete(String store, String key) {
    try {
      Files.deleteIfExists(file(store, key));
    } catch (IOException e) {
      throw new StorageException("cannot delete in " + folder + ": " + StoreErrors.of(e), null, e);
    }
  }

  /** Lists what was begun; a file that makes no sense is passed over. */
  List<Entry> list() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Entry> entries = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file -> file.getFileName().toString().endsWith(".json"))
          .sorted()
          .forEach(file -> read(file).ifPresent(entries::add));
    } catch (IOException e) {
      throw new StorageException("cannot list " + folder + ": " + StoreErrors.of(e), null, e);
    }
    return entries;
  }

  private Path file(String store, String key) {
    byte[] name = (store + "\n" + key).getBytes(StandardCharsets.UTF_8);
    return folder.resolve(FileHash.sha256(name).substring(0, 32) + ".json");
  }

  private static Optional<Entry> read(Path file) {
    try {
      Map<String, @Nullable Object> object = JsonCodec.read(Files.readString(file));
      if (object.get("store") instanceof String store
          && object.get("key") instanceof String key
          && object.get("upload") instanceof String id
          && object.get("begun_at") instanceof String begun
          && object.get("size") instanceof Long size
          && object.get("sha256") instanceof String sha256
          && object.get("part_bytes") instanceof Long partBytes) {
        return Optional.of(
            new Entry(
                store,
                new MultipartUpload(key, id, Instant.parse(begun)),
                size,
                sha256,
                partBytes));
      }
      return Optional.empty();
    } catch (MalformedJsonException | java.time.format.DateTimeParseException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + StoreErrors.of(e), null, e);
    }
  }
}

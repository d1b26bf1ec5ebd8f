package org.datawarp.pipeline.download;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.datawarp.storage.workspace.Confinement;
import org.jspecify.annotations.Nullable;

/** Cache entries as the maps of {@code .index.json} and of the {@code .meta} files. */
final class EntryCodec {
  private final Path folder;

  /** Thrown for values that are not an entry. */
  static final class MalformedEntryException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedEntryException(String message) {
      super(message);
    }
  }

  /** Builds the codec of a downloads folder, to which the stored paths are relative. */
  EntryCodec(Path folder) {
    this.folder = folder;
  }

  /** Writes an entry of the index. */
  Map<String, @Nullable Object> write(CacheEntry entry) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    writeVersion(map, entry.current());
    map.put("source_code", entry.sourceCode());
    map.put("last_used", entry.lastUsed());
    map.put("last_checked_at", entry.lastCheckedAt());
    map.put("final_url", entry.finalUrl());
    map.put("sources", entry.sources());
    List<Map<String, @Nullable Object>> previous = new ArrayList<>();
    for (CacheEntry.Version version : entry.previous()) {
      Map<String, @Nullable Object> older = new LinkedHashMap<>();
      writeVersion(older, version);
      previous.add(older);
    }
    map.put("previous", previous);
    return map;
  }

  /** Writes a {@code .meta} file: one version and all that the index says beside it. */
  Map<String, @Nullable Object> writeMeta(CacheEntry entry) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("version", CacheIndex.VERSION);
    map.put("url", entry.url());
    map.putAll(write(entry));
    map.remove("previous"); // each version has a .meta of its own
    return map;
  }

  /** Reads an entry of the index. */
  CacheEntry read(String url, Map<?, ?> map) throws MalformedEntryException {
    CacheEntry.Version current = readVersion(map);
    List<CacheEntry.Version> previous = new ArrayList<>();
    for (Object older : list(map.get("previous"))) {
      if (!(older instanceof Map<?, ?> values)) {
        throw new MalformedEntryException("'previous' holds no objects");
      }
      previous.add(readVersion(values));
    }
    List<String> sources = list(map.get("sources")).stream().map(String::valueOf).toList();
    Instant lastUsed = instant(map, "last_used");
    return new CacheEntry(
        url,
        map.get("final_url") instanceof String finalUrl ? finalUrl : url,
        current,
        text(map, "source_code"),
        sources,
        lastUsed,
        map.get("last_checked_at") == null ? lastUsed : instant(map, "last_checked_at"),
        previous);
  }

  private void writeVersion(Map<String, @Nullable Object> map, CacheEntry.Version version) {
    map.put("local_path", portable(version.path()));
    map.put("sha256", version.sha256());
    map.put("size_bytes", version.sizeBytes());
    map.put("downloaded_at", version.downloadedAt());
    map.put("file_name", version.fileName());
    map.put("etag", version.etag());
    map.put("last_modified", version.lastModified());
    map.put("content_type", version.contentType());
  }

  private String portable(Path path) {
    return String.join(
        "/",
        StreamSupport.stream(folder.relativize(path).spliterator(), false)
            .map(Path::toString)
            .toList());
  }

  private CacheEntry.Version readVersion(Map<?, ?> map) throws MalformedEntryException {
    String localPath = text(map, "local_path");
    if (!localPath.matches("[^/\\\\\\x00]+/[^/\\\\\\x00]+")
        || localPath.contains("..")
        || localPath.startsWith(".")) {
      throw new MalformedEntryException("'local_path' leads out of the folder");
    }
    String sha256 = text(map, "sha256");
    if (!sha256.matches("[0-9a-f]{64}") || !(map.get("size_bytes") instanceof Long sizeBytes)) {
      throw new MalformedEntryException("'sha256' or 'size_bytes' is not what it should be");
    }
    Path path = folder.resolve(localPath);
    Optional<String> escape = Confinement.findEscape(folder, path);
    if (escape.isPresent()) {
      throw new MalformedEntryException(escape.get());
    }
    return new CacheEntry.Version(
        path,
        sha256,
        sizeBytes,
        instant(map, "downloaded_at"),
        map.get("file_name") instanceof String name ? name : path.getFileName().toString(),
        optional(map, "etag"),
        optional(map, "last_modified"),
        optional(map, "content_type"));
  }

  private static List<?> list(@Nullable Object value) throws MalformedEntryException {
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw new MalformedEntryException("not a list");
  }

  private static Instant instant(Map<?, ?> map, String name) throws MalformedEntryException {
    try {
      return Instant.parse(text(map, name));
    } catch (DateTimeException e) {
      throw new MalformedEntryException("'" + name + "' is not a time");
    }
  }

  private static String text(Map<?, ?> map, String name) throws MalformedEntryException {
    if (map.get(name) instanceof String text) {
      return text;
    }
    throw new MalformedEntryException("'" + name + "' is missing");
  }

  private static @Nullable String optional(Map<?, ?> map, String name) {
    return map.get(name) instanceof String text ? text : null;
  }
}

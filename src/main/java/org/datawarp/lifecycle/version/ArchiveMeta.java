package org.datawarp.lifecycle.version;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.Secrets;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.io.IoErrors;
import org.jspecify.annotations.Nullable;

/**
 * The {@code .meta} beside an archived file: enough to restore it where no database knows of it.
 *
 * @param sha256 the SHA-256 of the file
 * @param sizeBytes its size
 * @param source the source's code; of a manifest its name
 * @param manifest the manifest it belongs to; null where unknown
 * @param publication the series; null where unknown
 * @param period the stored form of the period; null for reference data
 * @param rows its rows; of a manifest those of all its sources
 * @param rowHash the hash of its rows; null for what is no Parquet file
 * @param loadedAt when its rows were loaded; null where unknown
 * @param archivedAt when it was archived
 * @param run the run that archived it; null where unknown
 * @param from where it was, relative to the workspace
 */
public record ArchiveMeta(
    String sha256,
    long sizeBytes,
    String source,
    @Nullable String manifest,
    @Nullable String publication,
    @Nullable String period,
    long rows,
    @Nullable String rowHash,
    @Nullable Instant loadedAt,
    Instant archivedAt,
    @Nullable String run,
    String from) {
  /** The end of the name of such a file, behind the name of the archived one. */
  public static final String SUFFIX = ".meta";

  /** Returns the file's text: JSON with these keys behind those given. */
  public String text(Map<String, ? extends @Nullable Object> first) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>(first);
    map.putAll(JsonCodec.object(this));
    return Secrets.blotted(JsonCodec.write(map)) + "\n";
  }

  /**
   * Reads the file beside an archived one; empty where there is none or it cannot be understood.
   */
  public static Optional<ArchiveMeta> find(Path archived) {
    Path file = archived.resolveSibling(archived.getFileName() + SUFFIX);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + IoErrors.of(e), null, e);
    }
  }

  /** Reads the text of such a file; empty where it cannot be understood. */
  public static Optional<ArchiveMeta> parse(String text) {
    try {
      return of(JsonCodec.read(text));
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }

  private static Optional<ArchiveMeta> of(Map<String, @Nullable Object> json) {
    String sha256 = text(json, "sha256");
    String source = text(json, "source");
    Instant archivedAt = instant(json, "archived_at");
    if (sha256 == null || source == null || archivedAt == null) {
      return Optional.empty();
    }
    String from = text(json, "from");
    return Optional.of(
        new ArchiveMeta(
            sha256,
            number(json, "size_bytes"),
            source,
            text(json, "manifest"),
            text(json, "publication"),
            text(json, "period"),
            number(json, "rows"),
            text(json, "row_hash"),
            instant(json, "loaded_at"),
            archivedAt,
            text(json, "run"),
            from == null ? "" : from));
  }

  private static @Nullable String text(Map<String, @Nullable Object> json, String key) {
    return json.get(key) instanceof String text ? text : null;
  }

  private static long number(Map<String, @Nullable Object> json, String key) {
    return json.get(key) instanceof Number number ? number.longValue() : 0;
  }

  private static @Nullable Instant instant(Map<String, @Nullable Object> json, String key) {
    String text = text(json, key);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }
}

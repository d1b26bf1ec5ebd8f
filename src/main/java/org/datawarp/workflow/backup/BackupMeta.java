package org.datawarp.workflow.backup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.dump.DumpReport;
import org.datawarp.platform.dump.DumpedTable;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the {@code .meta} beside a backup.
 *
 * @param workspace the UUID of the workspace it was made for
 * @param createdAt the moment it shows
 * @param sizeBytes the file's size
 * @param sqlBytes the size of the SQL in it
 * @param sha256 the file's SHA-256
 * @param schemas what was backed up
 * @param content what it holds
 * @param configuration the workspace's configuration files by name, without secrets
 * @param verifiedAt when it was last restored as a trial and found equal; null for never
 */
public record BackupMeta(
    UUID workspace,
    Instant createdAt,
    long sizeBytes,
    long sqlBytes,
    String sha256,
    List<String> schemas,
    DumpReport content,
    Map<String, String> configuration,
    @Nullable Instant verifiedAt) {
  /** The end of its file's name, behind the backup's own. */
  public static final String SUFFIX = ".meta";

  private static final long FORMAT = 1;

  /** Copies the collections. */
  public BackupMeta {
    schemas = List.copyOf(schemas);
    configuration = Map.copyOf(configuration);
  }

  /** Returns who wrote it, such as {@code datawarp} or {@code pg_dump 18.1}. */
  public String writer() {
    return content.writer();
  }

  /** Returns the version of the server it is of. */
  public String serverVersion() {
    return content.serverVersion();
  }

  /** Returns how many tables it holds. */
  public int tableCount() {
    return content.tables().size();
  }

  /** Returns how many rows it holds. */
  public long rowCount() {
    return content.rows();
  }

  /** Returns the views that are not in it, each with what it uses that is not backed up. */
  public List<String> leftOut() {
    return content.leftOut();
  }

  /** Returns the same, tried at a time. */
  BackupMeta verified(Instant when) {
    return new BackupMeta(
        workspace, createdAt, sizeBytes, sqlBytes, sha256, schemas, content, configuration, when);
  }

  /** Returns the same, as if it had never been tried. */
  BackupMeta unverified() {
    return verifiedAt == null
        ? this
        : new BackupMeta(
            workspace,
            createdAt,
            sizeBytes,
            sqlBytes,
            sha256,
            schemas,
            content,
            configuration,
            null);
  }

  /** Returns the text of the file. */
  String text() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("format", FORMAT);
    map.put("workspace", workspace.toString());
    map.put("created_at", createdAt.toString());
    map.put("verified_at", verifiedAt == null ? null : verifiedAt.toString());
    map.put("writer", content.writer());
    map.put("server_version", content.serverVersion());
    map.put("schemas", schemas);
    map.put("size_bytes", sizeBytes);
    map.put("sql_bytes", sqlBytes);
    map.put("sha256", sha256);
    map.put("row_count", content.rows());
    List<Map<String, Object>> tables = new ArrayList<>();
    for (DumpedTable table : content.tables()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("name", table.name());
      line.put("rows", table.rows());
      line.put("hash", table.hash());
      tables.add(line);
    }
    map.put("tables", tables);
    map.put("left_out", content.leftOut());
    map.put("things", new TreeMap<>(content.things()));
    map.put("configuration", new TreeMap<>(configuration));
    return JsonCodec.write(map) + "\n";
  }

  /**
   * Reads the text of a file.
   *
   * @param name the file's name, for messages
   * @throws StorageException if it is damaged
   */
  static BackupMeta parse(String name, String text) {
    try {
      Map<String, @Nullable Object> map = JsonCodec.read(text);
      List<DumpedTable> tables = new ArrayList<>();
      for (Object each : list(map, "tables")) {
        Map<?, ?> table = (Map<?, ?>) each;
        tables.add(
            new DumpedTable(
                String.valueOf(table.get("name")),
                ((Number) require(table.get("rows"))).longValue(),
                String.valueOf(table.get("hash"))));
      }
      Object verified = map.get("verified_at");
      return new BackupMeta(
          UUID.fromString(string(map, "workspace")),
          Instant.parse(string(map, "created_at")),
          number(map, "size_bytes"),
          number(map, "sql_bytes"),
          string(map, "sha256"),
          list(map, "schemas").stream().map(String::valueOf).toList(),
          new DumpReport(
              string(map, "writer"),
              string(map, "server_version"),
              tables,
              strings(map, "things"),
              list(map, "left_out").stream().map(String::valueOf).toList()),
          strings(map, "configuration"),
          verified == null ? null : Instant.parse(verified.toString()));
    } catch (MalformedJsonException
        | IllegalArgumentException
        | ClassCastException
        | java.time.DateTimeException e) {
      throw new StorageException(
          "the backup's manifest " + name + " is damaged: " + firstLine(e.getMessage()),
          "move it away; the backup can then still be restored, but not compared",
          e);
    }
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "unreadable" : text.lines().findFirst().orElse("unreadable");
  }

  private static Object require(@Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("a value is missing");
    }
    return value;
  }

  private static String string(Map<String, @Nullable Object> map, String key) {
    Object value = map.get(key);
    if (value == null) {
      throw new IllegalArgumentException("'" + key + "' is missing");
    }
    return value.toString();
  }

  private static long number(Map<String, @Nullable Object> map, String key) {
    return Long.parseLong(string(map, key));
  }

  private static List<?> list(Map<String, @Nullable Object> map, String key) {
    return map.get(key) instanceof List<?> list ? list : List.of();
  }

  private static Map<String, String> strings(Map<String, @Nullable Object> map, String key) {
    Map<String, String> strings = new TreeMap<>();
    if (map.get(key) instanceof Map<?, ?> found) {
      found.forEach((name, value) -> strings.put(String.valueOf(name), String.valueOf(value)));
    }
    return strings;
  }
}

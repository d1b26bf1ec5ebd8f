package org.datawarp.platform.dump;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.error.RefusedException;
import org.datawarp.platform.postgres.Migration;

/** Reads from a dump which migrations had made its schema {@code datawarp}. */
final class DumpHistory {
  static final String TABLE = "flyway_schema_history";

  private static final int MAX_BYTES = 1 << 20;
  private static final List<String> COLUMNS =
      List.of("version", "type", "script", "checksum", "success");

  private DumpHistory() {}

  /**
   * Returns those of the program's migrations that the dump's schema had.
   *
   * @param known the program's own migrations, oldest first
   * @return none where the dump has no rows for schema {@code datawarp}
   * @throws RefusedException if a newer or another program made the schema
   */
  static List<Migration> read(DumpFile file, String name, long maxBytes, List<Migration> known)
      throws IOException {
    boolean own = false;
    try (InputStream bytes = file.open()) {
      DumpScanner scanner = new DumpScanner(DumpInput.open(bytes, name, maxBytes), name);
      for (DumpScanner.Statement statement = scanner.next();
          statement != null;
          statement = scanner.next()) {
        Optional<CopyHead> copy = statement.copy();
        if (copy.isPresent()) {
          boolean ofSchema = copy.get().schema().equals(OwnObject.SCHEMA);
          own |= ofSchema;
          if (ofSchema && copy.get().table().equals(TABLE)) {
            return applied(rows(scanner, copy.get().columns(), name), known, name);
          }
          scanner.rows((unread, from, length) -> {});
        }
      }
    }
    if (own) {
      throw new RefusedException(
          name + " has rows for schema datawarp, but not its history",
          "restore it with psql, then take the database over: datawarp adopt --dry-run");
    }
    return List.of();
  }

  private static List<Map<String, String>> rows(
      DumpScanner scanner, List<String> columns, String name) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    scanner.rows(
        (bytes, from, length) -> {
          if (text.size() + length > MAX_BYTES) {
            throw new RefusedException(
                name + ": the history of schema datawarp is too long", "this is no backup");
          }
          text.write(bytes, from, length);
        });
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : text.toString(StandardCharsets.UTF_8).lines().toList()) {
      String[] fields = line.split("\t", -1);
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < Math.min(fields.length, columns.size()); i++) {
        row.put(columns.get(i), fields[i]);
      }
      if (!row.keySet().containsAll(COLUMNS)) {
        throw unknown(name, "it lacks columns");
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<Migration> applied(
      List<Map<String, String>> rows, List<Migration> known, String name) {
    Map<String, Map<String, String>> byVersion = new HashMap<>();
    int baseline = 0;
    int newest = 0;
    for (Map<String, String> row : rows) {
      String version = String.valueOf(row.get("version"));
      if (version.equals("\\N") || !"t".equals(row.get("success"))) {
        continue;
      }
      int number = number(version, name);
      newest = Math.max(newest, number);
      if ("BASELINE".equals(row.get("type"))) {
        baseline = Math.max(baseline, number);
      }
      byVersion.put(version, row);
    }
    int last = known.isEmpty() ? 0 : known.get(known.size() - 1).version();
    if (newest > last) {
      throw new RefusedException(
          name
              + " was written by a newer datawarp: its schema has version "
              + newest
              + ", this program knows "
              + last,
          "install the newer datawarp");
    }
    List<Migration> applied = new ArrayList<>();
    for (Migration migration : known) {
      if (migration.version() > newest) {
        break;
      }
      Map<String, String> row = byVersion.remove(Integer.toString(migration.version()));
      if (migration.version() > baseline
          && (row == null
              || !migration.script().equals(row.get("script"))
              || !Integer.toString(migration.checksum()).equals(row.get("checksum")))) {
        throw unknown(name, "version " + migration.version() + " is not this program's");
      }
      applied.add(migration);
    }
    if (!byVersion.isEmpty()) {
      throw unknown(name, "version " + byVersion.keySet().iterator().next() + " is unknown");
    }
    return applied;
  }

  private static int number(String version, String name) {
    try {
      return Integer.parseInt(version);
    } catch (NumberFormatException e) {
      throw unknown(name, "a version is no number");
    }
  }

  private static RefusedException unknown(String name, String why) {
    return new RefusedException(
        name + ": the history of schema datawarp is not that of this program: " + why,
        "restore it with psql into a database of its own, and look at it there");
  }
}

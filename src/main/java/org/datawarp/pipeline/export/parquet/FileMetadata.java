package org.datawarp.pipeline.export.parquet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.datawarp.model.table.ColumnFacts;
import org.datawarp.pipeline.export.Coverage;
import org.datawarp.pipeline.export.FileTable;
import org.datawarp.pipeline.export.SourceDescription;
import org.datawarp.pipeline.export.SourceFile;
import org.datawarp.pipeline.export.StoredColumn;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.platform.codec.JsonCodec;
import org.jspecify.annotations.Nullable;

/** The key/value metadata of an export; every key starts with {@code datawarp.}. */
public final class FileMetadata {
  private static final String PREFIX = "datawarp.";

  private FileMetadata() {}

  public static Map<String, String> of(
      SourceDescription description,
      List<StoredColumn> columns,
      Coverage coverage,
      TableHash hash) {
    Map<String, String> metadata = new LinkedHashMap<>();
    put(metadata, "source", description.code().value());
    put(metadata, "workspace", description.workspace());
    put(metadata, "title", description.title());
    put(metadata, "description", description.description());
    put(metadata, "periods", String.join(",", coverage.periods()));
    put(metadata, "first_day", coverage.firstDay());
    put(metadata, "last_day", coverage.lastDay());
    put(metadata, "row_count", hash.rowCount());
    put(metadata, "row_hash", hash.hex());
    put(metadata, "licence", description.licence().name());
    put(metadata, "licence_url", description.licence().url());
    put(metadata, "attribution", description.licence().attribution());
    put(metadata, "publication_date", description.publicationDate());
    put(metadata, "landing_page", description.landingPage());
    put(metadata, "unit", description.unit());
    put(metadata, "notes", String.join("\n", description.notes()));
    put(metadata, "files", files(description.files()));
    columns.forEach(column -> putFacts(metadata, description.note(column.name()).facts(), column));
    metadata.putAll(FileColumns.metadata(columns));
    return metadata;
  }

  /** Returns the metadata of a table's rows as they came from a file. */
  public static Map<String, String> of(FileTable table, TableHash hash) {
    Map<String, String> metadata = new LinkedHashMap<>();
    put(metadata, "title", table.title());
    put(metadata, "file", table.file());
    put(metadata, "member", table.member());
    put(metadata, "sheet", table.sheet());
    put(metadata, "row_count", hash.rowCount());
    put(metadata, "row_hash", hash.hex());
    metadata.putAll(FileColumns.metadata(table.columns()));
    return metadata;
  }

  /** What a comment cannot tell a program: as JSON under {@code datawarp.facts.<column>}. */
  private static void putFacts(
      Map<String, String> metadata, ColumnFacts facts, StoredColumn column) {
    Map<String, Object> known = new LinkedHashMap<>();
    if (facts.role() != null) {
      known.put("role", facts.role());
    }
    if (facts.unit() != null) {
      known.put("unit", facts.unit());
    }
    if (!facts.geography().isEmpty()) {
      known.put("geography", facts.geography());
    }
    if (!facts.keywords().isEmpty()) {
      known.put("keywords", facts.keywords());
    }
    if (!known.isEmpty()) {
      put(metadata, "facts." + column.name(), JsonCodec.writeLine(known));
    }
  }

  private static void put(Map<String, String> metadata, String key, @Nullable Object value) {
    if (value != null && !value.toString().isEmpty()) {
      metadata.put(PREFIX + key, value.toString());
    }
  }

  private static String files(List<SourceFile> files) {
    return files.stream()
        .map(
            file ->
                "{\"id\":"
                    + file.manifestFileId()
                    + field("url", file.url())
                    + field("member", file.member())
                    + field("sheet", file.sheet())
                    + field("sha256", file.sha256())
                    + field("period", file.period())
                    + "}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String field(String name, @Nullable String value) {
    return value == null ? "" : ",\"" + name + "\":\"" + escaped(value) + '"';
  }

  /** Escapes a text for JSON (RFC 8259, section 7). */
  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}

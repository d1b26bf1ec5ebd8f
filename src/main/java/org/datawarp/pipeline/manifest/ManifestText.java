package org.datawarp.pipeline.manifest;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datawarp.model.ManifestState;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.KeyOrigin;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.codec.YamlCodec;
import org.datawarp.platform.codec.YamlNode;
import org.jspecify.annotations.Nullable;

/** Manifests as YAML text and back; what is written reads back as the same manifest. */
final class ManifestText {
  private static final Set<String> TOP_KEYS = Set.of("manifest", "sources");
  private static final Set<String> HEADER_KEYS =
      Set.of(
          "name",
          "publication",
          "description",
          "state",
          "period",
          "period_start",
          "period_end",
          "source_url",
          "created_at",
          "updated_at",
          "last_loaded",
          "last_checked_at",
          "last_used",
          "extraction_version",
          "options",
          DecisionText.UNPIVOT,
          DecisionText.BOUNDS,
          DecisionText.QUARANTINE,
          DecisionText.SECTIONS,
          "parquet_path",
          FactsText.LICENCE,
          FactsText.LICENCE_URL,
          FactsText.PUBLISHED,
          FactsText.NOTES,
          FactsText.ENRICHED_BY,
          "files",
          "history");
  private static final Set<String> FILE_KEYS = Set.of("url", "sha256", "size_bytes", "path");
  private static final Set<String> CHANGE_KEYS = Set.of("at", "state", "run");
  private static final Set<String> SOURCE_KEYS =
      Set.of(
          "code",
          "name",
          "table",
          "schema",
          "fingerprint",
          "rows",
          "row_hash",
          "parquet_path",
          "parquet_sha256",
          "columns",
          "unpivoted",
          "files");
  private static final Set<String> COLUMN_KEYS =
      Set.of(
          "name",
          "original_name",
          "header",
          "data_type",
          "markers",
          "filled",
          "derived");
  private static final List<String> LEGACY_NAMES =
      List.of("name", "semantic_name", "code", "pg_name");
  private static final Set<String> PART_KEYS =
      Set.of(
          "url",
          "sheet",
          "member",
          "table_number",
          "header_rows",
          "first_data_row",
          "last_data_row",
          "first_column",
          "last_column",
          "rows");

  private ManifestText() {}

  static String write(Manifest manifest) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("manifest", header(manifest.header()));
    document.put("sources", manifest.sources().stream().map(ManifestText::source).toList());
    document.putAll(manifest.extra());
    return YamlCodec.write(document);
  }

  static Manifest read(String file, String text) {
    YamlNode root = YamlCodec.read(file, text);
    List<ManifestSource> sources = new ArrayList<>();
    root.find("sources")
        .ifPresent(
            list ->
                list.items()
                    .forEach(
                        node -> {
                          ManifestSource source = readSource(node);
                          if (sources.stream().anyMatch(s -> s.code().equals(source.code()))) {
                            throw node.failure("source " + source.code() + " is there twice");
                          }
                          sources.add(source);
                        }));
    return new Manifest(readHeader(root.require("manifest")), sources, unknown(root, TOP_KEYS));
  }

  private static Map<String, @Nullable Object> header(ManifestHeader header) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("name", header.name());
    map.put("publication", header.publication());
    putIf(map, "description", header.description());
    map.put("state", header.state().text());
    Period period = header.period();
    map.put("period", period == null ? null : period.label());
    if (period != null) {
      map.put("period_start", period.start().toString());
      map.put("period_end", period.end().toString());
    }
    putIf(map, "source_url", header.sourceUrl());
    map.put("created_at", header.createdAt().toString());
    map.put("updated_at", header.updatedAt().toString());
    putIf(map, "last_loaded", header.lastLoaded());
    putIf(map, "last_checked_at", header.lastCheckedAt());
    putIf(map, "last_used", header.lastUsed());
    map.put("extraction_version", header.extractionVersion());
    if (!header.options().isEmpty()) {
      map.put("options", new java.util.TreeMap<>(header.options()));
    }
    if (header.parquetPaths().size() == 1) {
      map.put("parquet_path", header.parquetPaths().get(0));
    } else if (!header.parquetPaths().isEmpty()) {
      map.put("parquet_path", header.parquetPaths());
    }
    FactsText.write(header.facts(), map);
    map.put("files", header.files().stream().map(ManifestText::file).toList());
    map.put("history", header.history().stream().map(ManifestText::change).toList());
    map.putAll(header.extra());
    return map;
  }

  private static Map<String, @Nullable Object> file(ManifestFile file) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("url", file.url());
    putIf(map, "sha256", file.sha256());
    map.put("size_bytes", file.sizeBytes());
    putIf(map, "path", file.path());
    map.putAll(file.extra());
    return map;
  }

  private static Map<String, @Nullable Object> change(ManifestHeader.StateChange change) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("at", change.at().toString());
    map.put("state", change.state().text());
    map.put("run", change.run());
    map.putAll(change.extra());
    return map;
  }

  private static Map<String, @Nullable Object> source(ManifestSource source) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("code", source.code().value());
    map.put("name", source.name());
    FactsText.write(source.facts(), map);
    map.put("table", source.table().name());
    map.put("schema", source.table().schema());
    DecisionText.write(source.decisions(), map);
    putIf(map, "fingerprint", source.fingerprint());
    map.put("rows", source.rows());
    putIf(map, "row_hash", source.rowHash());
    putIf(map, "parquet_path", source.parquetPath());
    putIf(map, "parquet_sha256", source.parquetSha256());
    map.put("columns", source.columns().stream().map(ManifestText::column).toList());
    if (!source.unpivoted().isEmpty()) {
      map.put("unpivoted", source.unpivoted());
    }
    map.put("files", source.parts().stream().map(ManifestText::part).toList());
    map.putAll(source.extra());
    return map;
  }

  private static Map<String, @Nullable Object> column(ManifestColumn column) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("name", column.name());
    map.put("original_name", column.originalName());
    if (column.header().size() > 1) {
      map.put("header", column.header());
    }
    map.put("data_type", column.type().text());
    FactsText.write(column.facts(), map);
    switch (column.keys()) {
      case CELLS -> {}
      case MERGES, GROUPS -> map.put("filled", column.keys().text());
      case SECTION -> map.put("derived", column.keys().text());
    }
    if (!column.markers().isEmpty()) {
      map.put("markers", column.markers());
    }
    map.putAll(column.extra());
    return map;
  }

  private static Map<String, @Nullable Object> part(ManifestPart part) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("url", part.url());
    putIf(map, "sheet", part.sheet());
    putIf(map, "member", part.member());
    map.put("table_number", part.tableNumber());
    map.put("header_rows", part.headerRows());
    map.put("first_data_row", part.firstDataRow());
    map.put("last_data_row", part.lastDataRow());
    putIf(map, "first_column", part.firstColumn());
    putIf(map, "last_column", part.lastColumn());
    map.put("rows", part.rows());
    map.putAll(part.extra());
    return map;
  }

  private static ManifestHeader readHeader(YamlNode node) {
    String name = node.require("name").text();
    Instant created = instant(node, "created_at");
    List<ManifestFile> files = new ArrayList<>();
    node.find("files").ifPresent(list -> list.items().forEach(item -> files.add(readFile(item))));
    List<ManifestHeader.StateChange> history = new ArrayList<>();
    node.find("history")
        .ifPresent(list -> list.items().forEach(item -> history.add(readChange(item))));
    Map<String, String> options = new LinkedHashMap<>();
    node.find("options")
        .ifPresent(map -> map.entries().forEach((key, value) -> option(key, value, options)));
    // Written beside the name by a person, it means the same.
    for (String key :
        List.of(
            DecisionText.UNPIVOT,
            DecisionText.BOUNDS,
            DecisionText.QUARANTINE,
            DecisionText.SECTIONS)) {
      node.find(key).ifPresent(value -> option(key, value, options));
    }
    String publication = node.textOrNull("publication");
    return new ManifestHeader(
        name,
        publication == null ? name : publication,
        node.textOrNull("description"),
        node.find("state").map(ManifestText::state).orElse(ManifestState.DRAFT),
        readPeriod(node),
        node.textOrNull("source_url"),
        created == null ? Instant.EPOCH : created,
        orElse(instant(node, "updated_at"), created),
        instant(node, "last_loaded"),
        instant(node, "last_checked_at"),
        instant(node, "last_used"),
        node.find("extraction_version").map(value -> (int) value.integer()).orElse(0),
        options,
        node.texts("parquet_path"),
        files,
        FactsText.readIssue(node),
        history,
        unknown(node, HEADER_KEYS));
  }

  private static void option(String key, YamlNode value, Map<String, String> options) {
    DecisionText.check(key, value);
    if (options.put(key, value.text()) != null) {
      throw value.keyFailure("'" + key + "' is there twice");
    }
  }

  private static Instant orElse(@Nullable Instant value, @Nullable Instant other) {
    if (value != null) {
      return value;
    }
    return other == null ? Instant.EPOCH : other;
  }

  private static ManifestFile readFile(YamlNode node) {
    return new ManifestFile(
        node.require("url").text(),
        node.textOrNull("sha256"),
        number(node, "size_bytes"),
        node.textOrNull("path"),
        unknown(node, FILE_KEYS));
  }

  private static ManifestHeader.StateChange readChange(YamlNode node) {
    Instant at = instant(node, "at");
    if (at == null) {
      throw node.failure("'at' is missing");
    }
    return new ManifestHeader.StateChange(
        at, state(node.require("state")), node.require("run").text(), unknown(node, CHANGE_KEYS));
  }

  private static @Nullable Period readPeriod(YamlNode node) {
    if (node.find("period").isEmpty()) {
      return null;
    }
    YamlNode label = node.require("period");
    if (node.find("period_start").isEmpty() && node.find("period_end").isEmpty()) {
      return writtenPeriod(label);
    }
    try {
      return new Period(
          label.text(),
          LocalDate.parse(node.require("period_start").text()),
          LocalDate.parse(node.require("period_end").text()));
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw label.failure("the period needs period_start and period_end as YYYY-MM-DD, in order");
    }
  }

  /** A person may write the label alone. */
  private static Period writtenPeriod(YamlNode label) {
    try {
      return PeriodParser.require(label.text());
    } catch (UsageException e) {
      throw label.failure(String.valueOf(e.getMessage()));
    }
  }

  private static ManifestSource readSource(YamlNode node) {
    YamlNode code = node.require("code");
    if (!SourceCode.isValid(code.text())) {
      throw code.failure("'" + code.text() + "' is not a source code: " + SourceCode.RULE);
    }
    String schema = node.textOrNull("schema");
    List<ManifestColumn> columns = new ArrayList<>();
    node.find("columns")
        .ifPresent(list -> list.items().forEach(item -> columns.add(readColumn(item))));
    List<ManifestPart> parts = new ArrayList<>();
    node.find("files").ifPresent(list -> list.items().forEach(item -> parts.add(readPart(item))));
    return new ManifestSource(
        new SourceCode(code.text()),
        node.find("name").map(YamlNode::text).orElse(code.text()),
        FactsText.readSource(node),
        node.find("table")
            .map(table -> table(schema == null ? "staging" : schema, table))
            .orElseGet(() -> new SourceCode(code.text()).stagingTable()),
        node.textOrNull("fingerprint"),
        number(node, "rows"),
        node.textOrNull("row_hash"),
        node.textOrNull("parquet_path"),
        node.textOrNull("parquet_sha256"),
        columns,
        parts,
        DecisionText.read(node),
        node.texts("unpivoted"),
        unknownOfSource(node));
  }

  private static ManifestColumn readColumn(YamlNode node) {
    String original = node.find("original_name").map(YamlNode::text).orElse("");
    List<String> header = node.texts("header");
    return new ManifestColumn(
        columnName(node),
        original,
        header.isEmpty() && !original.isEmpty() ? List.of(original) : header,
        node.find("data_type").map(ManifestTypes::type).orElse(ColumnType.TEXT),
        FactsText.readColumn(node),
        node.texts("markers"),
        keys(node),
        FactsText.withoutFacts(node, unknown(node, COLUMN_KEYS)));
  }

  private static KeyOrigin keys(YamlNode column) {
    String text = column.textOrNull("derived");
    String word = text == null ? column.textOrNull("filled") : text;
    return Arrays.stream(KeyOrigin.values())
        .filter(origin -> origin.text().equals(word))
        .findFirst()
        .orElse(KeyOrigin.CELLS);
  }

  private static TableName table(String schema, YamlNode table) {
    try {
      return new TableName(schema, table.text());
    } catch (IllegalArgumentException e) {
      throw table.failure("'" + schema + "." + table.text() + "' is not a table's name");
    }
  }

  /** Legacy manifests call the physical name by any of these. */
  private static String columnName(YamlNode node) {
    return LEGACY_NAMES.stream()
        .flatMap(key -> node.find(key).stream())
        .findFirst()
        .orElseGet(() -> node.require("name"))
        .text();
  }

  private static ManifestPart readPart(YamlNode node) {
    List<Integer> headerRows = new ArrayList<>();
    node.find("header_rows")
        .ifPresent(list -> list.items().forEach(row -> headerRows.add((int) row.integer())));
    return new ManifestPart(
        node.require("url").text(),
        node.textOrNull("sheet"),
        node.textOrNull("member"),
        Math.max(1, (int) number(node, "table_number")),
        headerRows,
        number(node, "first_data_row"),
        number(node, "last_data_row"),
        node.textOrNull("first_column"),
        node.textOrNull("last_column"),
        number(node, "rows"),
        unknown(node, PART_KEYS));
  }

  private static long number(YamlNode node, String key) {
    return node.find(key).map(YamlNode::integer).orElse(0L);
  }

  private static @Nullable Instant instant(YamlNode node, String key) {
    if (node.find(key).isEmpty()) {
      return null;
    }
    YamlNode value = node.require(key);
    return ManifestTimes.parse(value.text())
        .orElseThrow(
            () ->
                value.failure("'" + value.text() + "' is not a time such as 2025-08-01T09:30:00Z"));
  }

  private static ManifestState state(YamlNode node) {
    return Arrays.stream(ManifestState.values())
        .filter(state -> state.text().equals(node.text()))
        .findFirst()
        .orElseThrow(
            () ->
                node.failure(
                    "'"
                        + node.text()
                        + "' is not a state: draft, enriched, loaded, exported,"
                        + " archived or deprecated"));
  }

  private static Map<String, @Nullable Object> unknownOfSource(YamlNode node) {
    Map<String, @Nullable Object> extra =
        FactsText.withoutSourceFacts(node, unknown(node, SOURCE_KEYS));
    node.entries()
        .forEach(
            (key, value) -> {
              if (DecisionText.isKnown(key, value)) {
                extra.remove(key);
              }
            });
    return extra;
  }

  private static Map<String, @Nullable Object> unknown(YamlNode node, Set<String> known) {
    Map<String, @Nullable Object> extra = new LinkedHashMap<>();
    node.entries()
        .forEach(
            (key, value) -> {
              if (!known.contains(key)) {
                extra.put(key, value.plain());
              }
            });
    return extra;
  }

  private static void putIf(Map<String, @Nullable Object> map, String key, @Nullable Object value) {
    if (value != null) {
      map.put(key, value instanceof Instant ? value.toString() : value);
    }
  }
}

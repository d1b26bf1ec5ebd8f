package org.datawarp.pipeline.manifest;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.IssueFacts;
import org.datawarp.model.table.ColumnFacts;
import org.datawarp.model.table.ColumnRole;
import org.datawarp.model.table.DescribedBy;
import org.datawarp.model.table.GeographyLevel;
import org.datawarp.model.table.SourceFacts;
import org.datawarp.platform.codec.YamlNode;
import org.jspecify.annotations.Nullable;

/** What is known of an issue, its tables and columns, as keys of a manifest. */
final class FactsText {
  static final String LICENCE = "licence";
  static final String LICENCE_URL = "licence_url";
  static final String PUBLISHED = "published";
  static final String NOTES = "notes";
  static final String ENRICHED_BY = "enriched_by";

  private static final String DESCRIPTION = "description";
  private static final String DESCRIBED_BY = "described_by";
  private static final String UNIT = "unit";
  private static final String GEOGRAPHY = "geography";
  private static final String IS_DIMENSION = "is_dimension";
  private static final String IS_MEASURE = "is_measure";
  private static final String KEYWORDS = "query_keywords";

  private FactsText() {}

  static void write(IssueFacts facts, Map<String, @Nullable Object> map) {
    putIf(map, LICENCE, facts.licence());
    putIf(map, LICENCE_URL, facts.licenceUrl());
    putIf(map, PUBLISHED, facts.published() == null ? null : facts.published().toString());
    putIf(map, NOTES, facts.notes().isEmpty() ? null : facts.notes());
    putIf(map, ENRICHED_BY, facts.enrichedBy());
  }

  static IssueFacts readIssue(YamlNode node) {
    return new IssueFacts(
        node.textOrNull(LICENCE),
        node.textOrNull(LICENCE_URL),
        node.find(PUBLISHED).map(FactsText::day).orElse(null),
        node.texts(NOTES),
        node.textOrNull(ENRICHED_BY));
  }

  static void write(SourceFacts facts, Map<String, @Nullable Object> map) {
    describe(map, facts.description(), facts.describedBy());
    putIf(map, UNIT, facts.unit());
    putIf(map, NOTES, facts.notes().isEmpty() ? null : facts.notes());
  }

  static SourceFacts readSource(YamlNode node) {
    return new SourceFacts(
        node.textOrNull(DESCRIPTION),
        describedBy(node),
        node.textOrNull(UNIT),
        isTexts(node, NOTES) ? node.texts(NOTES) : List.of());
  }

  static void write(ColumnFacts facts, Map<String, @Nullable Object> map) {
    describe(map, facts.description(), facts.describedBy());
    putIf(map, UNIT, facts.unit());
    putIf(map, NOTES, facts.notes().isEmpty() ? null : facts.notes());
    ColumnRole role = facts.role();
    if (role != null) {
      map.put(IS_DIMENSION, role == ColumnRole.DIMENSION);
      map.put(IS_MEASURE, role == ColumnRole.MEASURE);
    }
    List<String> levels = facts.geography().stream().map(GeographyLevel::text).toList();
    putIf(map, GEOGRAPHY, levels.isEmpty() ? null : levels);
    putIf(map, KEYWORDS, facts.keywords().isEmpty() ? null : facts.keywords());
  }

  static ColumnFacts readColumn(YamlNode node) {
    return new ColumnFacts(
        node.textOrNull(DESCRIPTION),
        describedBy(node),
        isText(node, UNIT) ? node.textOrNull(UNIT) : null,
        isTexts(node, NOTES) ? node.texts(NOTES) : List.of(),
        role(node),
        node.find(GEOGRAPHY).isPresent() ? levels(node) : List.of(),
        isTexts(node, KEYWORDS) ? node.texts(KEYWORDS) : List.of());
  }

  /** Leaves of a column's keys those that facts were not read from. */
  static Map<String, @Nullable Object> withoutFacts(
      YamlNode node, Map<String, @Nullable Object> extra) {
    withoutWords(node, extra);
    if (role(node) != null) {
      extra.remove(IS_DIMENSION);
      extra.remove(IS_MEASURE);
    }
    extra.remove(GEOGRAPHY);
    if (isTexts(node, KEYWORDS)) {
      extra.remove(KEYWORDS);
    }
    return extra;
  }

  /** Leaves of a source's keys those that facts were not read from. */
  static Map<String, @Nullable Object> withoutSourceFacts(
      YamlNode node, Map<String, @Nullable Object> extra) {
    return withoutWords(node, extra);
  }

  private static Map<String, @Nullable Object> withoutWords(
      YamlNode node, Map<String, @Nullable Object> extra) {
    extra.remove(DESCRIPTION);
    extra.remove(DESCRIBED_BY);
    if (isText(node, UNIT)) {
      extra.remove(UNIT);
    }
    if (isTexts(node, NOTES)) {
      extra.remove(NOTES);
    }
    return extra;
  }

  private static void describe(
      Map<String, @Nullable Object> map, @Nullable String description, DescribedBy by) {
    putIf(map, DESCRIPTION, description);
    if (description != null && by != DescribedBy.PERSON) {
      map.put(DESCRIBED_BY, by.text());
    }
  }

  private static DescribedBy describedBy(YamlNode node) {
    return node.find(DESCRIBED_BY)
        .map(
            by ->
                DescribedBy.find(by.text())
                    .orElseThrow(
                        () ->
                            by.failure("'" + by.text() + "' is not person, publisher or model")))
        .orElse(DescribedBy.PERSON);
  }

  /** A legacy manifest may say that a column is both, or neither: then nothing is judged. */
  private static @Nullable ColumnRole role(YamlNode node) {
    boolean isDimension = isTrue(node, IS_DIMENSION);
    boolean isMeasure = isTrue(node, IS_MEASURE);
    if (isDimension == isMeasure) {
      return null;
    }
    return isDimension ? ColumnRole.DIMENSION : ColumnRole.MEASURE;
  }

  private static boolean isTrue(YamlNode node, String key) {
    Optional<YamlNode> value = node.find(key);
    return value.isPresent() && Boolean.TRUE.equals(value.get().plain());
  }

  private static List<GeographyLevel> levels(YamlNode node) {
    return node.require(GEOGRAPHY).isList()
        ? node.require(GEOGRAPHY).items().stream().map(FactsText::level).toList()
        : List.of(level(node.require(GEOGRAPHY)));
  }

  private static GeographyLevel level(YamlNode node) {
    return GeographyLevel.find(node.text())
        .orElseThrow(() -> node.failure("'" + node.text() + "' is not a level of geography"));
  }

  private static LocalDate day(YamlNode node) {
    try {
      return LocalDate.parse(node.text());
    } catch (DateTimeParseException e) {
      throw node.failure("'" + node.text() + "' is not a day such as 2025-08-01");
    }
  }

  private static boolean isText(YamlNode node, String key) {
    return node.find(key).map(value -> !value.isList() && !value.isMapping()).orElse(true);
  }

  /** A legacy manifest may hold anything under such a key; what is no list of texts stays extra. */
  private static boolean isTexts(YamlNode node, String key) {
    return node.find(key)
        .map(
            value ->
                value.isList()
                    ? value.items().stream()
                        .allMatch(item -> !item.isList() && !item.isMapping() && !item.isNull())
                    : !value.isMapping())
        .orElse(true);
  }

  private static void putIf(Map<String, @Nullable Object> map, String key, @Nullable Object value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}

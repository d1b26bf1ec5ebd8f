package org.datawarp.pipeline.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableColumn;
import org.jspecify.annotations.Nullable;

/**
 * What a table is recognised by in another issue.
 *
 * @param columns names of the columns as they are loaded, with their types, by name; made columns,
 *     markers, and headers that name a period are left out
 * @param title the words of its title, without its number and the words of its period
 * @param units the units that title and headers speak of, sorted
 * @param sheet the words of its sheet's name, without those of a period; empty for none
 * @param undecided columns without any value, whose type says nothing
 */
public record TableFingerprint(
    Map<String, ColumnType> columns,
    String title,
    List<String> units,
    String sheet,
    Set<String> undecided) {
  private static final int LONGEST_TEXT = 1_000;
  private static final int MOST_PERIODS = 8;
  private static final Pattern NUMBER =
      Pattern.compile("^(?:table|tab|sheet|figure)[ _.-]{0,3}[0-9]{1,3}[a-z]?(?![a-z0-9])");
  private static final Pattern NO_WORD = Pattern.compile("[^a-z0-9%£]+");
  private static final Pattern YEAR = Pattern.compile("(?:19|20)[0-9]{2}");

  /** How units are written, by what they are called here. */
  private static final Map<String, Pattern> UNITS = unitShapes();

  /** Sorts and copies. */
  public TableFingerprint {
    columns = Collections.unmodifiableMap(new TreeMap<>(columns));
    units = units.stream().sorted().distinct().toList();
    undecided = Collections.unmodifiableSet(new TreeSet<>(undecided));
  }

  /** Makes one of which every column has values. */
  public TableFingerprint(
      Map<String, ColumnType> columns, String title, List<String> units, String sheet) {
    this(columns, title, units, sheet, Set.of());
  }

  /** Makes the fingerprint of a table as it was read. */
  public static TableFingerprint of(
      List<TableColumn> columns, String title, @Nullable String sheet) {
    Map<String, ColumnType> lasting = new TreeMap<>();
    Map<String, ColumnType> all = new TreeMap<>();
    StringBuilder headers = new StringBuilder(title);
    for (TableColumn column : columns) {
      if (!column.header().isEmpty()) {
        all.put(column.name(), column.type());
        if (column.header().stream().noneMatch(TableFingerprint::isPeriod)) {
          lasting.put(column.name(), column.type());
          headers.append('\n').append(column.originalName());
        }
      } else if (!isMade(column.name())) {
        all.put(column.name(), column.type());
      }
    }
    return new TableFingerprint(
        lasting.isEmpty() ? all : lasting,
        words(title),
        unitsOf(headers.toString()),
        sheet == null ? "" : words(sheet),
        columns.stream()
            .filter(column -> column.insteadOfValues() != null)
            .map(TableColumn::name)
            .collect(Collectors.toSet()));
  }

  /** Returns it as JSON's values, as {@code tbl_canonical_sources} keeps it. */
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    Map<String, String> types = new LinkedHashMap<>();
    columns.forEach((name, type) -> types.put(name, type.text()));
    json.put("columns", types);
    json.put("title", title);
    json.put("units", units);
    json.put("sheet", sheet);
    if (!undecided.isEmpty()) {
      json.put("undecided", List.copyOf(undecided));
    }
    return json;
  }

  /** Reads what {@link #toJson} wrote; empty for what others wrote there. */
  public static Optional<TableFingerprint> ofJson(Map<String, ? extends @Nullable Object> json) {
    if (!(json.get("columns") instanceof Map<?, ?> types)
        || !(json.get("title") instanceof String title)
        || !(json.get("units") instanceof List<?> units)
        || !(json.get("sheet") instanceof String sheet)) {
      return Optional.empty();
    }
    Map<String, ColumnType> columns = new TreeMap<>();
    types.forEach(
        (name, text) ->
            Arrays.stream(ColumnType.values())
                .filter(type -> type.text().equals(text))
                .findFirst()
                .ifPresent(type -> columns.put(String.valueOf(name), type)));
    Set<String> undecided = new TreeSet<>();
    if (json.get("undecided") instanceof List<?> names) {
      names.forEach(name -> undecided.add(String.valueOf(name)));
    }
    return Optional.of(
        new TableFingerprint(
            columns, title, units.stream().map(String::valueOf).toList(), sheet, undecided));
  }

  /** Returns this fingerprint under the names of a table whose columns were called otherwise. */
  public TableFingerprint renamed(Map<String, String> renames) {
    Map<String, ColumnType> names = new TreeMap<>();
    columns.forEach((name, type) -> names.put(renames.getOrDefault(name, name), type));
    Set<String> open = new TreeSet<>();
    undecided.forEach(name -> open.add(renames.getOrDefault(name, name)));
    return new TableFingerprint(names, title, units, sheet, open);
  }

  /** Returns a title's words: lower case, without a table's number and any period. */
  static String words(String text) {
    String left = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    for (int i = 0; i < MOST_PERIODS; i++) {
      Optional<String> period =
          PeriodParser.find(left).map(PeriodParser.PeriodFinding::matchedText);
      if (period.isEmpty() || period.get().isEmpty() || !left.contains(period.get())) {
        break;
      }
      left = left.replace(period.get(), " ");
    }
    String lower = left.toLowerCase(Locale.ROOT).strip();
    String unnumbered = NUMBER.matcher(lower).replaceFirst(" ");
    String plain = YEAR.matcher(unnumbered).replaceAll(" ");
    return NO_WORD.matcher(plain).replaceAll(" ").strip();
  }

  private static boolean isPeriod(String level) {
    return PeriodParser.ofHeader(level).isPresent();
  }

  private static boolean isMade(String name) {
    return name.endsWith(TableColumn.MARKER_SUFFIX)
        || name.endsWith(TableColumn.LOWER_SUFFIX)
        || name.endsWith(TableColumn.UPPER_SUFFIX);
  }

  private static List<String> unitsOf(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    List<String> found = new ArrayList<>();
    UNITS.forEach(
        (unit, shape) -> {
          if (shape.matcher(lower).find()) {
            found.add(unit);
          }
        });
    return found;
  }

  private static Map<String, Pattern> unitShapes() {
    Map<String, Pattern> units = new LinkedHashMap<>();
    units.put("percent", Pattern.compile("%|\\bper ?cent|\\bproportion\\b|\\bpct\\b"));
    units.put("rate", Pattern.compile("\\bper 1[0-9,]{2,9}\\b|\\brates?\\b"));
    units.put("money", Pattern.compile("£|\\bcosts?\\b|\\bspend\\b"));
    units.put("time", Pattern.compile("\\b(?:median|mean|average) (?:wait|time|days|weeks)"));
    return Collections.unmodifiableMap(units);
  }
}

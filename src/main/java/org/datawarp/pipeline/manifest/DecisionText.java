package org.datawarp.pipeline.manifest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.datawarp.model.table.BoundsMode;
import org.datawarp.model.table.CellRange;
import org.datawarp.model.table.SectionMode;
import org.datawarp.model.table.UnpivotMode;
import org.datawarp.platform.codec.YamlNode;
import org.jspecify.annotations.Nullable;

/**
 * What a person decides about tables, as manifests write it. Read strictly: a decision that is not
 * understood is refused with file, line and column rather than passed over.
 */
final class DecisionText {
  static final String UNPIVOT = "unpivot";
  static final String BOUNDS = "bounds";
  static final String QUARANTINE = "quarantine";
  static final String SECTIONS = "sections";

  /** More than this many wrong cells are no exception any more. */
  static final int MOST_QUARANTINED = 1_000;

  private static final String SHEET = "sheet";
  private static final String MEMBER = "member";
  private static final String SKIP = "skip";
  private static final String HEADER_ROWS = "header_rows";
  private static final String RANGE = "range";
  private static final String FILL_DOWN = "fill_down";

  /** The keys of a source that decide something. */
  static final Set<String> KEYS =
      Set.of(SKIP, HEADER_ROWS, RANGE, UNPIVOT, BOUNDS, QUARANTINE, SECTIONS, FILL_DOWN);

  private DecisionText() {}

  static void write(TableDecisions decisions, Map<String, @Nullable Object> map) {
    putIf(map, SHEET, decisions.sheet());
    putIf(map, MEMBER, decisions.member());
    putIf(map, SKIP, decisions.skip() ? Boolean.TRUE : null);
    putIf(map, HEADER_ROWS, decisions.headerRows());
    putIf(map, RANGE, decisions.range());
    if (decisions.unpivot() != null) {
      map.put(
          UNPIVOT,
          decisions.periodColumns().isEmpty()
              ? text(decisions.unpivot())
              : decisions.periodColumns());
    }
    putIf(map, BOUNDS, decisions.bounds() == null ? null : text(decisions.bounds()));
    putIf(map, QUARANTINE, decisions.quarantine());
    putIf(map, SECTIONS, decisions.sections() == null ? null : text(decisions.sections()));
    putIf(map, FILL_DOWN, decisions.fillDown());
  }

  static TableDecisions read(YamlNode source) {
    source.entries().forEach(DecisionText::refuseMisspelt);
    YamlNode unpivot = source.find(UNPIVOT).orElse(null);
    boolean listed = unpivot != null && unpivot.isList();
    return new TableDecisions(
        textOrNull(source, SHEET),
        textOrNull(source, MEMBER),
        source.find(SKIP).map(YamlNode::truth).orElse(false),
        source.find(HEADER_ROWS).map(DecisionText::headerRows).orElse(null),
        source.find(RANGE).map(DecisionText::range).orElse(null),
        unpivot == null ? null : listed ? UnpivotMode.DECLARED : unpivot(unpivot),
        listed ? source.texts(UNPIVOT) : List.of(),
        source.find(BOUNDS).map(DecisionText::bounds).orElse(null),
        source.find(QUARANTINE).map(DecisionText::quarantine).orElse(null),
        source.find(SECTIONS).map(DecisionText::sections).orElse(null),
        source.find(FILL_DOWN).map(list -> source.texts(FILL_DOWN)).orElse(null));
  }

  /** Checks the options of a whole manifest; what is not known here is left alone. */
  static void check(String key, YamlNode value) {
    switch (key) {
      case UNPIVOT -> unpivot(value);
      case BOUNDS -> bounds(value);
      case QUARANTINE -> quarantine(value);
      case SECTIONS -> sections(value);
      default -> {}
    }
  }

  /** Tells whether a source's key is read here. */
  static boolean isKnown(String key, YamlNode value) {
    boolean place = key.equals(SHEET) || key.equals(MEMBER);
    return KEYS.contains(key) || (place && isScalar(value));
  }

  static String text(UnpivotMode mode) {
    return switch (mode) {
      case AUTOMATIC -> "auto";
      case OFF -> "never";
      case DECLARED -> "always";
    };
  }

  static UnpivotMode unpivot(String text) {
    return switch (text) {
      case "never", "false" -> UnpivotMode.OFF;
      case "always" -> UnpivotMode.DECLARED;
      default -> UnpivotMode.AUTOMATIC;
    };
  }

  static String text(BoundsMode mode) {
    return switch (mode) {
      case OFF -> "off";
      case COLUMNS -> "columns";
    };
  }

  private static List<Integer> headerRows(YamlNode node) {
    List<YamlNode> items = node.isList() ? node.items() : List.of(node);
    List<Integer> rows = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    for (YamlNode item : items) {
      long row = item.integer();
      if (row < 1 || row > Integer.MAX_VALUE) {
        throw item.failure("'" + row + "' is not a row: rows are counted from 1");
      }
      if (!seen.add((int) row)) {
        throw item.failure("row " + row + " is there twice");
      }
      rows.add((int) row);
    }
    return rows;
  }

  private static String range(YamlNode node) {
    if (CellRange.find(node.text()).isEmpty()) {
      throw node.failure("'" + node.text() + "' is not a range: " + CellRange.RULE);
    }
    return node.text();
  }

  private static UnpivotMode unpivot(YamlNode node) {
    String text = node.text();
    if (!Set.of("auto", "never", "always", "true", "false").contains(text)) {
      throw node.failure(
          "'" + text + "' is no way to unpivot: write auto, never, always or a list of headers");
    }
    return unpivot(text);
  }

  private static BoundsMode bounds(YamlNode node) {
    for (BoundsMode mode : BoundsMode.values()) {
      if (text(mode).equals(node.text())) {
        return mode;
      }
    }
    throw node.failure("'" + node.text() + "' is no way to treat bounds: write off or columns");
  }

  static String text(SectionMode mode) {
    return switch (mode) {
      case COLUMNS -> "columns";
      case DROP -> "drop";
    };
  }

  private static SectionMode sections(YamlNode node) {
    for (SectionMode mode : SectionMode.values()) {
      if (text(mode).equals(node.text())) {
        return mode;
      }
    }
    throw node.failure("'" + node.text() + "' is no way to treat labels: write columns or drop");
  }

  private static int quarantine(YamlNode node) {
    String text = node.text();
    if (!text.matches("\\d{1,4}") || Integer.parseInt(text) > MOST_QUARANTINED) {
      throw node.failure("'" + text + "' is not a number of cells: write 0 to " + MOST_QUARANTINED);
    }
    return Integer.parseInt(text);
  }

  private static boolean isScalar(YamlNode value) {
    return !value.isNull() && !value.isList() && !value.isMapping();
  }

  private static @Nullable String textOrNull(YamlNode source, String key) {
    return source.find(key).filter(DecisionText::isScalar).map(YamlNode::text).orElse(null);
  }

  /** A decision written almost right would be kept as an unknown key, and passed over. */
  private static void refuseMisspelt(String key, YamlNode value) {
    String plain = key.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    for (String known : KEYS) {
      String wanted = known.replace("_", "");
      boolean near =
          plain.equals(wanted) || plain.equals(wanted + "s") || (plain + "s").equals(wanted);
      if (near && !key.equals(known)) {
        throw value.keyFailure("'" + key + "' is not known; is '" + known + "' meant?");
      }
    }
  }

  private static void putIf(Map<String, @Nullable Object> map, String key, @Nullable Object value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}

package org.datawarp.manifest;

import java.util.Arrays;
import java.util.Locale;
import org.datawarp.codec.YamlNode;
import org.datawarp.model.ColumnType;

/** Column types as manifests write them, legacy ones too. */
final class ColumnTypeText {
  private ColumnTypeText() {}

  static ColumnType read(YamlNode node) {
    String text = node.text().toLowerCase(Locale.ROOT);
    return Arrays.stream(ColumnType.values())
        .filter(type -> type.text().equals(text) || type.sql().equals(text))
        .findFirst()
        .orElseGet(() -> legacy(node, text));
  }

  /** Legacy manifests write PostgreSQL's type names, with lengths. */
  private static ColumnType legacy(YamlNode node, String text) {
    if (text.startsWith("varchar") || text.startsWith("character")) {
      return ColumnType.TEXT;
    }
    if (text.startsWith("numeric") || text.startsWith("decimal")) {
      return ColumnType.NUMERIC;
    }
    return switch (text) {
      case "int", "int4" -> ColumnType.INTEGER;
      case "int8" -> ColumnType.BIGINT;
      case "float", "real", "float8" -> ColumnType.DOUBLE;
      case "bool" -> ColumnType.BOOLEAN;
      case "timestamp without time zone" -> ColumnType.TIMESTAMP;
      default -> throw node.failure("'" + node.text() + "' is not a column type");
    };
  }
}

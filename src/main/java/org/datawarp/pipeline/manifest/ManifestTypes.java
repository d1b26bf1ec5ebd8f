package org.datawarp.pipeline.manifest;

import java.util.Arrays;
import java.util.Locale;
import org.datawarp.model.table.ColumnType;
import org.datawarp.platform.codec.YamlNode;

/** The types of columns as manifests write them, the legacy ones too. */
final class ManifestTypes {
  private ManifestTypes() {}

  static ColumnType type(YamlNode node) {
    String text = node.text().toLowerCase(Locale.ROOT);
    return Arrays.stream(ColumnType.values())
        .filter(type -> type.text().equals(text) || type.sql().equals(text))
        .findFirst()
        .orElseGet(() -> legacyType(node, text));
  }

  /** Legacy manifests write PostgreSQL's type names, with lengths. */
  private static ColumnType legacyType(YamlNode node, String text) {
    if (text.startsWith("varchar") || text.startsWith("character")) {
      return ColumnType.TEXT;
    }
    if (text.startsWith("numeric") || text.startsWith("decimal")) {
      return ColumnType.NUMERIC;
    }
    return switch (text) {
      case "string", "str", "char", "uuid", "jsonb" -> ColumnType.TEXT;
      case "int", "int2", "int4", "smallint", "serial" -> ColumnType.INTEGER;
      case "int8", "bigserial" -> ColumnType.BIGINT;
      case "float", "real", "float8" -> ColumnType.DOUBLE;
      case "bool" -> ColumnType.BOOLEAN;
      case "datetime", "timestamp without time zone", "timestamp with time zone", "timestamptz" ->
          ColumnType.TIMESTAMP;
      default -> throw node.failure("'" + node.text() + "' is not a column type");
    };
  }
}

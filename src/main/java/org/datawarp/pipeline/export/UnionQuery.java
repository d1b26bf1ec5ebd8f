package org.datawarp.pipeline.export;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Sql;
import org.jspecify.annotations.Nullable;

/** One query over the rows of several tables, whose columns are matched by their names. */
public final class UnionQuery {
  /** The column that says which source a row is of. */
  public static final String SOURCE = "_source";

  private UnionQuery() {}

  /**
   * Returns the query: business columns in the order in which tables have them, then provenance. A
   * table without a column has NULL there; types that differ become the one that holds both.
   *
   * @param tables the tables, by source; at least one
   * @throws org.datawarp.model.error.NotFoundException if one is not there
   */
  public static String of(Connection connection, Map<String, TableName> tables) {
    Map<String, Map<String, StoredColumn>> columns = new LinkedHashMap<>();
    Map<String, String> business = new LinkedHashMap<>();
    Map<String, String> provenance = new LinkedHashMap<>();
    tables.forEach(
        (source, table) -> {
          Map<String, StoredColumn> own = new LinkedHashMap<>();
          for (StoredColumn column : StagingTableReader.columns(connection, table)) {
            own.put(column.name(), column);
            (column.name().startsWith("_") ? provenance : business)
                .merge(column.name(), column.sqlType(), UnionQuery::wider);
          }
          columns.put(source, own);
        });
    business.putAll(provenance);
    List<String> selects = new ArrayList<>();
    tables.forEach(
        (source, table) -> {
          Map<String, StoredColumn> own = Objects.requireNonNull(columns.get(source));
          List<String> values = new ArrayList<>();
          business.forEach((name, type) -> values.add(value(name, type, own.get(name))));
          values.add(Sql.literal(source) + "::text AS " + TableName.quote(SOURCE));
          selects.add("SELECT " + String.join(", ", values) + " FROM " + table.quoted());
        });
    return String.join("\nUNION ALL\n", selects);
  }

  private static String value(String name, String type, @Nullable StoredColumn column) {
    String quoted = TableName.quote(name);
    if (column == null) {
      return "NULL::" + type + " AS " + quoted;
    }
    return column.sqlType().equals(type) ? quoted : quoted + "::" + type + " AS " + quoted;
  }

  private static String wider(String one, String other) {
    if (one.equals(other)) {
      return one;
    }
    return isNumber(one) && isNumber(other) ? "numeric" : "text";
  }

  private static boolean isNumber(String sqlType) {
    return sqlType.startsWith("numeric")
        || List.of("smallint", "integer", "bigint").contains(sqlType);
  }
}

package org.datawarp.pipeline.export;

import java.util.List;
import org.datawarp.model.table.ColumnType;
import org.jspecify.annotations.Nullable;

/**
 * One column of a staging table, or of a Parquet file made from one.
 *
 * @param name the physical name
 * @param type how its values are read; TEXT for every PostgreSQL type that has no ColumnType
 * @param sqlType PostgreSQL's own name of the type, as {@code format_type} prints it, such as
 *     {@code character varying(20)}
 * @param comment the column's comment, or null
 */
public record StoredColumn(String name, ColumnType type, String sqlType, @Nullable String comment) {
  /** Makes a column whose PostgreSQL type is the type's own. */
  public static StoredColumn of(String name, ColumnType type) {
    return new StoredColumn(name, type, type.sql(), null);
  }

  /** Returns where a column of this name is, or -1. */
  public static int indexOf(List<StoredColumn> columns, String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }
}

package org.datawarp.pipeline.export.parquet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.export.StoredColumn;
import org.jspecify.annotations.Nullable;

/** The columns of a file: as our metadata says, else as the Parquet types suggest. */
public final class FileColumns {
  /** The metadata key of the PostgreSQL types, in column order, joined with semicolons. */
  public static final String TYPES_KEY = "datawarp.types";

  /** The metadata key of a column's comment, up to its name. */
  static final String COMMENT_KEY = "datawarp.comment.";

  private FileColumns() {}

  /** Returns the metadata that lets {@link #of} find the same columns again. */
  public static Map<String, String> metadata(List<StoredColumn> columns) {
    Map<String, String> metadata = new LinkedHashMap<>();
    List<String> types = new ArrayList<>();
    for (StoredColumn column : columns) {
      boolean isListed = column.sqlType().indexOf(';') < 0;
      types.add(isListed ? column.sqlType() : column.type().sql());
    }
    metadata.put(TYPES_KEY, String.join(";", types));
    for (StoredColumn column : columns) {
      String comment = column.comment();
      if (comment != null) {
        metadata.put(COMMENT_KEY + column.name(), comment);
      }
    }
    return metadata;
  }

  /**
   * Returns the columns of a file.
   *
   * @throws UnsupportedColumn if one is nested or of a type that no column can have
   */
  public static List<StoredColumn> of(FileMetaData file) throws UnsupportedColumn {
    Map<String, String> metadata = file.getKeyValueMetaData();
    List<Type> fields = file.getSchema().getFields();
    String listed = metadata.get(TYPES_KEY);
    String[] types = listed == null ? new String[0] : listed.split(";", -1);
    List<StoredColumn> columns = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      Type field = fields.get(i);
      if (!field.isPrimitive() || field.isRepetition(Repetition.REPEATED)) {
        throw new UnsupportedColumn(field.getName(), "is nested");
      }
      ColumnType stored = type(field.asPrimitiveType());
      String comment = metadata.get(COMMENT_KEY + field.getName());
      boolean isOurs = types.length == fields.size();
      ColumnType type = isOurs ? declared(types[i], stored) : stored;
      String sqlType = isOurs ? types[i] : type.sql();
      columns.add(new StoredColumn(field.getName(), type, sqlType, comment));
    }
    return columns;
  }

  /** A column that cannot be read as a column of a table. */
  public static final class UnsupportedColumn extends Exception {
    private static final long serialVersionUID = 1L;

    UnsupportedColumn(String name, String why) {
      super("column '" + name + "' " + why);
    }
  }

  /** Our own numbers of more digits than DECIMAL has lie in the file as texts. */
  private static ColumnType declared(String sqlType, ColumnType stored) {
    return stored == ColumnType.TEXT && sqlType.startsWith("numeric") ? ColumnType.NUMERIC : stored;
  }

  private static ColumnType type(PrimitiveType field) throws UnsupportedColumn {
    LogicalTypeAnnotation logical = field.getLogicalTypeAnnotation();
    return switch (field.getPrimitiveTypeName()) {
      case BOOLEAN -> ColumnType.BOOLEAN;
      case FLOAT, DOUBLE -> ColumnType.DOUBLE;
      case INT96 -> ColumnType.TIMESTAMP;
      case INT32 -> whole(logical, ColumnType.INTEGER);
      case INT64 -> whole(logical, ColumnType.BIGINT);
      case BINARY ->
          logical instanceof DecimalLogicalTypeAnnotation ? ColumnType.NUMERIC : ColumnType.TEXT;
      case FIXED_LEN_BYTE_ARRAY -> {
        if (logical instanceof DecimalLogicalTypeAnnotation) {
          yield ColumnType.NUMERIC;
        }
        throw new UnsupportedColumn(field.getName(), "holds bytes of a fixed length");
      }
    };
  }

  private static ColumnType whole(@Nullable LogicalTypeAnnotation logical, ColumnType plain) {
    if (logical instanceof DecimalLogicalTypeAnnotation) {
      return ColumnType.NUMERIC;
    }
    if (logical instanceof LogicalTypeAnnotation.DateLogicalTypeAnnotation) {
      return ColumnType.DATE;
    }
    if (logical instanceof LogicalTypeAnnotation.TimeLogicalTypeAnnotation) {
      return ColumnType.TIME;
    }
    if (logical instanceof LogicalTypeAnnotation.TimestampLogicalTypeAnnotation) {
      return ColumnType.TIMESTAMP;
    }
    if (logical instanceof IntLogicalTypeAnnotation whole && !whole.isSigned()) {
      // Half of the unsigned numbers need one size more.
      return switch (whole.getBitWidth()) {
        case 32 -> ColumnType.BIGINT;
        case 64 -> ColumnType.NUMERIC;
        default -> ColumnType.INTEGER;
      };
    }
    return plain;
  }
}

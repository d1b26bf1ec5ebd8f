package org.datawarp.pipeline.export.parquet;

import java.util.Arrays;
import org.apache.parquet.format.Type;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.ColumnType;

/** The values of one column in the row group that is being filled. */
abstract sealed class ColumnBuffer permits ColumnBuffer.Longs, ColumnBuffer.Texts, NumericBuffer {
  final int column;
  final DefinitionLevels presence = new DefinitionLevels();

  ColumnBuffer(int column) {
    this.column = column;
  }

  /** Returns the buffer for a column of this type at this place. */
  static ColumnBuffer of(ColumnType type, int column) {
    return switch (type) {
      case TEXT -> new Texts(column);
      case NUMERIC -> new NumericBuffer(column);
      case INTEGER, BIGINT, DOUBLE, DATE, TIMESTAMP, TIME, BOOLEAN -> new Longs(column);
    };
  }

  /** Adds the column's value in the current row; returns how many bytes that took. */
  final int add(RowCursor row) {
    if (row.isNull(column)) {
      presence.addNull();
      return Integer.BYTES;
    }
    presence.addValue();
    return addValue(row);
  }

  abstract int addValue(RowCursor row);

  /** Returns the values for writing; valid until {@link #clear}. */
  abstract PageValues values(ParquetColumnType form, LongValues longs);

  /** Forgets the row group. */
  abstract void clear();

  /** Values that a cursor holds as longs, NUMERIC apart. */
  static final class Longs extends ColumnBuffer {
    private long[] values = new long[1 << 10];

    Longs(int column) {
      super(column);
    }

    @Override
    int addValue(RowCursor row) {
      int at = presence.values() - 1;
      if (at == values.length) {
        values = Arrays.copyOf(values, at * 2);
      }
      values[at] = row.longValue(column);
      return Long.BYTES;
    }

    @Override
    PageValues values(ParquetColumnType form, LongValues longs) {
      return longs.of(values, presence.values(), form.physical());
    }

    @Override
    void clear() {
      presence.clear();
    }
  }

  /** Texts, each distinct one kept once. */
  static final class Texts extends ColumnBuffer {
    private static final int BYTES_PER_ENTRY = 16;

    private final TextDictionary dictionary = new TextDictionary();
    private int[] ids = new int[1 << 10];

    Texts(int column) {
      super(column);
    }

    @Override
    int addValue(RowCursor row) {
      byte[] bytes = row.bytes(column);
      int offset = row.offset(column);
      int length = row.length(column);
      int at = presence.values() - 1;
      if (at == ids.length) {
        ids = Arrays.copyOf(ids, at * 2);
      }
      if (at > 0 && dictionary.isEqual(ids[at - 1], bytes, offset, length)) {
        ids[at] = ids[at - 1];
        return Integer.BYTES;
      }
      int before = dictionary.size();
      ids[at] = dictionary.id(bytes, offset, length);
      return dictionary.size() == before ? Integer.BYTES : BYTES_PER_ENTRY + length;
    }

    @Override
    PageValues values(ParquetColumnType form, LongValues longs) {
      if (form.physical() != Type.BYTE_ARRAY) {
        throw new IllegalStateException("a text column is not " + form.physical());
      }
      return BytesValues.of(dictionary, ids, presence.values(), form);
    }

    @Override
    void clear() {
      presence.clear();
      dictionary.clear();
    }
  }
}

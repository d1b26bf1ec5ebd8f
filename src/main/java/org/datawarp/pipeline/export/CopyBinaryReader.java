package org.datawarp.pipeline.export;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableName;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;

/*
 * Hot path: fields are located once per row and fixed-size values decoded in place; no object per
 * value but for a numeric that does not fit a long. PostgreSQL sends one message per row, yet the
 * protocol does not promise it, so a row may be put together from several.
 */
/**
 * The rows of one {@code COPY … (FORMAT binary)}, as PostgreSQL sends or gets them.
 *
 * <p>Source: PostgreSQL manual, "COPY", section "Binary Format"; the layout of values is that of
 * the types' send functions (numeric: base 10,000 digits with weight, sign and display scale).
 */
final class CopyBinaryReader implements RowCursor {
  private static final int HEADER_BYTES = 19;
  private static final int EPOCH_DAYS = 10_957;
  private static final long EPOCH_MICROS = 946_684_800_000_000L;
  private static final int NEGATIVE = 0x4000;
  private static final int NAN = 0xC000;
  private static final int INFINITE = 0xD000;
  private static final int MINUS_INFINITE = 0xF000;
  private static final long[] POWERS = {1, 10, 100, 1_000, 10_000};

  private final @Nullable CopyOut copy;
  private final String name;
  private final List<StoredColumn> columns;
  private final ColumnType[] types;

  /** The column of each field. */
  private final int[] targets;

  private final int[] offsets;
  private final int[] lengths;
  private final long[] values;
  private final int[] scales;
  private final byte[] @Nullable [] texts;
  private final int sourceRow;
  private final int sourceColumn;
  private byte[] buffer = new byte[0];
  private int position;
  private int limit;
  private boolean started;
  private boolean finished;

  private CopyBinaryReader(
      @Nullable CopyOut copy, String name, List<StoredColumn> columns, int[] targets) {
    this.copy = copy;
    this.name = name;
    this.columns = List.copyOf(columns);
    this.types = columns.stream().map(StoredColumn::type).toArray(ColumnType[]::new);
    this.targets = targets;
    this.offsets = new int[types.length];
    this.lengths = new int[types.length];
    Arrays.fill(lengths, -1);
    this.values = new long[types.length];
    this.scales = new int[types.length];
    this.texts = new byte[types.length][];
    this.sourceRow = StoredColumn.indexOf(columns, "_source_row");
    this.sourceColumn = StoredColumn.indexOf(columns, "_source_column");
  }

  /** Makes a cursor over what PostgreSQL sends, a field for each column. */
  static CopyBinaryReader of(CopyOut copy, TableName table, List<StoredColumn> columns) {
    return new CopyBinaryReader(
        copy, table.toString(), columns, IntStream.range(0, columns.size()).toArray());
  }

  /**
   * Makes a cursor over rows that are sent to PostgreSQL: those that {@link #give} brings, until
   * {@link #next} says that there are no more of them.
   *
   * @param fields the columns that the rows have, in their order
   * @param shared columns in which all rows hold the same; the others are null
   * @param values what these hold, as fields of a row
   */
  static CopyBinaryReader ofSent(
      List<StoredColumn> columns, List<String> fields, List<String> shared, byte[] values) {
    CopyBinaryReader reader =
        new CopyBinaryReader(null, "what is sent", columns, places(columns, fields));
    reader.setShared(places(columns, shared), values);
    return reader;
  }

  private static int[] places(List<StoredColumn> columns, List<String> names) {
    return names.stream().mapToInt(name -> StoredColumn.indexOf(columns, name)).toArray();
  }

  private void setShared(int[] places, byte[] fields) {
    buffer = fields;
    limit = fields.length;
    for (int column : places) {
      locate(column);
      if (lengths[column] >= 0) {
        decode(column);
        if (types[column] == ColumnType.TEXT) {
          texts[column] =
              Arrays.copyOfRange(fields, offsets[column], offsets[column] + lengths[column]);
        }
      }
    }
    give(new byte[0], 0);
  }

  /** Goes on with whole rows, the first after the header of the copy, the last before its end. */
  void give(byte[] bytes, int length) {
    buffer = bytes;
    position = 0;
    limit = length;
  }

  @Override
  public int columnCount() {
    return types.length;
  }

  @Override
  public ColumnType type(int column) {
    return types[column];
  }

  @Override
  public boolean next() {
    if (finished) {
      return false;
    }
    if (!started) {
      started = true;
      need(HEADER_BYTES);
      position += HEADER_BYTES + intAt(HEADER_BYTES - 4);
    }
    if (!findRow()) {
      return false;
    }
    int fields = shortAt(position);
    position += 2;
    if (fields < 0) {
      finish();
      return false;
    }
    if (fields != targets.length) {
      throw new IllegalStateException(fields + " fields for " + targets.length + " columns");
    }
    for (int column : targets) {
      locate(column);
    }
    for (int column : targets) {
      if (lengths[column] >= 0) {
        decode(column);
      }
    }
    return true;
  }

  @Override
  public long rowNumber() {
    return sourceRow < 0 || isNull(sourceRow) ? 0 : values[sourceRow];
  }

  @Override
  public @Nullable String sourceColumn() {
    return sourceColumn < 0 || isNull(sourceColumn)
        ? null
        : new String(buffer, offsets[sourceColumn], lengths[sourceColumn], StandardCharsets.UTF_8);
  }

  @Override
  public boolean isNull(int column) {
    return lengths[column] < 0;
  }

  @Override
  public long longValue(int column) {
    return values[column];
  }

  @Override
  public int scale(int column) {
    return scales[column];
  }

  @Override
  public byte[] bytes(int column) {
    byte[] text = texts[column];
    return text == null ? buffer : text;
  }

  @Override
  public int offset(int column) {
    return texts[column] == null ? offsets[column] : 0;
  }

  @Override
  public int length(int column) {
    byte[] text = texts[column];
    return text == null ? lengths[column] : text.length;
  }

  @Override
  public void close() {
    if (copy == null || !copy.isActive()) {
      return;
    }
    try {
      copy.cancelCopy();
    } catch (SQLException e) {
      throw StagingTableReader.unreadable(name, e);
    }
  }

  private void locate(int column) {
    need(4);
    int length = intAt(position);
    position += 4;
    need(length);
    offsets[column] = position;
    lengths[column] = length;
    position += Math.max(length, 0);
  }

  /** Makes sure that many bytes follow the position, fetching more where a message ended early. */
  private void need(int count) {
    while (limit - position < count) {
      byte[] more = read();
      byte[] joined = Arrays.copyOf(buffer, limit + more.length);
      System.arraycopy(more, 0, joined, limit, more.length);
      buffer = joined;
      limit = joined.length;
    }
  }

  /**
   * Forgets the row before and makes sure that the next one's field count is at hand; tells whether
   * there is one.
   */
  private boolean findRow() {
    if (position == limit) {
      if (copy == null) {
        return false;
      }
      byte[] message = read();
      give(message, message.length);
    } else if (copy != null && position > 0) {
      byte[] rest = Arrays.copyOfRange(buffer, position, limit);
      give(rest, rest.length);
    }
    need(2);
    return true;
  }

  private byte[] read() {
    if (copy == null) {
      throw new IllegalStateException("half a row was given");
    }
    try {
      byte[] message = copy.readFromCopy();
      if (message == null) {
        throw new DatabaseException(
            "PostgreSQL ended the copy of " + name + " in the middle of a row",
            "run the command again");
      }
      return message;
    } catch (SQLException e) {
      throw StagingTableReader.unreadable(name, e);
    }
  }

  private void finish() {
    finished = true;
    if (copy == null) {
      return;
    }
    try {
      while (copy.readFromCopy() != null) {
        // The server may send more after the trailer; the connection is free only at the end.
      }
    } catch (SQLException e) {
      throw StagingTableReader.unreadable(name, e);
    }
  }

  private void decode(int column) {
    int at = offsets[column];
    switch (types[column]) {
      case TEXT -> texts[column] = null;
      case INTEGER -> values[column] = intAt(at);
      case BIGINT, DOUBLE, TIME -> values[column] = longAt(at);
      case DATE -> values[column] = days(column, intAt(at));
      case TIMESTAMP -> values[column] = micros(column, longAt(at));
      case BOOLEAN -> values[column] = buffer[at];
      case NUMERIC -> decodeNumeric(column, at);
    }
  }

  private long days(int column, int sent) {
    if (sent == Integer.MAX_VALUE || sent == Integer.MIN_VALUE) {
      throw infinite(column);
    }
    return (long) sent + EPOCH_DAYS;
  }

  private long micros(int column, long sent) {
    if (sent == Long.MIN_VALUE || sent > Long.MAX_VALUE - EPOCH_MICROS) {
      throw infinite(column);
    }
    return sent + EPOCH_MICROS;
  }

  private DataRejectedException infinite(int column) {
    return new DataRejectedException(
        "column '"
            + columns.get(column).name()
            + "' of "
            + name
            + " holds a date that is infinite or beyond the year 294246, which no export can hold",
        "set it to null, or change the column's type to text");
  }

  private void decodeNumeric(int column, int at) {
    texts[column] = null;
    int count = shortAt(at);
    int weight = shortAt(at + 2);
    int sign = shortAt(at + 4) & 0xffff;
    if (sign == NAN || sign == INFINITE || sign == MINUS_INFINITE) {
      String word = sign == NAN ? "NaN" : sign == INFINITE ? "Infinity" : "-Infinity";
      setText(column, word);
      return;
    }
    int groups = at + 8;
    while (count > 0 && shortAt(groups + 2 * (count - 1)) == 0) {
      count--;
    }
    if (count == 0) {
      values[column] = 0;
      scales[column] = 0;
      return;
    }
    int fractionGroups = count - weight - 1;
    if (count > 4 || weight > 3 || fractionGroups > 7) {
      decodeLong(column, groups, count, weight, sign);
      return;
    }
    int last = shortAt(groups + 2 * (count - 1));
    int zeros = 0;
    while (fractionGroups > 0 && last % 10 == 0) {
      last /= 10;
      zeros++;
    }
    long value = 0;
    for (int i = 0; i < count - 1; i++) {
      value = value * 10_000 + shortAt(groups + 2 * i);
    }
    value = value * POWERS[4 - zeros] + last;
    for (int i = fractionGroups; i < 0; i++) {
      value *= 10_000;
    }
    values[column] = sign == NEGATIVE ? -value : value;
    scales[column] = Math.max(0, fractionGroups * 4 - zeros);
  }

  private void decodeLong(int column, int groups, int count, int weight, int sign) {
    BigInteger digits = BigInteger.ZERO;
    BigInteger base = BigInteger.valueOf(10_000);
    for (int i = 0; i < count; i++) {
      digits = digits.multiply(base).add(BigInteger.valueOf(shortAt(groups + 2 * i)));
    }
    BigDecimal value = new BigDecimal(digits, 4 * (count - weight - 1)).stripTrailingZeros();
    if (value.scale() < 0) {
      value = value.setScale(0);
    }
    if (sign == NEGATIVE) {
      value = value.negate();
    }
    if (value.unscaledValue().bitLength() < Long.SIZE) {
      values[column] = value.unscaledValue().longValue();
      scales[column] = value.scale();
    } else {
      setText(column, value.toPlainString());
    }
  }

  private void setText(int column, String text) {
    texts[column] = text.getBytes(StandardCharsets.US_ASCII);
    scales[column] = IN_BYTES;
  }

  private int shortAt(int at) {
    return (short) ((buffer[at] & 0xff) << 8 | (buffer[at + 1] & 0xff));
  }

  private int intAt(int at) {
    return shortAt(at) << 16 | (shortAt(at + 2) & 0xffff);
  }

  private long longAt(int at) {
    return (long) intAt(at) << 32 | (intAt(at + 4) & 0xffffffffL);
  }
}

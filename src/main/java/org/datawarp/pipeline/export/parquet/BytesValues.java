package org.datawarp.pipeline.export.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.datawarp.pipeline.export.ByteSink;
import org.jspecify.annotations.Nullable;

/** Values that are byte strings, of the physical types BYTE_ARRAY and FIXED_LEN_BYTE_ARRAY. */
final class BytesValues implements PageValues {
  private static final int MAX_DICTIONARY_BYTES = 1 << 22;
  private static final int MAX_BOUND_BYTES = 128;

  private final TextDictionary dictionary;
  private final int[] ids;
  private final int count;
  private final ParquetColumnType form;
  private final long plainBytes;
  private final boolean usesDictionary;
  private final int least;
  private final int greatest;

  private BytesValues(
      TextDictionary dictionary,
      int[] ids,
      int count,
      ParquetColumnType form,
      long plainBytes,
      boolean usesDictionary,
      int least,
      int greatest) {
    this.dictionary = dictionary;
    this.ids = ids;
    this.count = count;
    this.form = form;
    this.plainBytes = plainBytes;
    this.usesDictionary = usesDictionary;
    this.least = least;
    this.greatest = greatest;
  }

  /**
   * Takes the values of a column.
   *
   * @param ids the values by their number in the dictionary, of which the first {@code count} are
   *     meant; every number occurs
   */
  static BytesValues of(TextDictionary dictionary, int[] ids, int count, ParquetColumnType form) {
    int prefix = prefixBytes(form);
    long plain = 0;
    for (int i = 0; i < count; i++) {
      plain += dictionary.end(ids[i]) - dictionary.start(ids[i]) + prefix;
    }
    long own = dictionary.byteCount() + (long) prefix * dictionary.size();
    long packed =
        (long) count * RleBitPackingWriter.width(Math.max(0, dictionary.size() - 1)) / Byte.SIZE;
    boolean pays = count > 0 && own <= MAX_DICTIONARY_BYTES && (own + packed) * 5 < plain * 4;
    int least = 0;
    int greatest = 0;
    for (int id = 1; id < dictionary.size(); id++) {
      least = compare(dictionary, id, least, form) < 0 ? id : least;
      greatest = compare(dictionary, id, greatest, form) > 0 ? id : greatest;
    }
    return new BytesValues(dictionary, ids, count, form, plain, pays, least, greatest);
  }

  @Override
  public int dictionarySize() {
    return usesDictionary ? dictionary.size() : 0;
  }

  @Override
  public void putDictionary(ByteSink out) {
    for (int id = 0; id < dictionary.size(); id++) {
      putPlain(out, id);
    }
  }

  @Override
  public Encoding encoding() {
    return usesDictionary ? Encoding.RLE_DICTIONARY : Encoding.PLAIN;
  }

  @Override
  public int bytesPerValue() {
    long each = count == 0 || usesDictionary ? 1 : plainBytes / count;
    return (int) Math.max(1, each);
  }

  @Override
  public void put(ByteSink out, int from, int to) {
    if (usesDictionary) {
      int width = RleBitPackingWriter.width(dictionary.size() - 1);
      out.write(width);
      RleBitPackingWriter.put(out, ids, from, to, width);
      return;
    }
    for (int i = from; i < to; i++) {
      putPlain(out, ids[i]);
    }
  }

  @Override
  public byte @Nullable [] min() {
    return bound(least);
  }

  @Override
  public byte @Nullable [] max() {
    return bound(greatest);
  }

  @Override
  public void tally(ColumnStatistics tally) {
    if (count == 0) {
      return;
    }
    if (form.column().type() == org.datawarp.model.table.ColumnType.NUMERIC) {
      tallyNumbers(tally);
      return;
    }
    tally.addToRange(new ColumnStatistics.Text(bytes(least)));
    tally.addToRange(new ColumnStatistics.Text(bytes(greatest)));
    if (tally.wantsDistinct(dictionary.size())) {
      for (int id = 0; id < dictionary.size(); id++) {
        tally.addDistinct(new ColumnStatistics.Text(bytes(id)));
      }
    }
  }

  private void tallyNumbers(ColumnStatistics tally) {
    boolean wantsDistinct = tally.wantsDistinct(dictionary.size());
    for (int id = 0; id < dictionary.size(); id++) {
      if (form.isDecimal()) {
        BigDecimal value = new BigDecimal(new BigInteger(bytes(id)), form.range().scale());
        tally.addToRange(value);
        if (wantsDistinct) {
          tally.addDistinct(value);
        }
        continue;
      }
      ColumnStatistics.Text text = new ColumnStatistics.Text(bytes(id));
      if (Character.isDigit(text.toString().charAt(text.bytes().length - 1))) {
        tally.addToRange(new BigDecimal(text.toString()));
      }
      if (wantsDistinct) {
        tally.addDistinct(text);
      }
    }
  }

  private static int prefixBytes(ParquetColumnType form) {
    return form.physical() == Type.BYTE_ARRAY ? Integer.BYTES : 0;
  }

  private void putPlain(ByteSink out, int id) {
    int start = dictionary.start(id);
    int length = dictionary.end(id) - start;
    if (form.physical() == Type.BYTE_ARRAY) {
      out.writeInt(length);
    }
    out.write(dictionary.arena(), start, length);
  }

  private byte @Nullable [] bound(int id) {
    if (count == 0 || dictionary.end(id) - dictionary.start(id) > MAX_BOUND_BYTES) {
      return null;
    }
    return bytes(id);
  }

  private byte[] bytes(int id) {
    return Arrays.copyOfRange(dictionary.arena(), dictionary.start(id), dictionary.end(id));
  }

  /** Compares as Parquet orders the type: decimals as signed numbers, texts by unsigned bytes. */
  private static int compare(TextDictionary dictionary, int a, int b, ParquetColumnType form) {
    byte[] bytes = dictionary.arena();
    int at = dictionary.start(a);
    int other = dictionary.start(b);
    if (form.physical() == Type.FIXED_LEN_BYTE_ARRAY && bytes[at] != bytes[other]) {
      return Byte.compare(bytes[at], bytes[other]);
    }
    return Arrays.compareUnsigned(bytes, at, dictionary.end(a), bytes, other, dictionary.end(b));
  }
}

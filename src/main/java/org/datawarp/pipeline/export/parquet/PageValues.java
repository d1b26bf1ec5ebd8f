package org.datawarp.pipeline.export.parquet;

import org.apache.parquet.format.Encoding;
import org.datawarp.pipeline.export.ByteSink;
import org.jspecify.annotations.Nullable;

/** The values of one column in one row group, nulls left out, ready to be written as pages. */
interface PageValues {
  /** Returns how many distinct values the dictionary page holds; 0 where there is none. */
  int dictionarySize();

  /** Writes the body of the dictionary page. */
  void putDictionary(ByteSink out);

  /** Returns how data pages are encoded. */
  Encoding encoding();

  /** Returns about how many bytes a value takes in a data page. */
  int bytesPerValue();

  /** Writes the values {@code from..to)} as the body of a data page. */
  void put(ByteSink out, int from, int to);

  /** Returns the least value as Parquet's statistics hold it; null where there is no use in it. */
  byte @Nullable [] min();

  /** Returns the greatest value likewise. */
  byte @Nullable [] max();

  /** Adds the least, the greatest and, where they are few, the distinct values to a tally. */
  void tally(ColumnStatistics tally);
}

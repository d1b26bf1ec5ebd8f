package org.datawarp.workflow.diff;

import java.nio.file.Path;
import java.util.List;
import org.datawarp.model.Existing;
import org.jspecify.annotations.Nullable;

/**
 * What is compared.
 *
 * @param before the older side: a file, or a source, manifest or publication, with what follows
 *     {@code @}
 * @param after the newer side; null for the version in use
 * @param meaning what follows {@code @}
 * @param key the columns that name rows; empty to find them
 * @param tables the tables of files or manifests to compare; empty for all
 * @param limit how many rows of each table are listed at most
 * @param output a Parquet file for all of them; null for none
 * @param existing what becomes of a file that is there already
 */
public record DiffRequest(
    String before,
    @Nullable String after,
    Meaning meaning,
    List<String> key,
    List<String> tables,
    int limit,
    @Nullable Path output,
    Existing existing) {
  /** Copies the lists. */
  public DiffRequest {
    key = List.copyOf(key);
    tables = List.copyOf(tables);
  }

  /** What follows {@code @} in the name of a side. */
  public enum Meaning {
    /** A period. */
    PERIOD,
    /** A version: a day, a run, {@code previous} or {@code current}. */
    VERSION
  }
}

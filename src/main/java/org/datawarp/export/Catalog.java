package org.datawarp.export;

import java.nio.file.Path;
import java.util.List;

/** The index of current Parquet files, {@code catalog.parquet}. */
public final class Catalog {
  private Catalog() {}

  /**
   * Reads a catalogue, in its order.
   *
   * @throws org.datawarp.error.StorageException if the file cannot be read or is damaged
   */
  public static List<CatalogEntry> read(Path file) {
    throw new IllegalStateException("unfinished");
  }

  /**
   * Writes a catalogue, sorted by source and path, and forces it to disk. The caller renames it
   * into place.
   *
   * @param target the file to write; it must not exist yet
   * @throws org.datawarp.error.StorageException if the file cannot be written
   */
  public static void write(Path target, List<CatalogEntry> entries) {
    throw new IllegalStateException("unfinished");
  }
}

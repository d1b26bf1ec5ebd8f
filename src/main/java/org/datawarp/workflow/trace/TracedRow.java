package org.datawarp.workflow.trace;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One row of a table with the cells it was read from.
 *
 * @param period the stored form of its period; null where there is none
 * @param row the row of the sheet (of a CSV: the record), from 1; null where nobody recorded it
 * @param sourceColumn the letters of the sheet's column, where period columns became rows
 * @param loadedAt when the row was loaded; null where nobody recorded it
 * @param file the file; null where nobody recorded it
 * @param values its values, in the table's order
 */
public record TracedRow(
    @Nullable String period,
    @Nullable Long row,
    @Nullable String sourceColumn,
    @Nullable Instant loadedAt,
    @Nullable TracedFile file,
    List<TracedValue> values) {
  /** Copies the list. */
  public TracedRow {
    values = List.copyOf(values);
  }

  /** Tells whether every value was read again and came out as it is in the table. */
  public boolean isProven() {
    return values.stream().allMatch(value -> value.verdict() == Verdict.SAME);
  }

  /**
   * The file a row came from.
   *
   * @param url where it was downloaded from
   * @param member the path inside a ZIP; null outside one
   * @param sheet the sheet; null for a CSV
   * @param table the table's number on its sheet, from 1
   * @param sha256 the SHA-256 that was recorded; null where none was
   * @param path the kept download, relative to the workspace; null where it is gone
   * @param downloadedAt when it was downloaded; null where nobody knows
   * @param loadedBy the run that loaded it; null where nobody knows
   * @param state how the kept download is
   */
  public record TracedFile(
      String url,
      @Nullable String member,
      @Nullable String sheet,
      int table,
      @Nullable String sha256,
      @Nullable String path,
      @Nullable Instant downloadedAt,
      @Nullable String loadedBy,
      FileState state) {}

  /** How a kept download is. */
  public enum FileState {
    /** Its SHA-256 is the recorded one. */
    AS_RECORDED,
    /** Its SHA-256 is another one; it was not read. */
    CHANGED,
    /** It is not there any more. */
    GONE,
    /** It is there, and no SHA-256 was recorded. */
    UNPROVEN;

    /** Returns the word for people and scripts. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One value.
   *
   * @param column its column
   * @param origin what it was made of
   * @param cell the cell, such as {@code F18}; null where it stands in none
   * @param raw what the cell holds, as text; null where it is blank or was not read
   * @param value the typed value in the table, as text; null for none
   * @param reread the typed value that the cell gives now; null for none
   * @param verdict whether the two are the same
   */
  public record TracedValue(
      String column,
      Origin origin,
      @Nullable String cell,
      @Nullable String raw,
      @Nullable String value,
      @Nullable String reread,
      Verdict verdict) {}

  /** What a value was made of. */
  public enum Origin {
    /** The cell of its row and column. */
    CELL,
    /** A cell above that stands for several rows: a label, a merged cell, the first of a group. */
    KEY,
    /** The header of the sheet's column, which became rows. */
    HEADER,
    /** The name of the file inside the ZIP. */
    MEMBER,
    /** Nobody can tell. */
    UNKNOWN;

    /** Returns the word for people and scripts. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What came of reading a value again. */
  public enum Verdict {
    /** The cell gives the value that is in the table. */
    SAME,
    /** It gives another one. */
    DIFFERS,
    /** It was not read again. */
    NOT_READ;

    /** Returns the word for people and scripts. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

package org.datawarp.model.table;

/**
 * How the rows of one table's range reconcile: read = loaded + explained.
 *
 * @param read rows from the first data row to the last, blank ones included
 * @param data non-blank data rows, total rows included: what is loaded
 * @param blank blank rows inside the range
 * @param repeatedHeader rows that repeat the header
 * @param section rows with a label only
 * @param footer rows of notes inside the range
 * @param quarantined rows put aside
 */
public record RowCounts(
    long read,
    long data,
    long blank,
    long repeatedHeader,
    long section,
    long footer,
    long quarantined) {
  /** Returns these counts and others added up. */
  public RowCounts plus(RowCounts other) {
    return new RowCounts(
        read + other.read,
        data + other.data,
        blank + other.blank,
        repeatedHeader + other.repeatedHeader,
        section + other.section,
        footer + other.footer,
        quarantined + other.quarantined);
  }

  /** Tells whether every row read is loaded or explained. */
  public boolean reconciles() {
    return read == data + explained();
  }

  /** Returns the number of rows that were read and are not loaded. */
  public long explained() {
    return blank + repeatedHeader + section + footer + quarantined;
  }
}

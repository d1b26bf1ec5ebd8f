package org.datawarp.pipeline.extract.account;

/** What a cell that is not empty belongs to. */
public enum Claim {
  /** Names a table's columns. */
  HEADER,
  /** A value of a table. */
  DATA,
  /** A row inside a table that is not data: a label, a note, the header once more. */
  ROW_LEFT_OUT,
  /** A column that was left out with a warning. */
  HELPER_COLUMN,
  /** Text above, below, between or beside tables: titles, notes, legends, labels. */
  TEXT,
  /** One number beside its label, or in a line of text. */
  PARAMETER,
  /** A sheet of contents. */
  CONTENTS,
  /** A cover. */
  COVER,
  /** A sheet of notes. */
  NOTES,
  /** A sheet that a person has set to be left out. */
  SKIPPED,
  /** Nothing of these. */
  UNCLAIMED
}

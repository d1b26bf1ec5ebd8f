package org.datawarp.pipeline.extract.table;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.datawarp.model.table.RowCounts;
import org.datawarp.pipeline.extract.marker.MarkerLexicon;
import org.datawarp.pipeline.extract.spool.CellKind;
import org.datawarp.pipeline.extract.spool.SpoolReader;
import org.datawarp.pipeline.workbook.CellSink;

/**
 * Reads every row of a table once, to type its columns and to count its rows. Hot path: cells are
 * handed to the columns' scans in place.
 */
public final class TableScan {
  private static final int LEFT_OUT = -1;

  private final TableLayout layout;
  private final int[] columnOf;
  private final ColumnScan[] scans;
  private final byte[][] header;
  private final RowRoles roles = new RowRoles();
  private final BitSet used = new BitSet();
  private long data;
  private long outside;

  private TableScan(TableLayout layout, int patience) {
    this.layout = layout;
    this.columnOf = new int[layout.lastColumn() + 1];
    Arrays.fill(columnOf, LEFT_OUT);
    this.scans = new ColumnScan[layout.columns().size()];
    this.header = headerTexts(layout);
    for (int i = 0; i < scans.length; i++) {
      LayoutColumn column = layout.columns().get(i);
      columnOf[column.position()] = i;
      scans[i] = new ColumnScan(patience);
    }
  }

  /**
   * What the scan of a table found.
   *
   * @param verdicts one per column
   * @param used the columns that hold anything
   * @param counts how the rows reconcile
   * @param roles the rows that are not data
   * @param outside values in data rows, right or left of the table or in columns left out
   * @param cells for each column how many cells of it hold anything
   */
  public record Result(
      List<ColumnVerdict> verdicts,
      BitSet used,
      RowCounts counts,
      RowRoles roles,
      long outside,
      List<Long> cells) {}

  /**
   * Scans a table, its shorthand read with a lexicon.
   *
   * @param patience how many cells of a column may contradict its type
   */
  public static Result of(TableLayout layout, MarkerLexicon lexicon, int patience) {
    StreamingScan eager = layout.sheet().eager;
    if (patience == 0 && eager != null && eager.isOf(layout)) {
      return of(layout, lexicon, eager);
    }
    return read(layout, lexicon, patience);
  }

  /** Scans a table as {@link #of} does, whatever was scanned beside the reading. */
  static Result read(TableLayout layout, MarkerLexicon lexicon, int patience) {
    TableScan scan = new TableScan(layout, patience);
    if (layout.lastData() >= layout.firstData()) {
      scan.rows();
    }
    return new Result(
        verdicts(layout, lexicon, scan.scans),
        scan.used,
        counts(layout, scan.roles, scan.data),
        scan.roles,
        scan.outside,
        cells(scan.scans));
  }

  private static Result of(TableLayout layout, MarkerLexicon lexicon, StreamingScan scan) {
    return new Result(
        verdicts(layout, lexicon, scan.scans()),
        scan.used(),
        counts(layout, scan.roles(), scan.dataRows()),
        scan.roles(),
        0,
        cells(scan.scans()));
  }

  private static List<Long> cells(ColumnScan[] scans) {
    return Arrays.stream(scans).map(scan -> scan.cells).toList();
  }

  private static List<ColumnVerdict> verdicts(
      TableLayout layout, MarkerLexicon lexicon, ColumnScan[] scans) {
    List<ColumnVerdict> verdicts = new ArrayList<>(scans.length);
    for (int i = 0; i < scans.length; i++) {
      String text = String.join(" / ", layout.columns().get(i).header());
      verdicts.add(scans[i].decide(lexicon.forHeader(text)));
    }
    return verdicts;
  }

  private static RowCounts counts(TableLayout layout, RowRoles roles, long data) {
    long read = Math.max(0, layout.lastData() - layout.firstData() + 1);
    long repeated = roles.count(RowRole.REPEATED_HEADER);
    long section = roles.count(RowRole.SECTION);
    long footer = roles.count(RowRole.FOOTER);
    long blank = read - data - repeated - section - footer;
    return new RowCounts(read, data, blank, repeated, section, footer, 0);
  }

  private void rows() {
    SpoolReader reader = layout.sheet().open(layout.firstData(), layout.lastData());
    RowRoles known = layout.roles();
    int next = known.indexFrom(layout.firstData());
    while (reader.nextRow()) {
      long row = reader.row();
      if (next < known.size() && known.row(next) == row) {
        roles.add(row, known.role(next++));
        continue;
      }
      if (repeats(header, reader)) {
        roles.add(row, RowRole.REPEATED_HEADER);
      } else if (cells(reader)) {
        data++;
      }
    }
  }

  private boolean cells(SpoolReader reader) {
    boolean any = false;
    while (reader.nextCell()) {
      int column = reader.column();
      int index = column < columnOf.length ? columnOf[column] : LEFT_OUT;
      if (index < 0) {
        if (reader.kind() != CellKind.BLANK) {
          outside++;
        }
        continue;
      }
      if (reader.kind() != CellKind.BLANK) {
        any = true;
        used.set(index);
        give(reader, scans[index]);
      }
    }
    return any;
  }

  /** Hands a cell to the scan of its column. */
  static void give(SpoolReader cell, ColumnScan scan) {
    switch (cell.kind()) {
      case TEXT -> scan.text(cell.bytes(), cell.offset(), cell.length());
      case NUMBER -> {
        if ((cell.style() & CellSink.PERCENT) != 0) {
          scan.percent(cell.value(), cell.scale());
        } else {
          scan.number(cell.value(), cell.scale());
        }
      }
      case BIG_NUMBER -> scan.bigNumber(Double.longBitsToDouble(cell.value()));
      case DATE -> scan.date(cell.value());
      case TIMESTAMP -> scan.timestamp(cell.value());
      case TIME -> scan.time(cell.value());
      case TRUE -> scan.bool(true);
      case FALSE -> scan.bool(false);
      case ERROR ->
          scan.error(
              new String(cell.bytes(), cell.offset(), cell.length(), StandardCharsets.UTF_8));
      case BLANK -> scan.blank();
    }
  }

  /** Tells whether a record is the header once more: files put end to end have such. */
  static boolean repeats(byte[][] header, SpoolReader reader) {
    int at = 0;
    boolean equal = header.length > 0;
    while (equal && reader.nextCell()) {
      if (reader.kind() == CellKind.BLANK) {
        continue;
      }
      equal =
          at < header.length
              && reader.kind() == CellKind.TEXT
              && Arrays.equals(
                  header[at],
                  0,
                  header[at].length,
                  reader.bytes(),
                  reader.offset(),
                  reader.offset() + reader.length());
      at++;
    }
    reader.rewind();
    return equal && at == header.length;
  }

  /** Reads the texts of a CSV's header as they stand; none where it has no header. */
  private static byte[][] headerTexts(TableLayout layout) {
    List<byte[]> texts = new ArrayList<>();
    if (layout.sheet().isCsv() && !layout.headerRows().isEmpty()) {
      int row = layout.headerRows().get(layout.headerRows().size() - 1);
      SpoolReader reader = layout.sheet().open(row, row);
      while (reader.nextRow()) {
        while (reader.nextCell()) {
          if (reader.kind() != CellKind.TEXT) {
            return new byte[0][];
          }
          int start = reader.offset();
          texts.add(Arrays.copyOfRange(reader.bytes(), start, start + reader.length()));
        }
      }
    }
    return texts.toArray(new byte[0][]);
  }
}

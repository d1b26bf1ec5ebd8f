package org.datawarp.pipeline.extract.key;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.spool.CellKind;
import org.datawarp.pipeline.extract.spool.MergeIndex;
import org.datawarp.pipeline.extract.spool.SpoolReader;
import org.datawarp.pipeline.extract.table.RowRole;
import org.datawarp.pipeline.extract.table.RowRoles;
import org.datawarp.pipeline.extract.table.TableLayout;

/** Reads the labels of a table, those between its header and its first row of data too. */
final class LabelReader {
  private static final int SAMPLE = 200;
  private static final int MOST_ABOVE = 8;

  private final TableLayout layout;
  private final RowRoles roles;
  private final List<LabelRow> labels = new ArrayList<>();
  private int sampled;
  private int bold;
  private int filled;
  private int indented;
  private int inLabelColumn;
  private final BitSet unseen = new BitSet();
  private boolean missed;

  private LabelReader(TableLayout layout, RowRoles roles) {
    this.layout = layout;
    this.roles = roles;
  }

  /**
   * What was read.
   *
   * @param labels ascending
   * @param distinct the labels that are written otherwise than the rows of data, one for each
   * @param areComplete whether there is no other: the middle of a long CSV is not looked through
   *     for tables, so that its labels are taken for rows
   */
  record Labels(List<LabelRow> labels, List<Boolean> distinct, boolean areComplete) {
    static final Labels NONE = new Labels(List.of(), List.of(), true);
  }

  static Labels read(TableLayout layout, RowRoles roles) {
    if (roles.count(RowRole.SECTION) == 0) {
      return Labels.NONE;
    }
    LabelReader reader = new LabelReader(layout, roles);
    reader.rows();
    return new Labels(
        List.copyOf(reader.labels),
        reader.labels.stream().map(reader::isDistinct).toList(),
        !reader.missed);
  }

  private void rows() {
    long header = layout.headerRows().stream().mapToLong(Integer::longValue).max().orElse(0);
    long from = header == 0 ? layout.firstData() : header + 1;
    SpoolReader reader = layout.sheet().open(from, layout.lastData());
    int next = roles.indexFrom(layout.firstData());
    boolean afterLabel = false;
    long before = from - 1;
    while (reader.nextRow()) {
      long row = reader.row();
      boolean known = next < roles.size() && roles.row(next) == row;
      RowRole role = known ? roles.role(next++) : null;
      boolean above = row < layout.firstData();
      if (role == RowRole.SECTION || above) {
        boolean isLabel = label(reader, above, afterLabel, row > before + 1);
        afterLabel = isLabel || (above && afterLabel);
        before = row;
      } else if (role == null && sample(reader)) {
        afterLabel = false;
        before = row;
        int alone = layout.sheet().profiles.isInHole(row) ? columnAlone(reader) : -1;
        if (alone >= 0) {
          unseen.set(alone);
        }
      }
    }
    missed = !labels.isEmpty() && unseen.get(labels.get(0).style().column());
  }

  /** Returns the column of the one text of a row that holds nothing else; -1 for other rows. */
  private static int columnAlone(SpoolReader reader) {
    int column = -1;
    reader.rewind();
    while (reader.nextCell()) {
      if (reader.kind() != CellKind.BLANK) {
        if (column >= 0 || reader.kind() != CellKind.TEXT) {
          return -1;
        }
        column = reader.column();
      }
    }
    return column;
  }

  private boolean label(SpoolReader reader, boolean above, boolean afterLabel, boolean afterBlank) {
    int blanks = leadingBlanks(reader);
    Line line = Grid.read(reader, 0, Integer.MAX_VALUE);
    if (above) {
      boolean fits =
          line.size() == 1
              && (line.first().isCaption() || line.first().column() == layout.firstColumn())
              && !CellShape.isFooter(line.first().text())
              && labels.size() < MOST_ABOVE;
      if (!fits) {
        return false;
      }
    }
    Line inside = line.within(layout.firstColumn(), layout.lastColumn());
    Line shown = inside.size() == 0 ? line : inside;
    if (shown.size() == 0) {
      return false;
    }
    MergeIndex merges = MergeIndex.of(layout.sheet(), line.row(), line.row());
    boolean wide = merges.isWide(line.row(), shown.first().column());
    labels.add(LabelRow.of(shown, blanks, wide, above, afterLabel, afterBlank));
    return true;
  }

  private static int leadingBlanks(SpoolReader reader) {
    int blanks = 0;
    while (reader.nextCell()) {
      if (reader.kind() == CellKind.TEXT) {
        int end = reader.offset() + reader.length();
        for (int i = reader.offset(); i < end; i++) {
          byte letter = reader.bytes()[i];
          if (letter == (byte) 0xC2 || letter == (byte) 0xA0) {
            blanks += letter == (byte) 0xA0 ? 1 : 0;
          } else if (letter >= 0 && letter <= ' ') {
            blanks++;
          } else {
            break;
          }
        }
        break;
      }
    }
    reader.rewind();
    return blanks;
  }

  /** Looks at how a row of data is written; false where it holds nothing. */
  private boolean sample(SpoolReader reader) {
    if (sampled >= SAMPLE) {
      return true;
    }
    int blanks = leadingBlanks(reader);
    Line line = Grid.read(reader, layout.firstColumn(), layout.lastColumn());
    if (line.size() == 0) {
      return false;
    }
    Cell key = line.first();
    sampled++;
    bold += key.isBold() ? 1 : 0;
    filled += key.isFilled() ? 1 : 0;
    indented += key.isIndented() || blanks > 0 ? 1 : 0;
    inLabelColumn += !labels.isEmpty() && line.at(labels.get(0).style().column()) != null ? 1 : 0;
    return true;
  }

  /** Tells whether a label is set apart from the rows of data by the way it is written. */
  private boolean isDistinct(LabelRow label) {
    LabelRow.Style style = label.style();
    boolean indents = indented * 10 >= sampled * 8;
    return !label.isProse()
        && (style.wide()
            || (style.bold() && bold * 5 < sampled)
            || (style.filled() && filled * 5 < sampled)
            || (style.indent() == 0 && indents && sampled > 0)
            || (sampled > 0 && inLabelColumn * 10 < sampled && isFirstStyle(label)));
  }

  private boolean isFirstStyle(LabelRow label) {
    return label.style().column() == labels.get(0).style().column();
  }
}

package org.datawarp.pipeline.extract.key;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.datawarp.model.table.LeftOutRows.RowRange;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.spool.CellKind;
import org.datawarp.pipeline.extract.spool.SpoolReader;
import org.datawarp.pipeline.extract.table.RowRole;
import org.datawarp.pipeline.extract.table.RowRoles;
import org.datawarp.pipeline.extract.table.TableLayout;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys of a table's rows under several plans at once and counts which rows cannot be told
 * apart under each. Time is linear; of a very long table the first {@value #MOST_ROWS} rows are
 * compared.
 */
final class KeyWalk {
  static final int MOST_ROWS = 200_000;
  private static final int MOST_TOTALS = 1_000;
  private static final int MOST_NAMED = 12;
  private static final int SHORT = 60;
  private static final Pattern TOTAL =
      Pattern.compile("(?:grand |overall )?totals?\\b.{0,30}|overall|england|all\\b.{0,30}");

  private final TableLayout layout;
  private final RowRoles roles;
  private final int[] columnOf;
  private final boolean[] isKey;
  private final List<Trial> trials = new ArrayList<>();
  private final long[] hashes;
  private final boolean[] holds;
  final long[] values;
  final long[] groups;
  final long[] equalNeighbours;
  final boolean[] firstHolds;
  private final long[] lastValue;
  private final boolean[] inBlank;
  private final LongSet[] different;
  final long[] distinct;
  private long rows;
  private final Map<String, Integer> totals = new HashMap<>();
  private @Nullable String lastTotal;
  private long lastRow;

  /** One plan and what was counted under it. */
  static final class Trial {
    private final KeyPlan plan;
    private final KeyState state;
    private final long[] labelHash;
    private final long[] carried;
    private final LongSet seen = new LongSet();
    final long[] filled;
    final List<RowRange> repeated = new ArrayList<>();
    long repeats;

    private Trial(KeyPlan plan, int width) {
      this.plan = plan;
      this.state = new KeyState(plan, width);
      this.labelHash = new long[plan.sections().size()];
      this.carried = new long[width];
      this.filled = new long[width];
    }
  }

  /**
   * Prepares.
   *
   * @param keys the columns that name rows, as indexes into the layout's
   */
  KeyWalk(TableLayout layout, RowRoles roles, List<Integer> keys) {
    this.layout = layout;
    this.roles = roles;
    int width = layout.columns().size();
    this.columnOf = new int[layout.lastColumn() + 1];
    java.util.Arrays.fill(columnOf, -1);
    for (int i = 0; i < width; i++) {
      columnOf[layout.columns().get(i).position()] = i;
    }
    this.isKey = new boolean[width];
    keys.forEach(key -> isKey[key] = true);
    this.hashes = new long[width];
    this.holds = new boolean[width];
    this.values = new long[width];
    this.groups = new long[width];
    this.equalNeighbours = new long[width];
    this.firstHolds = new boolean[width];
    this.lastValue = new long[width];
    this.inBlank = new boolean[width];
    this.different = new LongSet[width];
    this.distinct = new long[width];
    for (int i = 0; i < width; i++) {
      different[i] = new LongSet();
    }
  }

  Trial add(KeyPlan plan) {
    Trial trial = new Trial(plan, layout.columns().size());
    trials.add(trial);
    return trial;
  }

  long rows() {
    return rows;
  }

  /** Returns the last row where it is the only total of the table; 0 where it is none. */
  long apart() {
    String total = lastTotal;
    return total != null && totals.getOrDefault(total, 0) == 1 ? lastRow : 0;
  }

  void run() {
    long header = layout.headerRows().stream().mapToLong(Integer::longValue).max().orElse(0);
    boolean labelled = trials.stream().anyMatch(trial -> !trial.plan.labels().isEmpty());
    long from = labelled && header > 0 ? header + 1 : layout.firstData();
    SpoolReader reader = layout.sheet().open(from, layout.lastData());
    int next = roles.indexFrom(layout.firstData());
    while (reader.nextRow()) {
      long row = reader.row();
      RowRole role = null;
      if (next < roles.size() && roles.row(next) == row) {
        role = roles.role(next++);
      }
      if (role != null || row < layout.firstData()) {
        labels(reader, row);
      } else if (cells(reader)) {
        rows++;
        row(row);
      }
    }
  }

  private void labels(SpoolReader reader, long row) {
    long hash = 0;
    for (Trial trial : trials) {
      KeyPlan.Label label = trial.state.nextLabel(row);
      if (label != null && label.row() == row && label.level() >= 0) {
        hash = hash == 0 ? labelHash(reader, label.column()) : hash;
        trial.state.take(label);
        trial.labelHash[label.level()] = hash;
      }
    }
  }

  private static long labelHash(SpoolReader reader, int column) {
    long hash = 1;
    while (reader.nextCell()) {
      if (reader.column() == column) {
        hash = hash(reader);
      }
    }
    reader.rewind();
    return hash;
  }

  private boolean cells(SpoolReader reader) {
    boolean any = false;
    boolean named = false;
    String total = null;
    java.util.Arrays.fill(holds, false);
    while (reader.nextCell()) {
      int column = reader.column();
      int index = column < columnOf.length ? columnOf[column] : -1;
      if (index < 0 || reader.kind() == CellKind.BLANK) {
        continue;
      }
      any = true;
      if (!isKey[index]) {
        continue;
      }
      holds[index] = true;
      hashes[index] = hash(reader);
      if (!named && reader.kind() == CellKind.TEXT) {
        named = true;
        total = total(reader);
      }
    }
    if (any) {
      lastTotal = total;
      lastRow = reader.row();
      if (total != null && totals.size() < MOST_TOTALS) {
        totals.merge(total, 1, Integer::sum);
      }
    }
    return any;
  }

  private static @Nullable String total(SpoolReader reader) {
    if (reader.length() > SHORT) {
      return null;
    }
    String text =
        CellShape.collapse(
                new String(
                    reader.bytes(), reader.offset(), reader.length(), StandardCharsets.UTF_8))
            .toLowerCase(java.util.Locale.ROOT);
    return TOTAL.matcher(text).matches() ? text : null;
  }

  private void row(long row) {
    for (int i = 0; i < isKey.length; i++) {
      if (isKey[i]) {
        count(i);
      }
    }
    for (Trial trial : trials) {
      compare(trial, row);
    }
  }

  private void count(int index) {
    if (!holds[index]) {
      groups[index] += inBlank[index] || values[index] == 0 ? 0 : 1;
      inBlank[index] = true;
      return;
    }
    if (rows == 1) {
      firstHolds[index] = true;
    }
    if (values[index]++ > 0 && lastValue[index] == hashes[index] && !inBlank[index]) {
      equalNeighbours[index]++;
    }
    if (rows <= MOST_ROWS && different[index].add(hashes[index])) {
      distinct[index]++;
    }
    inBlank[index] = false;
    lastValue[index] = hashes[index];
  }

  private void compare(Trial trial, long row) {
    KeyState state = trial.state;
    for (int index : state.fillable()) {
      if (holds[index]) {
        state.hold(index);
        trial.carried[index] = hashes[index];
      }
    }
    state.endRow(row);
    for (int index : state.fillable()) {
      trial.filled[index] += state.isFilled(index) ? 1 : 0;
    }
    if (rows > MOST_ROWS) {
      return;
    }
    long hash = 17;
    for (int level = 0; level < trial.labelHash.length; level++) {
      boolean governed = state.labelRow(level, row) > 0;
      hash = mix(hash, governed ? trial.labelHash[level] : 3);
    }
    for (int i = 0; i < isKey.length; i++) {
      if (isKey[i]) {
        boolean filled = !holds[i] && state.isFilled(i);
        hash = mix(hash, holds[i] ? hashes[i] : filled ? trial.carried[i] : 5);
      }
    }
    if (!trial.seen.add(hash)) {
      trial.repeats++;
      name(trial.repeated, row);
    }
  }

  private static void name(List<RowRange> ranges, long row) {
    int end = ranges.size() - 1;
    if (end >= 0 && ranges.get(end).last() + 1 == row) {
      ranges.set(end, new RowRange(ranges.get(end).first(), row));
    } else if (ranges.size() < MOST_NAMED) {
      ranges.add(new RowRange(row, row));
    }
  }

  private static long hash(SpoolReader reader) {
    CellKind kind = reader.kind();
    if (kind != CellKind.TEXT && kind != CellKind.ERROR) {
      return mix(kind.code, reader.value() * 31 + reader.scale());
    }
    long hash = 7;
    int end = reader.offset() + reader.length();
    for (int i = reader.offset(); i < end; i++) {
      hash = hash * 1_099_511_628_211L + reader.bytes()[i];
    }
    return hash;
  }

  private static long mix(long hash, long more) {
    long mixed = (hash ^ more) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 29);
  }
}

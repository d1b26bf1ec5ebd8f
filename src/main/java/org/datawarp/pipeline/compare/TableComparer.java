package org.datawarp.pipeline.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.UsageException;
import org.datawarp.pipeline.compare.CellPair.Side;
import org.datawarp.pipeline.compare.RowChange.Kind;
import org.datawarp.pipeline.compare.RowChange.ValueChange;
import org.datawarp.pipeline.export.StoredColumn;
import org.jspecify.annotations.Nullable;

/*
 * Both tables are read side by side. Where their rows have the same labels in the same order, which is
 * how figures are revised, one reading says which labels are the key and what differs. Where the keys
 * alone are in the same order, row is compared with row. Else a row waits in memory until the other table brings its like;
 * most do so within a few rows, since files are revised in place. When too many wait, they go to
 * two sorted files, which are merged at the end. So nearly equal tables are compared in linear
 * time without a file, and others in n log n. Where the key does not tell rows apart, rows that
 * wait are met only by equal ones, and the rest of a key's rows are paired in their files' order at
 * the end, when all of them are known.
 */
/** Compares two tables. One comparison at a time. */
public final class TableComparer {
  private static final String SOURCE_ROW = "_source_row";
  private static final long WAITING_BYTES = 48L << 20;
  private static final long SORTING_BYTES = 24L << 20;

  /** So many rows that differ are kept while the key is not chosen yet. */
  private static final int MAX_PAIRS = 10_000;

  private final Path folder;
  private final long waitingBytes;
  private final long sortingBytes;

  /**
   * Makes one.
   *
   * @param folder an existing, empty folder for rows that do not fit in memory
   */
  public TableComparer(Path folder) {
    this(folder, WAITING_BYTES, SORTING_BYTES);
  }

  TableComparer(Path folder, long waitingBytes, long sortingBytes) {
    this.folder = folder;
    this.waitingBytes = waitingBytes;
    this.sortingBytes = sortingBytes;
  }

  /**
   * Compares two tables by the columns that name their rows.
   *
   * @param key the names of these columns; empty to find them
   * @param changes takes each row that differs: those met on the way in the order of the files, the
   *     rest by key
   * @throws UsageException if a named column is not in both tables
   */
  public TableComparison compare(
      ComparedTable before, ComparedTable after, List<String> key, RowChanges changes) {
    ColumnPairs pairs = ColumnPairs.of(before.columns(), after.columns());
    KeyChooser.Choice choice =
        new KeyChooser(
                key.isEmpty() ? pairs.cells() : named(pairs.cells(), key),
                Math.min(MAX_PAIRS, changes.wanted(Kind.CHANGED)))
            .choose(before, after);
    if (!key.isEmpty()) {
      choice =
          new KeyChooser.Choice(named(pairs.cells(), key), choice.unique(), false, List.of(), null);
    }
    SideBySide.InPlace inPlace = choice.inPlace();
    if (choice.unique() && inPlace != null && inPlace.hasAll(changes.wanted(Kind.CHANGED))) {
      try (Work work = new Work(choice.key(), inPlace.others(), true, changes)) {
        work.take(inPlace);
        return work.result(pairs, choice);
      }
    }
    List<String> constants =
        choice.constants().stream().map(TableComparison.Constant::column).toList();
    List<CellPair> keyCells = choice.key();
    List<CellPair> values =
        pairs.cells().stream()
            .filter(cell -> !keyCells.contains(cell) && !constants.contains(cell.name()))
            .toList();
    boolean byKeyAlone = choice.unique() && !keyCells.isEmpty();
    try (Work work = new Work(keyCells, values, byKeyAlone, changes)) {
      if (choice.inOrder() && (choice.unique() || work.areRevisedInPlace(before, after))) {
        work.readInOrder(before, after);
      } else {
        work.read(before, after);
      }
      work.finish();
      return work.result(pairs, choice);
    }
  }

  private static List<CellPair> named(List<CellPair> cells, List<String> names) {
    List<CellPair> named = new ArrayList<>();
    for (String name : names) {
      named.add(
          cells.stream()
              .filter(cell -> cell.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new UsageException(
                          "column '" + name + "' is not in both tables",
                          "those in both are "
                              + String.join(", ", cells.stream().map(CellPair::name).toList()))));
    }
    return named;
  }

  /** One comparison. */
  private final class Work implements AutoCloseable {
    private final List<CellPair> key;
    private final List<CellPair> values;
    private final boolean byKeyAlone;
    private final RowChanges changes;
    private final CellCodec codec = new CellCodec();
    private final Waiting before = new Waiting();
    private final Waiting after = new Waiting();
    private final SortedRows sortedBefore = new SortedRows(folder, "before", sortingBytes);
    private final SortedRows sortedAfter = new SortedRows(folder, "after", sortingBytes);
    private final long[] revised;
    private boolean isUnique = true;
    private long rowsBefore;
    private long rowsAfter;
    private long added;
    private long removed;
    private long changed;
    private long revisedValues;

    Work(List<CellPair> key, List<CellPair> values, boolean byKeyAlone, RowChanges changes) {
      this.key = key;
      this.values = values;
      this.byKeyAlone = byKeyAlone;
      this.changes = changes;
      this.revised = new long[values.size()];
    }

    /** Takes what was found while the labels of both tables were read. */
    void take(SideBySide.InPlace found) {
      int[] parts = key.stream().mapToInt(found.labels()::indexOf).toArray();
      for (SideBySide.Pair pair : found.pairs()) {
        byte[] name = CellCodec.picked(pair.labels(), parts);
        pair(
            new EncodedRow(name, pair.before().values, pair.before().row),
            new EncodedRow(name, pair.after().values, pair.after().row));
      }
      rowsBefore = found.rows();
      rowsAfter = found.rows();
      changed = found.changed();
      revisedValues = Arrays.stream(found.revised()).sum();
      System.arraycopy(found.revised(), 0, revised, 0, revised.length);
    }

    void read(ComparedTable old, ComparedTable now) {
      try (RowCursor one = old.rows().get();
          RowCursor other = now.rows().get()) {
        int rowOfOne = StoredColumn.indexOf(old.columns(), SOURCE_ROW);
        int rowOfOther = StoredColumn.indexOf(now.columns(), SOURCE_ROW);
        boolean more = true;
        while (more) {
          boolean hasOne = one.next();
          if (hasOne) {
            rowsBefore++;
            met(encoded(one, Side.BEFORE, rowOfOne), Side.BEFORE);
          }
          boolean hasOther = other.next();
          if (hasOther) {
            rowsAfter++;
            met(encoded(other, Side.AFTER, rowOfOther), Side.AFTER);
          }
          more = hasOne || hasOther;
        }
      }
    }

    /**
     * Tells of tables whose rows have the same keys in the same order whether comparing row with
     * row gives what pairing equal rows of a key first would give: no row that differs from its
     * like equals another one.
     */
    boolean areRevisedInPlace(ComparedTable old, ComparedTable now) {
      List<CellPair> cells = new ArrayList<>(key);
      cells.addAll(values);
      CellCodec others = new CellCodec();
      RowHashes gone = new RowHashes();
      RowHashes come = new RowHashes();
      boolean isRoom = true;
      try (RowCursor one = old.rows().get();
          RowCursor other = now.rows().get()) {
        while (hasNext(one, other)) {
          codec.write(one, cells, Side.BEFORE);
          others.write(other, cells, Side.AFTER);
          if (isRoom && !codec.holdsAs(others)) {
            isRoom = gone.add(codec.hash(0)) && come.add(others.hash(0));
          }
        }
      }
      return isRoom && !gone.meets(come);
    }

    /** Compares tables whose rows have the same keys in the same order. */
    void readInOrder(ComparedTable old, ComparedTable now) {
      CellCodec others = new CellCodec();
      try (RowCursor one = old.rows().get();
          RowCursor other = now.rows().get()) {
        int rowOfOne = StoredColumn.indexOf(old.columns(), SOURCE_ROW);
        int rowOfOther = StoredColumn.indexOf(now.columns(), SOURCE_ROW);
        while (hasNext(one, other)) {
          rowsBefore++;
          rowsAfter++;
          codec.write(one, values, Side.BEFORE);
          others.write(other, values, Side.AFTER);
          if (!codec.holdsAs(others)) {
            byte[] was = codec.bytes();
            byte[] is = others.bytes();
            boolean isWanted = changes.wanted(Kind.CHANGED) > 0;
            byte[] name = {};
            if (isWanted) {
              codec.write(other, key, Side.AFTER);
              name = codec.bytes();
            }
            pair(
                new EncodedRow(name, was, isWanted ? EncodedRows.number(one, rowOfOne) : 0),
                new EncodedRow(name, is, isWanted ? EncodedRows.number(other, rowOfOther) : 0));
          }
        }
      }
    }

    private static boolean hasNext(RowCursor one, RowCursor other) {
      boolean hasOne = one.next();
      boolean hasOther = other.next();
      if (hasOne != hasOther) {
        throw new IllegalStateException("tables of equal keys have as many rows");
      }
      return hasOne;
    }

    private EncodedRow encoded(RowCursor row, Side side, int rowColumn) {
      codec.write(row, key, side);
      byte[] keyBytes = codec.bytes();
      codec.write(row, values, side);
      return new EncodedRow(keyBytes, codec.bytes(), EncodedRows.number(row, rowColumn));
    }

    private void met(EncodedRow row, Side side) {
      KeyBytes bytes = KeyBytes.of(row);
      Waiting others = side == Side.BEFORE ? after : before;
      EncodedRow like = others.take(bytes, row, byKeyAlone);
      if (like != null) {
        pair(side == Side.BEFORE ? row : like, side == Side.BEFORE ? like : row);
        return;
      }
      (side == Side.BEFORE ? before : after).add(bytes, row);
      if (before.bytes() + after.bytes() > waitingBytes) {
        drain();
      }
    }

    private void drain() {
      before.drainTo(sortedBefore);
      after.drainTo(sortedAfter);
    }

    private void pair(EncodedRow old, EncodedRow now) {
      if (old.hasValuesOf(now)) {
        return;
      }
      changed++;
      boolean isWanted = changes.wanted(Kind.CHANGED) > 0;
      List<ValueChange> list = new ArrayList<>();
      CellCodec.Reader one = new CellCodec.Reader(old.values);
      CellCodec.Reader other = new CellCodec.Reader(now.values);
      int fromOne = 0;
      int fromOther = 0;
      for (int i = 0; i < revised.length; i++) {
        int toOne = one.skip();
        int toOther = other.skip();
        if (!Arrays.equals(old.values, fromOne, toOne, now.values, fromOther, toOther)) {
          revised[i]++;
          revisedValues++;
          if (isWanted) {
            list.add(
                new ValueChange(
                    values.get(i).name(),
                    text(old.values, fromOne, toOne),
                    text(now.values, fromOther, toOther)));
          }
        }
        fromOne = toOne;
        fromOther = toOther;
      }
      if (isWanted) {
        changes.add(new RowChange(Kind.CHANGED, keyOf(now), number(old), number(now), list));
      }
    }

    private static @Nullable String text(byte[] bytes, int from, int to) {
      return new CellCodec.Reader(Arrays.copyOfRange(bytes, from, to)).text();
    }

    private static @Nullable Long number(EncodedRow row) {
      return row.row == 0 ? null : row.row;
    }

    private Map<String, @Nullable String> keyOf(EncodedRow row) {
      Map<String, @Nullable String> texts = new LinkedHashMap<>();
      CellCodec.Reader reader = new CellCodec.Reader(row.key);
      for (CellPair cell : key) {
        texts.put(cell.name(), reader.text());
      }
      return texts;
    }

    /** Pairs what is left, key by key. */
    void finish() {
      drain();
      Groups old = new Groups(sortedBefore.sorted());
      Groups now = new Groups(sortedAfter.sorted());
      while (old.hasNext() || now.hasNext()) {
        int order = Groups.compare(old, now);
        List<EncodedRow> one = order <= 0 ? old.next() : List.of();
        List<EncodedRow> other = order >= 0 ? now.next() : List.of();
        isUnique &= one.size() <= 1 && other.size() <= 1;
        group(one, other);
      }
    }

    private void group(List<EncodedRow> old, List<EncodedRow> now) {
      Waiting equal = new Waiting();
      now.forEach(row -> equal.add(KeyBytes.of(new EncodedRow(row.values, row.values, 0)), row));
      List<EncodedRow> left = new ArrayList<>();
      for (EncodedRow row : old) {
        KeyBytes same = KeyBytes.of(new EncodedRow(row.values, row.values, 0));
        if (equal.take(same, row, true) == null) {
          left.add(row);
        }
      }
      List<EncodedRow> right = new ArrayList<>();
      for (EncodedRow row : now) {
        KeyBytes same = KeyBytes.of(new EncodedRow(row.values, row.values, 0));
        if (equal.take(same, row, true) != null) {
          right.add(row);
        }
      }
      // Without a key nothing says which row became which.
      int pairs = key.isEmpty() ? 0 : Math.min(left.size(), right.size());
      for (int i = 0; i < pairs; i++) {
        pair(left.get(i), right.get(i));
      }
      left.subList(pairs, left.size()).forEach(row -> alone(row, Kind.REMOVED));
      right.subList(pairs, right.size()).forEach(row -> alone(row, Kind.ADDED));
    }

    private void alone(EncodedRow row, Kind kind) {
      boolean isNew = kind == Kind.ADDED;
      added += isNew ? 1 : 0;
      removed += isNew ? 0 : 1;
      if (changes.wanted(kind) > 0) {
        changes.add(
            new RowChange(
                kind,
                keyOf(row),
                isNew ? null : number(row),
                isNew ? number(row) : null,
                List.of()));
      }
    }

    TableComparison result(ColumnPairs pairs, KeyChooser.Choice choice) {
      Map<String, Long> byColumn = new LinkedHashMap<>();
      for (int i = 0; i < revised.length; i++) {
        if (revised[i] > 0) {
          byColumn.put(values.get(i).name(), revised[i]);
        }
      }
      return new TableComparison(
          key.stream().map(CellPair::name).toList(),
          choice.unique() && isUnique && !key.isEmpty(),
          pairs.added(),
          pairs.removed(),
          pairs.retyped(),
          choice.constants(),
          rowsBefore,
          rowsAfter,
          added,
          removed,
          changed,
          revisedValues,
          byColumn);
    }

    @Override
    public void close() {
      try (sortedBefore;
          sortedAfter) {
        before.clear();
        after.clear();
      }
    }
  }
}

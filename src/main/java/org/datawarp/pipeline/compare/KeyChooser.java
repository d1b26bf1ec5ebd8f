package org.datawarp.pipeline.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.datawarp.model.RowCursor;
import org.datawarp.pipeline.compare.CellPair.Side;
import org.datawarp.pipeline.compare.TableComparison.Constant;
import org.datawarp.platform.io.SideTask;
import org.jspecify.annotations.Nullable;

/**
 * Finds the columns that name the rows of two tables. Candidates are the columns that hold no
 * numbers: the first few in every mixture, more of them each alone and from the left together, then
 * all with whole numbers that say a year, an age and the like. Of those that tell all rows apart
 * the one is taken that most rows of both tables share, without gaps, with the fewest columns;
 * where none does, the one with the fewest repeats.
 *
 * <p>A label that is the same on every row, another one in each table, names the issue and not its
 * rows: it is left out, and told. Reads each table once, and once more where there is such a label;
 * both tables at the same time.
 */
final class KeyChooser {
  /** Of so many columns every mixture is tried. */
  private static final int MAX_MIXED = 6;

  /** Of so many each alone, and those from the left together. */
  private static final int MAX_LEADING = 24;

  private final List<CellPair> labels;
  private final List<List<CellPair>> candidates = new ArrayList<>();

  /**
   * What was chosen.
   *
   * @param key the columns; empty for none
   * @param unique whether they tell rows apart
   * @param inOrder whether the rows of both tables have the same keys in the same order
   * @param constants the columns that name the issue
   */
  record Choice(List<CellPair> key, boolean unique, boolean inOrder, List<Constant> constants) {}

  KeyChooser(List<CellPair> cells) {
    this.labels = cells.stream().filter(cell -> cell.isLabel() || cell.isNumberOfTime()).toList();
  }

  Choice choose(ComparedTable before, ComparedTable after) {
    addCandidates(labels);
    Sides<Read> read = both(before, after, this::read);
    List<Constancy> was = read.before().constancy();
    List<Constancy> is = read.after().constancy();
    List<Constant> constants = new ArrayList<>();
    List<CellPair> usable = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      if (was.get(i).isOneOf(is.get(i))) {
        constants.add(new Constant(labels.get(i).name(), was.get(i).text(), is.get(i).text()));
      } else {
        usable.add(labels.get(i));
      }
    }
    Sides<List<KeySample>> samples = new Sides<>(read.before().samples(), read.after().samples());
    if (!constants.isEmpty()) {
      candidates.clear();
      addCandidates(usable);
      samples = both(before, after, this::samples);
    }
    if (candidates.isEmpty()) {
      return new Choice(List.of(), false, false, constants);
    }
    List<KeySample> old = samples.before();
    List<KeySample> now = samples.after();
    List<CellPair> gapped = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      if (was.get(i).hasGaps || is.get(i).hasGaps) {
        gapped.add(labels.get(i));
      }
    }
    record Judged(List<CellPair> columns, KeySample.Verdict verdict) {}
    List<Judged> judged = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      judged.add(new Judged(candidates.get(i), KeySample.compare(old.get(i), now.get(i))));
    }
    Judged best =
        judged.stream()
            .min(
                Comparator.comparing((Judged each) -> each.verdict().repeats())
                    .thenComparing(each -> -each.verdict().shared())
                    .thenComparing(each -> each.columns().stream().anyMatch(gapped::contains))
                    .thenComparing(each -> each.columns().size()))
            .orElseThrow();
    return new Choice(
        best.columns(), best.verdict().isUnique(), best.verdict().inOrder(), constants);
  }

  private void addCandidates(List<CellPair> usable) {
    List<CellPair> words = usable.stream().filter(CellPair::isLabel).toList();
    List<CellPair> first = words.subList(0, Math.min(words.size(), MAX_MIXED));
    for (int chosen = 1; chosen < 1 << first.size(); chosen++) {
      candidates.add(mixed(first, chosen));
    }
    for (int count = first.size() + 1; count <= Math.min(words.size(), MAX_LEADING); count++) {
      candidates.add(List.of(words.get(count - 1)));
      candidates.add(List.copyOf(words.subList(0, count)));
    }
    if (words.size() > MAX_LEADING) {
      candidates.add(words);
    }
    if (usable.size() > words.size()) {
      candidates.add(List.copyOf(usable));
    }
  }

  private static List<CellPair> mixed(List<CellPair> cells, int chosen) {
    return IntStream.range(0, cells.size())
        .filter(i -> (chosen & 1 << i) != 0)
        .mapToObj(cells::get)
        .toList();
  }

  /** What comes of each of two tables. */
  private record Sides<T>(T before, T after) {}

  /** Reads both tables, each on a thread of its own. */
  private static <T> Sides<T> both(
      ComparedTable before, ComparedTable after, BiFunction<ComparedTable, Side, T> reading) {
    try (SideTask<T> other =
        SideTask.start("datawarp-compare", () -> reading.apply(before, Side.BEFORE))) {
      T now = reading.apply(after, Side.AFTER);
      return new Sides<>(other.join(), now);
    }
  }

  /**
   * What one reading tells.
   *
   * @param constancy of each label
   * @param samples of each candidate
   */
  private record Read(List<Constancy> constancy, List<KeySample> samples) {}

  private Read read(ComparedTable table, Side side) {
    List<Constancy> constancy = labels.stream().map(label -> new Constancy()).toList();
    return new Read(constancy, read(table, side, constancy));
  }

  private List<KeySample> samples(ComparedTable table, Side side) {
    return read(table, side, List.of());
  }

  private List<KeySample> read(ComparedTable table, Side side, List<Constancy> constancy) {
    KeySample[] samples = new KeySample[candidates.size()];
    Arrays.setAll(samples, i -> new KeySample());
    CellCodec codec = new CellCodec();
    long[] hashes = new long[labels.size()];
    int[][] parts = parts();
    // Read to the end: breaking off a COPY would spoil its connection.
    try (RowCursor rows = table.rows().get()) {
      while (rows.next()) {
        for (int i = 0; i < hashes.length; i++) {
          codec.clear();
          codec.add(rows, labels.get(i), side);
          hashes[i] = codec.hash(0);
          if (!constancy.isEmpty()) {
            constancy.get(i).add(codec, rows.isNull(labels.get(i).index(side)));
          }
        }
        for (int c = 0; c < parts.length; c++) {
          long hash = 0;
          for (int part : parts[c]) {
            hash = CellCodec.mixed(hash * 31 + hashes[part]);
          }
          samples[c].add(hash);
        }
      }
    }
    return List.of(samples);
  }

  /** Returns for each candidate where its columns are among the labels. */
  private int[][] parts() {
    return candidates.stream()
        .map(candidate -> candidate.stream().mapToInt(labels::indexOf).toArray())
        .toArray(int[][]::new);
  }

  /** Whether a column holds one value. */
  private static final class Constancy {
    private boolean isConstant = true;
    private boolean hasGaps;
    private long rows;
    private byte @Nullable [] value;

    void add(CellCodec cell, boolean isGap) {
      hasGaps |= isGap;
      if (!isConstant) {
        return;
      }
      rows++;
      byte[] first = value;
      if (first == null) {
        value = cell.bytes();
      } else {
        isConstant = cell.holds(first);
      }
    }

    /** Tells whether both hold one value in several rows, each another. */
    boolean isOneOf(Constancy other) {
      return isConstant
          && other.isConstant
          && rows > 1
          && other.rows > 1
          && !Arrays.equals(value, other.value);
    }

    @Nullable String text() {
      byte[] bytes = value;
      return bytes == null ? null : new CellCodec.Reader(bytes).text();
    }
  }
}

package org.datawarp.pipeline.extract.key;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.KeyOrigin;
import org.datawarp.model.table.LeftOutRows.RowRange;
import org.datawarp.model.table.SectionMode;
import org.datawarp.pipeline.extract.key.KeyPlan.Label;
import org.datawarp.pipeline.extract.key.LabelReader.Labels;
import org.datawarp.pipeline.extract.spool.MergeIndex;
import org.datawarp.pipeline.extract.spool.SpooledSheet.Merge;
import org.datawarp.pipeline.extract.table.ColumnVerdict;
import org.datawarp.pipeline.extract.table.RowRole;
import org.datawarp.pipeline.extract.table.SheetClassifier;
import org.datawarp.pipeline.extract.table.TableLayout;
import org.datawarp.pipeline.extract.table.TableScan;
import org.datawarp.pipeline.extract.table.TableSettings;

/**
 * Finds what the rows of a table are rows of.
 *
 * <p>Labels become columns where something says that they govern the rows below: rows that only
 * they tell apart, another style than that of the rows, or that the first row below the header is
 * one. A key merged down is always filled. A key without merges is filled where its first row has
 * it, its blanks follow values in two groups or more, another key stands on every row, and either
 * only the filled key tells rows apart or it is the leftmost one and names each group once: a
 * column that is left blank now and then is none of these.
 *
 * <p>A table without labels, merges or blanks in its keys costs nothing; others are read again.
 */
public final class KeyFinder {
  /** The name of the column that holds labels. */
  public static final String SECTION = "section";

  private static final int MOST_LABELS = 200_000;

  private final TableLayout layout;
  private final TableScan.Result scan;
  private final TableSettings settings;
  private final List<String> names;
  private final List<Integer> keys;

  private KeyFinder(
      TableLayout layout, TableScan.Result scan, TableSettings settings, List<String> names) {
    this.layout = layout;
    this.scan = scan;
    this.settings = settings;
    this.names = names;
    this.keys = keys(scan);
  }

  /**
   * What was found.
   *
   * @param plan how rows get their keys
   * @param repeated rows that have the same keys as others, though labels over them were dropped or
   *     keys not filled; the first stretches of them
   */
  public record Found(KeyPlan plan, List<RowRange> repeated) {
    /** Copies the list. */
    public Found {
      repeated = List.copyOf(repeated);
    }
  }

  /** Finds the keys of a table's rows. */
  public static Found find(
      TableLayout layout, TableScan.Result scan, TableSettings settings, List<String> names) {
    return new KeyFinder(layout, scan, settings, names).find();
  }

  private Found find() {
    if (scan.counts().data() == 0) {
      return new Found(KeyPlan.NONE, List.of());
    }
    Map<Integer, Map<Long, Long>> merges = merges();
    List<Integer> candidates = candidates(merges.keySet());
    if (!labelled() && merges.isEmpty() && candidates.isEmpty() && chosenFills().isEmpty()) {
      return new Found(KeyPlan.NONE, List.of());
    }
    Labels labels =
        scan.roles().count(RowRole.SECTION) > MOST_LABELS
            ? Labels.NONE
            : LabelReader.read(layout, scan.roles());
    return decide(merges, candidates, labels);
  }

  private Found decide(
      Map<Integer, Map<Long, Long>> merges, List<Integer> candidates, Labels labels) {
    Sections sections = new Sections(labels);
    KeyWalk first = walk(merges.keySet());
    KeyWalk.Trial bare = first.add(plan(List.of(), Map.of(), List.of(), 0));
    KeyWalk.Trial plain = first.add(plan(List.of(), merges, List.of(), 0));
    KeyWalk.Trial distinct = first.add(plan(sections.distinct(), merges, List.of(), 0));
    KeyWalk.Trial all = first.add(plan(sections.all(), merges, List.of(), 0));
    List<KeyWalk.Trial> filled = new ArrayList<>();
    for (int k = 0; k < candidates.size(); k++) {
      filled.add(first.add(plan(List.of(), merges, candidates.subList(0, k + 1), 0)));
    }
    first.run();
    List<Label> chosen = List.of();
    if (settings.sections() == SectionMode.COLUMNS && labels.areComplete()) {
      chosen = sections.choose(plain.repeats, distinct.repeats, all.repeats);
    }
    long fewest =
        filled.stream()
            .mapToLong(trial -> trial.repeats)
            .reduce(Math.min(plain.repeats, Math.min(distinct.repeats, all.repeats)), Math::min);
    Map<Integer, Map<Long, Long>> merged = chosenMerges(merges);
    List<Integer> grouped = groups(first, candidates, plain, filled, merged.keySet());
    boolean governed = !chosen.isEmpty() || !grouped.isEmpty();
    KeyPlan plan = plan(chosen, merged, grouped, governed ? first.apart() : 0);
    if (plan.isEmpty() && bare.repeats <= fewest) {
      return new Found(KeyPlan.NONE, List.of());
    }
    KeyWalk last = walk(merges.keySet());
    KeyWalk.Trial result = last.add(plan);
    last.run();
    boolean alike = result.repeats > fewest;
    return new Found(counted(plan, result), alike ? result.repeated : List.of());
  }

  private Map<Integer, Map<Long, Long>> chosenMerges(Map<Integer, Map<Long, Long>> merges) {
    if (settings.fillDown() == null) {
      return merges;
    }
    Map<Integer, Map<Long, Long>> kept = new TreeMap<>(merges);
    kept.keySet().retainAll(chosenFills());
    return kept;
  }

  private boolean labelled() {
    return scan.roles().count(RowRole.SECTION) > 0;
  }

  private KeyWalk walk(Set<Integer> merged) {
    Set<Integer> all = new TreeSet<>(keys);
    all.addAll(merged);
    all.addAll(chosenFills());
    return new KeyWalk(layout, scan.roles(), List.copyOf(all));
  }

  private KeyPlan counted(KeyPlan plan, KeyWalk.Trial result) {
    if (plan.isEmpty()) {
      return KeyPlan.NONE;
    }
    List<Long> counts = new ArrayList<>();
    List<KeyOrigin> fills = new ArrayList<>();
    for (int i = 0; i < result.filled.length; i++) {
      counts.add(result.filled[i]);
      fills.add(result.filled[i] > 0 ? plan.fill(i) : KeyOrigin.CELLS);
    }
    KeyPlan exact =
        new KeyPlan(plan.sections(), plan.labels(), fills, plan.merges(), counts, plan.apart());
    return exact.isEmpty() ? KeyPlan.NONE : exact;
  }

  private KeyPlan plan(
      List<Label> labels, Map<Integer, Map<Long, Long>> merges, List<Integer> grouped, long apart) {
    int levels = labels.stream().mapToInt(Label::level).max().orElse(-1) + 1;
    List<KeyOrigin> fills =
        new ArrayList<>(Collections.nCopies(layout.columns().size(), KeyOrigin.CELLS));
    merges.keySet().forEach(index -> fills.set(index, KeyOrigin.MERGES));
    grouped.forEach(index -> fills.set(index, KeyOrigin.GROUPS));
    return new KeyPlan(sectionNames(levels), labels, fills, merges, List.of(), apart);
  }

  private List<String> sectionNames(int levels) {
    List<String> made = new ArrayList<>();
    Set<String> taken = new HashSet<>(names);
    for (int level = 0; level < levels; level++) {
      String name = levels == 1 ? SECTION : SECTION + "_" + (level + 1);
      while (!taken.add(name)) {
        name = name.replaceFirst(SECTION, SECTION + "_label");
      }
      made.add(name);
    }
    return made;
  }

  /**
   * Returns the columns that name rows: the leading texts and dates, numbers among them too; where
   * a table begins with numbers, all its texts and dates.
   */
  private static List<Integer> keys(TableScan.Result scan) {
    List<ColumnVerdict> verdicts = scan.verdicts();
    List<Integer> leading = new ArrayList<>();
    for (int i = 0; i < verdicts.size(); i++) {
      boolean beforeText = i + 1 < verdicts.size() && isLabel(verdicts.get(i + 1));
      if (!isLabel(verdicts.get(i)) && !beforeText) {
        break;
      }
      leading.add(i);
    }
    if (!leading.isEmpty()) {
      return leading;
    }
    List<Integer> texts = new ArrayList<>();
    for (int i = 0; i < verdicts.size(); i++) {
      if (isLabel(verdicts.get(i))) {
        texts.add(i);
      }
    }
    return texts;
  }

  private static boolean isLabel(ColumnVerdict verdict) {
    return (verdict.type() == ColumnType.TEXT && !verdict.onlyMarkers())
        || verdict.type() == ColumnType.DATE;
  }

  /** Returns the merged ranges of more than one row of each column whose merges stand for keys. */
  private Map<Integer, Map<Long, Long>> merges() {
    Map<Integer, Integer> columns = new HashMap<>();
    for (int i = 0; i < layout.columns().size(); i++) {
      if (keys.contains(i) || isLabel(scan.verdicts().get(i))) {
        columns.put(layout.columns().get(i).position(), i);
      }
    }
    Map<Integer, Map<Long, Long>> merges = new TreeMap<>();
    if (layout.sheet().isCsv()) {
      return merges;
    }
    MergeIndex index = MergeIndex.of(layout.sheet(), layout.firstData(), layout.lastData());
    for (Merge merge : index.tall()) {
      Integer column = columns.get(merge.firstColumn());
      if (column != null && merge.firstRow() >= layout.firstData()) {
        merges
            .computeIfAbsent(column, key -> new HashMap<>())
            .put(merge.firstRow(), merge.lastRow());
      }
    }
    return merges;
  }

  /**
   * Returns the keys with blanks that could be those of groups, without those that are merged: the
   * rows have another key to the right, all of them or those where this one is blank.
   */
  private List<Integer> candidates(Set<Integer> merged) {
    long rows = scan.counts().data();
    boolean fullKey = false;
    long right = 0;
    List<Integer> candidates = new ArrayList<>();
    for (int at = keys.size() - 1; at >= 0; at--) {
      int index = keys.get(at);
      long cells = scan.cells().get(index);
      // Rows of totals name the group, and no part of it.
      boolean either = (cells + right) * 20 >= rows * 19 && (cells + right) * 20 <= rows * 21;
      if ((fullKey || either) && cells > 0 && cells < rows && !merged.contains(index)) {
        candidates.add(0, index);
      }
      right = Math.max(right, cells);
      fullKey |= cells * 20 >= rows * 19 || merged.contains(index);
    }
    return candidates;
  }

  private List<Integer> chosenFills() {
    List<String> wanted = settings.fillDown() == null ? List.of() : settings.fillDown();
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (isNamed(i, wanted)) {
        chosen.add(i);
      }
    }
    return chosen;
  }

  private boolean isNamed(int index, List<String> wanted) {
    String header = SheetClassifier.fold(String.join(" / ", layout.columns().get(index).header()));
    return wanted.stream()
        .anyMatch(
            name -> name.equals(names.get(index)) || SheetClassifier.fold(name).equals(header));
  }

  private List<Integer> groups(
      KeyWalk walk,
      List<Integer> candidates,
      KeyWalk.Trial plain,
      List<KeyWalk.Trial> filled,
      Set<Integer> merged) {
    if (settings.fillDown() != null) {
      return chosenFills().stream().filter(index -> !merged.contains(index)).toList();
    }
    List<Integer> grouped = new ArrayList<>();
    long before = plain.repeats;
    for (int k = 0; k < candidates.size(); k++) {
      int index = candidates.get(k);
      long after = filled.get(k).repeats;
      if (isGrouped(walk, index, before, after)) {
        grouped.add(index);
      }
      before = after;
    }
    return grouped;
  }

  private boolean isGrouped(KeyWalk walk, int index, long before, long after) {
    long values = walk.values[index];
    long blanks = walk.rows() - values;
    boolean inGroups =
        walk.firstHolds[index] && walk.groups[index] >= 2 && blanks * 2 >= values && values > 1;
    if (!inGroups || walk.equalNeighbours[index] > 0) {
      return false;
    }
    boolean tellsApart = before > 0 && after * 2 <= before;
    boolean namesGroups =
        keys.get(0) == index
            && scan.verdicts().get(index).type() == ColumnType.TEXT
            && walk.distinct[index] == values;
    return tellsApart || namesGroups;
  }

  /** The labels of a table, as they could be read. */
  private static final class Sections {
    private final Labels labels;

    Sections(Labels labels) {
      this.labels = labels;
    }

    /** Returns those that are written otherwise than the rows. */
    List<Label> distinct() {
      List<LabelRow> kept = new ArrayList<>();
      for (int i = 0; i < labels.labels().size(); i++) {
        if (labels.distinct().get(i)) {
          kept.add(labels.labels().get(i));
        }
      }
      return levelled(kept);
    }

    /** Returns all but those that read like sentences. */
    List<Label> all() {
      return levelled(labels.labels().stream().filter(label -> !label.isProse()).toList());
    }

    private static List<Label> levelled(List<LabelRow> rows) {
      int[] levels = SectionLevels.of(rows);
      TreeSet<Integer> used = new TreeSet<>();
      for (int level : levels) {
        used.add(level);
      }
      List<Label> made = new ArrayList<>();
      for (int i = 0; i < levels.length; i++) {
        int level = used.headSet(levels[i]).size();
        made.add(new Label(rows.get(i).row(), rows.get(i).style().column(), level));
      }
      return made;
    }

    /** Chooses by how many rows cannot be told apart without labels, with these, and with all. */
    List<Label> choose(long without, long withDistinct, long withAll) {
      List<Label> distinct = distinct();
      List<Label> all = all();
      if (all.isEmpty()) {
        return List.of();
      }
      if (withAll < withDistinct && withAll < without) {
        return all;
      }
      if (!distinct.isEmpty()) {
        return distinct;
      }
      boolean first = labels.labels().size() > 1 && labels.labels().get(0).afterHeader();
      long spaced = labels.labels().stream().filter(LabelRow::afterBlank).count();
      boolean apart = all.size() > 1 && spaced * 2 > labels.labels().size();
      return withAll < without || first || apart ? all : List.of();
    }
  }
}

package org.datawarp.extract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.datawarp.extract.SourceColumn.Origin;
import org.datawarp.model.ColumnType;
import org.datawarp.model.DetectedTable;
import org.datawarp.model.Period;
import org.datawarp.model.RowCounts;
import org.datawarp.model.RowCursor;
import org.datawarp.model.TableColumn;

/** Makes one source of one table, or of several of one shape. */
final class SourceBuilder {
  private static final String PERIOD = "period";

  private final List<FoundTable> tables;
  private final List<DetectedTable> detected;
  private final FoundTable first;
  private final List<ColumnType> types = new ArrayList<>();
  private final List<List<ColumnVerdict>> verdicts = new ArrayList<>();

  /**
   * Builds from tables with equal headers.
   *
   * @param tables at least one
   * @param detected the same as inspect reports them
   */
  SourceBuilder(List<FoundTable> tables, List<DetectedTable> detected) {
    this.tables = tables;
    this.detected = detected;
    this.first = tables.get(0);
  }

  SourceTable build(String suggestedName) {
    int width = first.names().size();
    for (int i = 0; i < width; i++) {
      int column = i;
      verdicts.add(tables.stream().map(table -> table.scan().verdicts().get(column)).toList());
      types.add(Verdicts.type(verdicts.get(i)));
    }
    UnpivotPlan plan = first.unpivot();
    return plan == null ? wide(suggestedName) : unpivoted(suggestedName, plan);
  }

  private boolean isLoaded(int index) {
    return tables.stream().anyMatch(table -> table.isLoaded(index));
  }

  private SourceTable wide(String name) {
    Columns columns = new Columns();
    for (int i = 0; i < types.size(); i++) {
      if (isLoaded(i)) {
        columns.add(i, types.get(i), verdicts.get(i), first.names().get(i));
      }
    }
    columns.addMember();
    List<SourcePart> parts = new ArrayList<>();
    for (int p = 0; p < tables.size(); p++) {
      FoundTable table = tables.get(p);
      parts.add(
          new Part(
              detected.get(p),
              table.scan().counts(),
              table.scan().counts().data(),
              () -> columns.open(table)));
    }
    return source(name, columns.described, parts, columns.described);
  }

  private SourceTable source(
      String name,
      List<TableColumn> columns,
      List<SourcePart> parts,
      List<TableColumn> fingerprinted) {
    List<String> names =
        fingerprinted.stream()
            .filter(column -> !column.header().isEmpty())
            .map(TableColumn::name)
            .toList();
    List<String> unnamed =
        List.of(types.stream().map(ColumnType::text).collect(Collectors.joining(",")));
    return new SourceTable(
        name,
        first.layout().title(),
        columns,
        parts,
        Fingerprint.of(names.isEmpty() ? unnamed : names));
  }

  private SourceTable unpivoted(String name, UnpivotPlan plan) {
    Columns wide = new Columns();
    List<TableColumn> described = new ArrayList<>();
    List<ColumnType> longTypes = new ArrayList<>();
    List<Integer> fixed = new ArrayList<>();
    for (int id : plan.ids()) {
      if (isLoaded(id)) {
        wide.add(id, types.get(id), verdicts.get(id), first.names().get(id));
      }
    }
    wide.addMember();
    for (int slot = 0; slot < wide.described.size(); slot++) {
      described.add(wide.described.get(slot));
      longTypes.add(wide.sources.get(slot).type());
      fixed.add(slot);
    }
    Set<String> taken = new HashSet<>(described.stream().map(TableColumn::name).toList());
    addPeriod(described, longTypes, fixed, taken);
    int before = described.size();
    int[][] slots = new int[plan.periods().size()][];
    for (int m = 0; m < plan.measures().size(); m++) {
      addMeasure(plan, m, wide, described, longTypes, slots, fixed, taken);
    }
    List<SourcePart> parts = new ArrayList<>();
    List<Period> periods = plan.periods().stream().map(UnpivotPlan.PeriodColumns::period).toList();
    for (int p = 0; p < tables.size(); p++) {
      FoundTable table = tables.get(p);
      RowCounts counts = table.scan().counts();
      int[] positions =
          plan.periods().stream()
              .mapToInt(period -> table.layout().columns().get(period.columns().get(0)).position())
              .toArray();
      parts.add(
          new Part(
              detected.get(p),
              counts,
              counts.data() * slots.length,
              () -> new LongCursor(wide.open(table), longTypes, slots, periods, positions)));
    }
    List<TableColumn> stable = new ArrayList<>(described.subList(0, before));
    plan.measures()
        .forEach(
            measure ->
                stable.add(new TableColumn(measure, ColumnType.TEXT, List.of(measure), List.of())));
    return source(name, described, parts, stable);
  }

  private static void addPeriod(
      List<TableColumn> described,
      List<ColumnType> longTypes,
      List<Integer> fixed,
      Set<String> taken) {
    String period = free(PERIOD, taken);
    described.add(new TableColumn(period, ColumnType.TEXT, List.of(), List.of()));
    described.add(
        new TableColumn(free(period + "_start", taken), ColumnType.DATE, List.of(), List.of()));
    described.add(
        new TableColumn(free(period + "_end", taken), ColumnType.DATE, List.of(), List.of()));
    longTypes.addAll(List.of(ColumnType.TEXT, ColumnType.DATE, ColumnType.DATE));
    fixed.addAll(List.of(LongCursor.PERIOD, LongCursor.START, LongCursor.END));
  }

  private void addMeasure(
      UnpivotPlan plan,
      int measure,
      Columns wide,
      List<TableColumn> described,
      List<ColumnType> longTypes,
      int[][] slots,
      List<Integer> fixed,
      Set<String> taken) {
    List<ColumnVerdict> all = new ArrayList<>();
    for (UnpivotPlan.PeriodColumns period : plan.periods()) {
      all.addAll(verdicts.get(period.columns().get(measure)));
    }
    ColumnType type = Verdicts.type(all);
    boolean marked = Verdicts.needMarkers(all, type);
    String name = free(plan.measures().get(measure), taken);
    int at = described.size();
    described.add(new TableColumn(name, type, List.of(), Verdicts.tokens(all, type)));
    longTypes.add(type);
    if (marked) {
      described.add(marker(name));
      longTypes.add(ColumnType.TEXT);
    }
    for (int p = 0; p < slots.length; p++) {
      int[] row = slots[p] == null ? fixedSlots(fixed) : slots[p];
      int[] grown = Arrays.copyOf(row, described.size());
      int column = plan.periods().get(p).columns().get(measure);
      grown[at] = wide.addHidden(Origin.VALUE, column, type);
      if (marked) {
        grown[at + 1] = wide.addHidden(Origin.MARKER, column, ColumnType.TEXT);
      }
      slots[p] = grown;
    }
  }

  private static int[] fixedSlots(List<Integer> fixed) {
    return fixed.stream().mapToInt(Integer::intValue).toArray();
  }

  private static String free(String wanted, Set<String> taken) {
    String name = wanted;
    for (int n = 2; !taken.add(name); n++) {
      name = wanted + "_" + n;
    }
    return name;
  }

  private static TableColumn marker(String name) {
    return new TableColumn(name + TableColumn.MARKER_SUFFIX, ColumnType.TEXT, List.of(), List.of());
  }

  /** The columns a wide cursor delivers, and their description. */
  private final class Columns {
    private final List<SourceColumn> sources = new ArrayList<>();
    private final List<TableColumn> described = new ArrayList<>();

    void add(int index, ColumnType type, List<ColumnVerdict> all, String name) {
      sources.add(new SourceColumn(Origin.VALUE, index, type));
      List<String> header = first.layout().columns().get(index).header();
      described.add(new TableColumn(name, type, header, Verdicts.tokens(all, type)));
      if (Verdicts.needMarkers(all, type)) {
        sources.add(new SourceColumn(Origin.MARKER, index, ColumnType.TEXT));
        described.add(marker(name));
      }
    }

    void addMember() {
      if (tables.size() > 1) {
        Set<String> taken = new HashSet<>(described.stream().map(TableColumn::name).toList());
        sources.add(new SourceColumn(Origin.MEMBER, -1, ColumnType.TEXT));
        described.add(
            new TableColumn(
                free(SourceTable.MEMBER, taken), ColumnType.TEXT, List.of(), List.of()));
      }
    }

    int addHidden(Origin origin, int index, ColumnType type) {
      sources.add(new SourceColumn(origin, index, type));
      return sources.size() - 1;
    }

    RowCursor open(FoundTable table) {
      return new TableCursor(
          table.layout(),
          table.scan().roles(),
          table.scan().verdicts(),
          sources,
          table.layout().sheet().member);
    }
  }

  /** Opens a cursor. */
  private interface Opening {
    RowCursor open();
  }

  private record Part(DetectedTable table, RowCounts counts, long rowsToLoad, Opening opening)
      implements SourcePart {
    @Override
    public RowCursor open() {
      return opening.open();
    }
  }
}

package org.datawarp.pipeline.extract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.datawarp.model.RowCursor;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.BoundsMode;
import org.datawarp.model.table.CellForm;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.KeyOrigin;
import org.datawarp.model.table.LeftOutRows;
import org.datawarp.model.table.RowCounts;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.extract.SourceColumn.Origin;
import org.datawarp.pipeline.extract.header.HeaderFingerprint;
import org.datawarp.pipeline.extract.key.KeyOriginList;
import org.datawarp.pipeline.extract.spool.LongCursor;
import org.datawarp.pipeline.extract.spool.SpoolReader;
import org.datawarp.pipeline.extract.table.BoundTable;
import org.datawarp.pipeline.extract.table.ColumnVerdict;
import org.datawarp.pipeline.extract.table.FirstColumns;
import org.datawarp.pipeline.extract.table.FoundTable;
import org.datawarp.pipeline.extract.table.LeftOutFinder;
import org.datawarp.pipeline.extract.table.QuarantineList;
import org.datawarp.pipeline.extract.table.QuarantineListener;
import org.datawarp.pipeline.extract.table.StreamingFeed;
import org.datawarp.pipeline.extract.table.TableCursor;
import org.datawarp.pipeline.extract.table.Verdicts;
import org.datawarp.pipeline.extract.unpivot.UnpivotPlan;
import org.jspecify.annotations.Nullable;

/** Makes one source of one table, or of several of one shape. */
public final class SourceBuilder {
  private static final String PERIOD = "period";

  private final List<FoundTable> tables;
  private final List<DetectedTable> detected;
  private final BoundsMode bounds;
  private final CellForm form;
  private final FoundTable first;
  private final List<ColumnType> types = new ArrayList<>();
  private final List<List<ColumnVerdict>> verdicts = new ArrayList<>();

  /**
   * Builds from tables with equal headers.
   *
   * @param tables at least one
   * @param detected the same as inspect reports them
   */
  public SourceBuilder(List<FoundTable> tables, List<DetectedTable> detected, BoundsMode bounds) {
    this(tables, detected, bounds, CellForm.MARKER_COLUMNS);
  }

  private SourceBuilder(
      List<FoundTable> tables, List<DetectedTable> detected, BoundsMode bounds, CellForm form) {
    this.bounds = bounds;
    this.form = form;
    this.tables = tables;
    this.detected = detected;
    this.first = tables.get(0);
  }

  /** Makes a source of one table as wide as it lies, in a form of its own. */
  static SourceTable asItLies(
      FoundTable table, DetectedTable detected, CellForm form, String suggestedName) {
    SourceBuilder builder =
        new SourceBuilder(List.of(table), List.of(detected), BoundsMode.OFF, form);
    builder.decideTypes();
    return builder.wide(suggestedName);
  }

  public SourceTable build(String suggestedName) {
    decideTypes();
    UnpivotPlan plan = first.unpivot();
    return plan == null ? wide(suggestedName) : unpivoted(suggestedName, plan);
  }

  private void decideTypes() {
    int width = first.names().size();
    for (int i = 0; i < width; i++) {
      int column = i;
      verdicts.add(tables.stream().map(table -> table.scan().verdicts().get(column)).toList());
      types.add(Verdicts.type(verdicts.get(i)));
    }
  }

  /**
   * Opens the rows of a table that is not unpivoted while they are still coming; to be called after
   * {@link #build}.
   */
  public RowCursor stream(SpoolReader reader, QuarantineListener listener) {
    Columns columns = new Columns();
    addLoaded(columns);
    List<SourceColumn> wide =
        columns.sources.stream()
            .map(c -> new SourceColumn(c.origin(), c.index(), StreamingFeed.wide(c.type())))
            .toList();
    return TableCursor.ofStream(first.layout(), reader, first.scan().verdicts(), wide, listener);
  }

  private void addLoaded(Columns columns) {
    for (int i = 0; i < types.size(); i++) {
      if (isLoaded(i)) {
        columns.add(i, types.get(i), verdicts.get(i), first.names().get(i));
      }
    }
  }

  private boolean isLoaded(int index) {
    return tables.stream().anyMatch(table -> table.isLoaded(index));
  }

  private SourceTable wide(String name) {
    Columns columns = new Columns();
    columns.addSections();
    addLoaded(columns);
    columns.addMember();
    columns.addUnseen();
    List<SourcePart> parts = new ArrayList<>();
    for (int p = 0; p < tables.size(); p++) {
      FoundTable table = tables.get(p);
      parts.add(
          new Part(
              detected.get(p),
              table.scan().counts(),
              LeftOutFinder.of(table),
              table.markers(),
              table.scan().counts().data(),
              () -> columns.openDescribed(table),
              columns.aside(table),
              () -> KeyOriginList.of(table),
              letters -> columns.positions(table, columns.slots())));
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
        HeaderFingerprint.of(names.isEmpty() ? unnamed : names));
  }

  private SourceTable unpivoted(String name, UnpivotPlan plan) {
    Columns wide = new Columns();
    List<TableColumn> described = new ArrayList<>();
    List<ColumnType> longTypes = new ArrayList<>();
    List<Integer> fixed = new ArrayList<>();
    wide.addSections();
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
              LeftOutFinder.of(table),
              table.markers(),
              counts.data() * slots.length,
              () -> new LongCursor(wide.open(table), longTypes, slots, periods, positions),
              wide.aside(table),
              () -> KeyOriginList.of(table),
              letters -> wide.positions(table, slotsOf(letters, positions, slots))));
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
    described.add(
        new TableColumn(
            name,
            type,
            List.of(),
            Verdicts.tokens(all, type),
            KeyOrigin.CELLS,
            Verdicts.insteadOfValues(all)));
    longTypes.add(type);
    if (marked) {
      described.add(marker(name));
      longTypes.add(ColumnType.TEXT);
    }
    boolean bounded = isBounded(all, type);
    if (bounded) {
      described.addAll(bounds(name));
      longTypes.addAll(List.of(ColumnType.NUMERIC, ColumnType.NUMERIC));
    }
    for (int p = 0; p < slots.length; p++) {
      int[] row = slots[p] == null ? fixedSlots(fixed) : slots[p];
      int[] grown = Arrays.copyOf(row, described.size());
      int column = plan.periods().get(p).columns().get(measure);
      int next = at;
      grown[next++] = wide.addHidden(Origin.VALUE, column, type, name);
      if (marked) {
        grown[next++] = wide.addHidden(Origin.MARKER, column, ColumnType.TEXT, name);
      }
      if (bounded) {
        grown[next++] = wide.addHidden(Origin.LOWER, column, ColumnType.NUMERIC, name);
        grown[next] = wide.addHidden(Origin.UPPER, column, ColumnType.NUMERIC, name);
      }
      slots[p] = grown;
    }
  }

  /** Returns what the rows of a period's column are made of; nothing where it is none. */
  private static int[] slotsOf(@Nullable String letters, int[] positions, int[][] slots) {
    for (int p = 0; p < positions.length; p++) {
      if (DetectedTable.letters(positions[p]).equals(letters)) {
        return slots[p];
      }
    }
    return new int[0];
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

  private boolean isBounded(List<ColumnVerdict> all, ColumnType type) {
    return bounds == BoundsMode.COLUMNS && BoundTable.isNeeded(all, type);
  }

  private static List<TableColumn> bounds(String name) {
    return List.of(
        new TableColumn(name + TableColumn.LOWER_SUFFIX, ColumnType.NUMERIC, List.of(), List.of()),
        new TableColumn(name + TableColumn.UPPER_SUFFIX, ColumnType.NUMERIC, List.of(), List.of()));
  }

  private static TableColumn marker(String name) {
    return new TableColumn(name + TableColumn.MARKER_SUFFIX, ColumnType.TEXT, List.of(), List.of());
  }

  /** The columns a wide cursor delivers, and their description. */
  private final class Columns {
    private final List<SourceColumn> sources = new ArrayList<>();
    private final List<TableColumn> described = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<Integer> unseen = new ArrayList<>();

    void add(int index, ColumnType found, List<ColumnVerdict> all, String name) {
      ColumnType type = given(found, all);
      addHidden(Origin.VALUE, index, type, name);
      List<String> header = first.layout().columns().get(index).header();
      described.add(
          new TableColumn(
              name,
              type,
              header,
              Verdicts.tokens(all, type),
              fill(index),
              Verdicts.insteadOfValues(all)));
      if (Verdicts.needMarkers(all, type)) {
        if (form == CellForm.WITHOUT_MARKERS) {
          unseen.add(index);
        } else {
          addHidden(Origin.MARKER, index, ColumnType.TEXT, name);
          described.add(marker(name));
        }
      }
      if (isBounded(all, type)) {
        addHidden(Origin.LOWER, index, ColumnType.NUMERIC, name);
        addHidden(Origin.UPPER, index, ColumnType.NUMERIC, name);
        described.addAll(bounds(name));
      }
    }

    /** Returns the type a column is given as, in the form that was asked for. */
    private ColumnType given(ColumnType found, List<ColumnVerdict> all) {
      return switch (form) {
        case MARKER_COLUMNS -> found;
        case MARKERS_INLINE -> Verdicts.needMarkers(all, found) ? ColumnType.TEXT : found;
        case WITHOUT_MARKERS ->
            all.stream().allMatch(ColumnVerdict::onlyMarkers) ? ColumnType.BIGINT : found;
        case AS_WRITTEN -> ColumnType.TEXT;
      };
    }

    /** Adds, behind all others, the shorthand that nobody wants to see: it is read all the same. */
    void addUnseen() {
      for (int index : unseen) {
        addHidden(Origin.MARKER, index, ColumnType.TEXT, first.names().get(index));
      }
    }

    /** Adds the columns of labels; a part with fewer levels leaves the inner ones empty. */
    void addSections() {
      List<String> longest =
          tables.stream()
              .map(table -> table.keys().sections())
              .max(Comparator.comparingInt(List::size))
              .orElse(List.of());
      for (int level = 0; level < longest.size(); level++) {
        addHidden(Origin.SECTION, level, ColumnType.TEXT, longest.get(level));
        described.add(
            new TableColumn(
                longest.get(level), ColumnType.TEXT, List.of(), List.of(), KeyOrigin.SECTION));
      }
    }

    private KeyOrigin fill(int index) {
      return tables.stream()
          .map(table -> table.keys().fill(index))
          .filter(origin -> origin != KeyOrigin.CELLS)
          .findFirst()
          .orElse(KeyOrigin.CELLS);
    }

    void addMember() {
      if (tables.size() > 1) {
        Set<String> taken = new HashSet<>(described.stream().map(TableColumn::name).toList());
        addHidden(Origin.MEMBER, -1, ColumnType.TEXT, SourceTable.MEMBER);
        described.add(
            new TableColumn(
                free(SourceTable.MEMBER, taken), ColumnType.TEXT, List.of(), List.of()));
      }
    }

    int addHidden(Origin origin, int index, ColumnType type, String name) {
      sources.add(new SourceColumn(origin, index, type));
      names.add(name);
      return sources.size() - 1;
    }

    RowCursor open(FoundTable table) {
      return open(table, null);
    }

    /** Returns the slots of the columns that are described, in their order. */
    int[] slots() {
      return IntStream.range(0, described.size()).toArray();
    }

    /** Returns the sheet's column that each slot is read from; -1 for none. */
    List<Integer> positions(FoundTable table, int[] slots) {
      List<Integer> positions = new ArrayList<>();
      for (int slot : slots) {
        SourceColumn column = slot < 0 ? null : sources.get(slot);
        boolean inCells =
            column != null && column.origin() != Origin.SECTION && column.origin() != Origin.MEMBER;
        positions.add(
            column != null && inCells
                ? table.layout().columns().get(column.index()).position()
                : -1);
      }
      return positions;
    }

    RowCursor openDescribed(FoundTable table) {
      RowCursor rows = open(table);
      return unseen.isEmpty() ? rows : new FirstColumns(rows, described.size());
    }

    /** Returns what lists the cells of a table that are put aside. */
    Listing aside(FoundTable table) {
      if (table.scan().verdicts().stream().allMatch(verdict -> verdict.putAside() == 0)) {
        return List::of;
      }
      return () -> {
        QuarantineList list = new QuarantineList(table.layout().sheet(), names);
        try (RowCursor rows = open(table, list)) {
          while (!list.isFull() && rows.next()) {
            // Reading tells the list.
          }
        }
        return list.cells();
      };
    }

    private RowCursor open(FoundTable table, @Nullable QuarantineListener listener) {
      return new TableCursor(
          table.layout(),
          table.scan().roles(),
          table.scan().verdicts(),
          sources,
          table.layout().sheet().member,
          table.keys(),
          listener);
    }
  }

  /** Opens a cursor. */
  private interface Opening {
    RowCursor open();
  }

  /** Tells in which columns of the sheet the values of a row stand. */
  private interface Places {
    List<Integer> of(@Nullable String sourceColumn);
  }

  /** Lists cells put aside. */
  private interface Listing {
    List<QuarantinedCell> list();
  }

  private record Part(
      DetectedTable table,
      RowCounts counts,
      List<LeftOutRows> leftOut,
      List<Marker> markers,
      long rowsToLoad,
      Opening opening,
      Listing listing,
      Supplier<Map<String, List<List<Object>>>> origins,
      Places places)
      implements SourcePart {
    @Override
    public List<Integer> positions(@Nullable String sourceColumn) {
      return places.of(sourceColumn);
    }

    @Override
    public Map<String, List<List<Object>>> keyOrigins() {
      return origins.get();
    }

    @Override
    public List<QuarantinedCell> quarantined() {
      return listing.list();
    }

    @Override
    public RowCursor open() {
      return opening.open();
    }
  }
}

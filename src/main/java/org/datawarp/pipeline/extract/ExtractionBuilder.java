package org.datawarp.pipeline.extract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.datawarp.model.table.CellRange;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.LeftOutRows.RowRange;
import org.datawarp.model.table.LoadedColumns;
import org.datawarp.model.table.SheetKind;
import org.datawarp.model.table.SheetOverride;
import org.datawarp.model.table.SheetState;
import org.datawarp.model.table.SheetSummary;
import org.datawarp.model.table.TableDifference;
import org.datawarp.model.table.UnclaimedCells;
import org.datawarp.model.table.UnpivotMode;
import org.datawarp.pipeline.extract.account.SheetAccount;
import org.datawarp.pipeline.extract.cell.Plural;
import org.datawarp.pipeline.extract.header.AnchorCheck;
import org.datawarp.pipeline.extract.key.KeyFinder;
import org.datawarp.pipeline.extract.marker.MarkerLexicon;
import org.datawarp.pipeline.extract.marker.SheetLegends;
import org.datawarp.pipeline.extract.spool.CellSpool;
import org.datawarp.pipeline.extract.spool.SpooledSheet;
import org.datawarp.pipeline.extract.table.FoundTable;
import org.datawarp.pipeline.extract.table.LayoutColumn;
import org.datawarp.pipeline.extract.table.LoadedTables;
import org.datawarp.pipeline.extract.table.MemberCheck;
import org.datawarp.pipeline.extract.table.OverriddenTable;
import org.datawarp.pipeline.extract.table.SheetClassifier;
import org.datawarp.pipeline.extract.table.SourceNames;
import org.datawarp.pipeline.extract.table.StreamingFeed;
import org.datawarp.pipeline.extract.table.TableFinder;
import org.datawarp.pipeline.extract.table.TableLayout;
import org.datawarp.pipeline.extract.table.TableScan;
import org.datawarp.pipeline.extract.table.TableSettings;
import org.datawarp.pipeline.extract.unpivot.UnpivotFinder;
import org.datawarp.pipeline.extract.unpivot.UnpivotPlan;
import org.jspecify.annotations.Nullable;

/** Goes from spooled sheets to tables and sources. */
public final class ExtractionBuilder {
  private static final int SHOWN_NAMES = 5;

  /** Why a sheet has no tables that a person has set to be left out. */
  static final String SKIPPED = "left out as decided";

  private final CellSpool spool;
  private final ExtractOptions options;
  private final List<String> warnings;
  private final List<SheetSummary> summaries = new ArrayList<>();
  private final SheetLegends legends = new SheetLegends();
  private final List<FoundTable> found = new ArrayList<>();
  private final List<SheetText> texts = new ArrayList<>();
  private final Set<SheetOverride> used = new HashSet<>();
  private final ColumnNotices notices = new ColumnNotices();

  ExtractionBuilder(CellSpool spool, ExtractOptions options, List<String> warnings) {
    this.spool = spool;
    this.options = options;
    this.warnings = new ArrayList<>(warnings);
  }

  Extraction build() {
    Map<SpooledSheet, List<TableLayout>> layouts = new LinkedHashMap<>();
    Set<String> sheetNames = new HashSet<>();
    for (SpooledSheet sheet : spool.sheets()) {
      if (sheet.name != null && spool.sheets().size() > 1) {
        sheetNames.add(SheetClassifier.fold(sheet.name));
      }
    }
    for (SpooledSheet sheet : spool.sheets()) {
      layouts.put(sheet, lay(sheet, sheetNames));
    }
    warnAboutUnused();
    layouts.forEach(legends::read);
    for (int i = 0; i < summaries.size(); i++) {
      SpooledSheet sheet = spool.sheets().get(i);
      List<TableLayout> tables = layouts.getOrDefault(sheet, List.of());
      texts.add(SheetTexts.of(sheet, summaries.get(i).kind(), tables));
    }
    layouts.forEach(this::scan);
    warnings.addAll(notices.lines());
    return assemble();
  }

  private List<TableLayout> lay(SpooledSheet sheet, Set<String> sheetNames) {
    List<SheetOverride> decisions = overridesFor(sheet);
    if (decisions.stream().anyMatch(SheetOverride::skip)) {
      summaries.add(
          new SheetSummary(sheet.name, sheet.member, SheetKind.NOTES, SKIPPED, sheet.state));
      return List.of();
    }
    List<TableLayout> tables = new ArrayList<>();
    for (SheetOverride decision : decisions) {
      if (decision.headerRows() != null || decision.range() != null) {
        tables.addAll(OverriddenTable.lay(sheet, decision));
      }
    }
    List<CellRange> set = tables.stream().map(TableLayout::extent).toList();
    List<TableLayout> layouts = TableFinder.find(sheet, LoadedTables.of(options, sheet));
    for (TableLayout table : layouts) {
      // What a person has set replaces what the rules find there, and nothing else.
      if (set.stream().noneMatch(table.extent()::overlaps)
          && !SheetClassifier.isExplanation(sheet, table, sheetNames)) {
        tables.add(table);
      }
    }
    if (!set.isEmpty()) {
      tables.sort(
          Comparator.comparingLong((TableLayout table) -> table.extent().firstRow())
              .thenComparingInt(table -> table.extent().firstColumn()));
    }
    summaries.add(SheetClassifier.summary(sheet, tables, sheetNames));
    if (sheet.state != SheetState.VISIBLE && !tables.isEmpty()) {
      warnings.add(sheet.label() + ": the sheet is " + sheet.state.text() + " and is read too");
    }
    return tables;
  }

  /** Returns the decisions for a sheet: those for its member, else those for any. */
  private List<SheetOverride> overridesFor(SpooledSheet sheet) {
    List<SheetOverride> general = new ArrayList<>();
    List<SheetOverride> own = new ArrayList<>();
    for (SheetOverride override : options.overrides()) {
      if (Objects.equals(override.sheet(), sheet.name)) {
        if (override.member() == null) {
          general.add(override);
          used.add(override);
        } else if (override.member().equals(sheet.member)) {
          own.add(override);
          used.add(override);
        }
      }
    }
    return own.isEmpty() ? general : own;
  }

  private void warnAboutUnused() {
    for (SheetOverride override : options.overrides()) {
      if (!used.contains(override)) {
        String member = override.member() == null ? "" : override.member() + ": ";
        String sheet = override.sheet() == null ? "(csv)" : override.sheet();
        warnings.add(member + sheet + ": what was set for this sheet is not used, it is not there");
      }
    }
  }

  private void scan(SpooledSheet sheet, List<TableLayout> tables) {
    MarkerLexicon lexicon = legends.lexicon(sheet);
    int number = 0;
    for (TableLayout layout : tables) {
      warnings.addAll(layout.warnings());
      TableSettings settings = TableSettings.of(options, layout);
      TableScan.Result scan = TableScan.of(layout, lexicon, settings.maxQuarantine());
      List<String> names = names(layout, options);
      UnpivotPlan plan = UnpivotFinder.find(layout, scan, settings).orElse(null);
      if (plan == null && settings.unpivot() == UnpivotMode.DECLARED) {
        warnings.add(sheet.label() + ": no period columns that could become rows, as was declared");
      }
      KeyFinder.Found keys = KeyFinder.find(layout, scan, settings, names);
      FoundTable table = new FoundTable(layout, scan, names, ++number, plan, settings, keys.plan());
      warnAboutKeys(sheet, keys);
      warnAboutNames(table);
      warnAbout(table);
      found.add(table);
    }
  }

  /** Returns the names of a table's columns: those it was loaded with, else those of its header. */
  public static List<String> names(TableLayout layout, ExtractOptions options) {
    List<List<String>> headers = layout.columns().stream().map(LayoutColumn::header).toList();
    return options
        .loadedAs(layout.sheet().name, layout.sheet().member, headers)
        .map(LoadedColumns::names)
        .orElseGet(() -> HeaderNames.assign(headers));
  }

  private void warnAboutNames(FoundTable table) {
    List<List<String>> headers =
        table.layout().columns().stream().map(LayoutColumn::header).toList();
    SpooledSheet sheet = table.layout().sheet();
    List<String> renamed =
        options
            .loadedAs(sheet.name, sheet.member, headers)
            .map(loaded -> loaded.renamed(HeaderNames.assign(headers)))
            .orElse(List.of());
    if (!renamed.isEmpty()) {
      warnings.add(
          sheet.label()
              + ": "
              + renamed.size()
              + " columns keep the names they were loaded with, though their headers say more now; 'refresh"
              + " --reread' takes the new ones: "
              + String.join(", ", renamed.subList(0, Math.min(SHOWN_NAMES, renamed.size())))
              + (renamed.size() > SHOWN_NAMES ? ", …" : ""));
    }
  }

  private void warnAboutKeys(SpooledSheet sheet, KeyFinder.Found keys) {
    if (!keys.repeated().isEmpty()) {
      warnings.add(
          sheet.label()
              + ": rows that cannot be told apart by their keys, since labels over them or keys"
              + " above them are not theirs: "
              + keys.repeated().stream().map(RowRange::toString).collect(Collectors.joining(", ")));
    }
  }

  private void warnAbout(FoundTable table) {
    String where = table.layout().sheet().label();
    if (table.scan().counts().data() == 0) {
      warnings.add(where + ": a table with a header and no rows");
    }
    for (int i = 0; i < table.names().size(); i++) {
      LayoutColumn column = table.layout().columns().get(i);
      String at = DetectedTable.letters(column.position());
      if (!table.layout().headerRows().isEmpty()
          && column.header().isEmpty()
          && table.scan().used().get(i)) {
        notices.add(
            where, "values under no header, named ", "column", at + " " + table.names().get(i));
      }
      long aside = table.scan().verdicts().get(i).putAside();
      if (aside > 0) {
        notices.add(
            where,
            "put aside, contradicting the column's type: ",
            "column",
            at + " (" + Plural.counted(aside, "cell") + ")");
      }
      for (String token : table.scan().verdicts().get(i).unknownTokens()) {
        notices.add(where, "no legend explains ", "marker", token + " (column " + at + ")");
      }
    }
  }

  private Extraction assemble() {
    Map<List<Object>, List<FoundTable>> shapes = new LinkedHashMap<>();
    for (FoundTable table : found) {
      shapes.computeIfAbsent(shape(table), key -> new ArrayList<>()).add(table);
    }
    SourceNames names = new SourceNames(shapes.values());
    IdentityHashMap<FoundTable, DetectedTable> detected = new IdentityHashMap<>();
    List<SourceTable> sources = new ArrayList<>();
    List<List<DetectedTable>> groups = new ArrayList<>();
    for (List<FoundTable> group : shapes.values()) {
      String name = names.give(group);
      List<DetectedTable> tables = new ArrayList<>();
      for (FoundTable table : group) {
        DetectedTable described = describe(table, group.size() > 1 ? name : null);
        detected.put(table, described);
        tables.add(described);
      }
      groups.add(tables);
      sources.add(new SourceBuilder(group, tables, group.get(0).settings().bounds()).build(name));
    }
    List<DetectedTable> ordered = new ArrayList<>();
    for (FoundTable table : found) {
      DetectedTable described = detected.get(table);
      if (described != null) {
        ordered.add(described);
      }
    }
    warnings.addAll(MemberCheck.warnings(groups));
    List<UnclaimedCells> unclaimed = account();
    unclaimed.stream()
        .collect(
            Collectors.groupingBy(UnclaimedCells::label, LinkedHashMap::new, Collectors.toList()))
        .forEach((label, cells) -> warnings.add(UnclaimedText.line(label, cells)));
    List<TableDifference> differences = AnchorCheck.differences(options.anchors(), ordered);
    differences.forEach(difference -> warnings.add(difference.line()));
    Map<String, Legend> bySheet = new LinkedHashMap<>();
    for (SpooledSheet sheet : spool.sheets()) {
      Legend legend = legends.of(sheet);
      if (!legend.entries().isEmpty()) {
        bySheet.put(sheet.label(), legend);
      }
    }
    return new Extraction(
        spool,
        summaries,
        found,
        ordered,
        sources,
        texts,
        bySheet,
        differences,
        unclaimed,
        SheetWarnings.joined(
            warnings, spool.sheets().stream().map(SpooledSheet::label).collect(Collectors.toSet())),
        early(sources));
  }

  private List<UnclaimedCells> account() {
    Map<SpooledSheet, List<FoundTable>> bySheet =
        found.stream().collect(Collectors.groupingBy(table -> table.layout().sheet()));
    List<UnclaimedCells> unclaimed = new ArrayList<>();
    for (int i = 0; i < summaries.size(); i++) {
      SpooledSheet sheet = spool.sheets().get(i);
      SheetSummary summary = summaries.get(i);
      List<FoundTable> tables = bySheet.getOrDefault(sheet, List.of());
      boolean skipped = tables.isEmpty() && summary.why().equals(SKIPPED);
      unclaimed.addAll(SheetAccount.of(sheet, tables, summary.kind(), skipped).unclaimed());
    }
    return unclaimed;
  }

  private @Nullable SourceTable early(List<SourceTable> sources) {
    StreamingFeed feed = spool.early();
    boolean holds =
        feed != null
            && found.size() == 1
            && sources.size() == 1
            && feed.holds(found.get(0), sources.get(0));
    return holds ? sources.get(0) : null;
  }

  /** Members of a ZIP with the same shape are one; every other table stands alone. */
  private static List<Object> shape(FoundTable table) {
    SpooledSheet sheet = table.layout().sheet();
    if (sheet.member == null) {
      return List.of(new Object());
    }
    List<Object> shape = new ArrayList<>();
    shape.add(String.valueOf(sheet.name));
    shape.add(table.number());
    boolean headed = !table.layout().headerRows().isEmpty();
    for (int i = 0; i < table.names().size(); i++) {
      shape.add(table.layout().columns().get(i).header());
      if (!headed) {
        shape.add(table.scan().verdicts().get(i).type().isNumber());
      }
    }
    UnpivotPlan plan = table.unpivot();
    if (plan != null) {
      shape.add(plan.periods());
    }
    return shape;
  }

  public static DetectedTable describe(FoundTable table, @Nullable String group) {
    TableLayout layout = table.layout();
    UnpivotPlan plan = table.unpivot();
    return new DetectedTable(
        layout.sheet().name,
        layout.sheet().member,
        table.number(),
        layout.title(),
        layout.headerRows(),
        layout.firstData(),
        layout.lastData(),
        table.columns(),
        table.scan().counts(),
        group,
        plan == null ? null : plan.describe(table.names()),
        layout.reason(),
        layout.confidence());
  }
}

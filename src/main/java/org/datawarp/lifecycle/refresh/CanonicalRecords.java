package org.datawarp.lifecycle.refresh;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.Contract;
import org.datawarp.model.table.Contract.Rule;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.load.ColumnEvidence;
import org.datawarp.pipeline.load.LoadPlan;
import org.datawarp.pipeline.load.LoadReport;
import org.datawarp.pipeline.load.Widening;
import org.datawarp.pipeline.manifest.CanonicalEntry;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.match.ColumnRenames;
import org.datawarp.pipeline.match.TableFingerprint;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.CanonicalRepository.CanonicalSource;
import org.datawarp.repository.CanonicalRepository.Drift;
import org.datawarp.repository.CanonicalRepository.Issue;
import org.datawarp.repository.CanonicalRepository.Mapping;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.RunRepository.RunItem;
import org.jspecify.annotations.Nullable;

/** Writes what a load tells about canonical sources, in the run's transaction. */
public final class CanonicalRecords {
  /** The kind of a run's item that says under which name a column is read from then on. */
  public static final String KEPT_NAME = "kept_name";

  private static final String INFO = "info";
  private static final String WARNING = "warning";
  private static final String COLUMN = "column";

  private final Run run;
  private final CanonicalRepository records;
  private final Manifest draft;

  CanonicalRecords(Run run, Manifest draft) {
    this.run = run;
    this.records = new CanonicalRepository(run.session().identity());
    this.draft = draft;
  }

  /**
   * Records which tables were taken in, what others may be, and what drifted.
   *
   * @return what a person should know, a line each
   */
  List<String> save(IssueTables tables, Map<String, LoadReport> loads) {
    List<String> lines = new ArrayList<>();
    for (ReadTable table : tables.tables()) {
      CanonicalCodes.Place place = table.place();
      LoadReport load = loads.get(table.code().value());
      if (place != null && load != null) {
        save(table, place, load);
        lines.addAll(drift(table, place, load.plan()));
      }
    }
    keepNames(tables.keptNames());
    for (Mapping proposal : tables.proposals()) {
      Map<String, Object> fingerprint =
          tables.tables().stream()
              .filter(table -> table.code().value().equals(proposal.ownCode()))
              .findFirst()
              .map(table -> table.fingerprint().toJson())
              .orElse(Map.of());
      records.saveMapping(run.connection(), proposal, fingerprint);
    }
    return lines;
  }

  /** Files that are read by the rules of today call these columns otherwise. */
  private void keepNames(Map<String, Map<String, String>> kept) {
    List<RunItem> items = new ArrayList<>();
    kept.forEach(
        (code, names) ->
            names.forEach(
                (now, old) -> {
                  if (!names.containsValue(now)) {
                    records.saveRename(run.connection(), code, now, old);
                    items.add(new RunItem(KEPT_NAME, now, code, period(), null, old, "done"));
                  }
                }));
    new RunRepository(run.session().identity()).saveItems(run.connection(), run.id(), items);
  }

  private void save(ReadTable table, CanonicalCodes.Place place, LoadReport load) {
    String code = table.code().value();
    CanonicalEntry entry = place.entry();
    Map<String, Object> fingerprint = table.fingerprint().toJson();
    records.save(
        run.connection(),
        new Issue(
            code,
            draft.source(table.code()).orElseThrow().registeredName(),
            draft.header().publication(),
            table.staging(),
            fingerprint,
            entry.contract().toMap(),
            period(),
            load.rowsLoaded()));
    boolean isPersons = entry.method().equals(CanonicalEntry.ACCEPTED);
    records.saveMapping(
        run.connection(),
        new Mapping(
            entry.ownCode().value(),
            period(),
            code,
            entry.confidence(),
            entry.method(),
            isPersons,
            null),
        fingerprint);
  }

  private List<String> drift(ReadTable table, CanonicalCodes.Place place, LoadPlan plan) {
    CanonicalSource source = place.source();
    if (source == null || plan.tableChange() == LoadPlan.TableChange.CREATE) {
      return List.of();
    }
    Contract contract = place.entry().contract();
    String columnSeverity = contract.columns() == Rule.WARN ? WARNING : INFO;
    Map<String, ColumnType> last =
        TableFingerprint.ofJson(source.fingerprint())
            .map(TableFingerprint::columns)
            .orElse(Map.of());
    Map<String, ColumnType> added = new TreeMap<>();
    for (String name : plan.columnsAdded()) {
      if (!name.startsWith("_")) {
        added.put(name, type(table, name));
        event(table, "column_added", columnSeverity, Map.of(COLUMN, name), "added");
      }
    }
    Map<String, ColumnType> gone = new TreeMap<>();
    for (String name : plan.columnsMissing()) {
      ColumnType type = last.get(name);
      if (type != null) { // one that was missing before is no news
        gone.put(name, type);
        event(table, "column_missing", columnSeverity, Map.of(COLUMN, name), "null");
      }
    }
    String typeSeverity = contract.types() == Rule.WARN ? WARNING : INFO;
    for (Widening widening : plan.columnsWidened()) {
      event(
          table,
          "type_widened",
          typeSeverity,
          Map.of(COLUMN, widening.column(), "from", widening.from(), "to", widening.to()),
          "widened");
    }
    return renames(table, gone, visible(added));
  }

  private static Map<String, ColumnType> visible(Map<String, ColumnType> added) {
    Map<String, ColumnType> plain = new TreeMap<>(added);
    plain.keySet().removeIf(name -> name.contains("__"));
    return plain;
  }

  private List<String> renames(
      ReadTable table, Map<String, ColumnType> gone, Map<String, ColumnType> added) {
    List<String> lines = new ArrayList<>();
    Set<List<String>> rejected = rejected(table);
    for (ColumnRenames.Rename rename : ColumnRenames.likely(gone, added)) {
      if (rejected.contains(List.of(rename.from(), rename.to()))) {
        continue;
      }
      ColumnEvidence evidence =
          ColumnEvidence.of(
              run.connection(), table.staging(), rename.from(), rename.to(), period());
      Map<String, Object> details = new LinkedHashMap<>();
      details.put("from", rename.from());
      details.put("to", rename.to());
      details.put("name_likeness", rename.likeness());
      details.put("values_before", evidence.before());
      details.put("values_now", evidence.now());
      details.put("values_in_common", evidence.shared());
      event(table, CanonicalRepository.RENAMED, WARNING, details, null);
      lines.add(
          table.code()
              + ": "
              + rename.to()
              + " may be "
              + rename.from()
              + " under another name ("
              + Math.round(rename.likeness() * 100)
              + " % of the name, "
              + evidence.shared()
              + " of "
              + evidence.now()
              + " values known): 'datawarp match "
              + table.code()
              + " --accept "
              + rename.to()
              + "="
              + rename.from()
              + "'");
    }
    return lines;
  }

  /** Returns the columns of which a person has said that they are not each other, as pairs. */
  private Set<List<String>> rejected(ReadTable table) {
    return records.listDrifts(run.connection(), table.code().value()).stream()
        .filter(drift -> CanonicalRepository.RENAMED.equals(drift.kind()))
        .filter(drift -> CanonicalRepository.REJECTED.equals(drift.resolution()))
        .map(
            drift ->
                List.of(
                    String.valueOf(drift.details().get("from")),
                    String.valueOf(drift.details().get("to"))))
        .collect(Collectors.toSet());
  }

  private void event(
      ReadTable table,
      String kind,
      String severity,
      Map<String, ? extends @Nullable Object> details,
      @Nullable String resolution) {
    records.saveDrift(
        run.connection(),
        run.id().value(),
        new Drift(table.code().value(), period(), kind, severity, details, resolution));
  }

  private static ColumnType type(ReadTable table, String name) {
    return table.table().columns().stream()
        .filter(column -> column.name().equals(name))
        .map(TableColumn::type)
        .findFirst()
        .orElse(ColumnType.TEXT);
  }

  private String period() {
    Period period = draft.header().period();
    if (period == null) {
      throw new IllegalStateException("a canonical source needs a period: " + draft.name());
    }
    return period.label();
  }
}

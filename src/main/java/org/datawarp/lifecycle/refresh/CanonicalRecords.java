package org.datawarp.lifecycle.refresh;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.load.ColumnChanges;
import org.datawarp.pipeline.load.LoadPlan;
import org.datawarp.pipeline.load.LoadReport;
import org.datawarp.pipeline.manifest.CanonicalEntry;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.match.TableFingerprint;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.CanonicalRepository.CanonicalSource;
import org.datawarp.repository.CanonicalRepository.Issue;
import org.datawarp.repository.MappingRepository;
import org.datawarp.repository.MappingRepository.Mapping;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.RunRepository.RunItem;

/** Writes what a load tells about canonical sources, in the run's transaction. */
public final class CanonicalRecords {
  /** The kind of a run's item that says under which name a column is read from then on. */
  public static final String KEPT_NAME = "kept_name";

  /** The kind of a run's item that says of which source a table of its own was said not to be. */
  public static final String REJECTED = "rejected_match";

  private final Run run;
  private final CanonicalRepository records;
  private final MappingRepository mappings;
  private final Manifest draft;

  CanonicalRecords(Run run, Manifest draft) {
    this.run = run;
    this.records = new CanonicalRepository(run.session().identity());
    this.mappings = new MappingRepository(run.session().identity());
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
      mappings.save(run.connection(), proposal, fingerprint);
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
    noteRejected(entry.ownCode().value());
    boolean isPersons = entry.method().equals(CanonicalEntry.ACCEPTED);
    mappings.save(
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

  /** What a person has said goes on where the run is undone. */
  private void noteRejected(String own) {
    List<RunItem> items =
        mappings.listRejected(run.connection(), draft.header().publication()).stream()
            .filter(table -> table.ownCode().equals(own) && table.period().equals(period()))
            .map(
                table ->
                    new RunItem(
                        REJECTED, own, null, table.period(), null, table.canonical(), "done"))
            .toList();
    new RunRepository(run.session().identity()).saveItems(run.connection(), run.id(), items);
  }

  private List<String> drift(ReadTable table, CanonicalCodes.Place place, LoadPlan plan) {
    CanonicalSource source = place.source();
    if (source == null || plan.tableChange() == LoadPlan.TableChange.CREATE) {
      return List.of();
    }
    Map<String, ColumnType> added = new TreeMap<>();
    plan.columnsAdded().forEach(name -> added.put(name, type(table, name)));
    return new DriftRecords(run)
        .save(
            new DriftRecords.Subject(
                table.code().value(), table.staging(), period(), place.entry().contract()),
            TableFingerprint.ofJson(source.fingerprint())
                .map(TableFingerprint::columns)
                .orElse(Map.of()),
            new ColumnChanges(added, plan.columnsMissing(), plan.columnsWidened()));
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

package org.datawarp.workflow.canonical;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.datawarp.lifecycle.refresh.DriftRecords;
import org.datawarp.lifecycle.refresh.PeriodExports;
import org.datawarp.lifecycle.run.ManifestUpdate;
import org.datawarp.lifecycle.run.PeriodView;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.version.Descriptions;
import org.datawarp.lifecycle.version.VersionKeeper;
import org.datawarp.lifecycle.version.VersionRestorer;
import org.datawarp.model.ManifestState;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.export.SourceDescription;
import org.datawarp.pipeline.export.StagingTableReader;
import org.datawarp.pipeline.export.StoredColumn;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.pipeline.load.PeriodCounts;
import org.datawarp.pipeline.load.StackedRows;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestHeader;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.AdvisoryLocks;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.TableLocks;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.MappingRepository;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.RunRepository.RunItem;
import org.datawarp.repository.TrashRepository;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.workflow.canonical.ConsolidatePlanner.Decision;
import org.datawarp.workflow.canonical.ConsolidatePlanner.Move;

/*
 * Each table's rows are copied inside the database; count and hash are compared. The tables go to the trash by the trigger
 * that a source's deletion sets off, once all that the registry says of them belongs to the
 * canonical source.
 */
/** One consolidation: tables of single periods become periods of canonical sources. */
final class ConsolidateRun {
  private static final String DONE = "done";

  private final Run run;
  private final Workspace workspace;
  private final ManifestStore store;
  private final CanonicalRepository records;
  private final MappingRepository mappings;
  private final List<String> grantSelectTo;
  private final List<FileOperation> items = new ArrayList<>();
  private final List<RunItem> notes = new ArrayList<>();
  private final Map<String, List<String>> columns = new TreeMap<>();
  private final List<String> warnings = new ArrayList<>();
  private final Set<TableName> made = new LinkedHashSet<>();

  ConsolidateRun(Run run, List<String> grantSelectTo) {
    this.run = run;
    this.workspace = run.workspace();
    this.store = new ManifestStore(workspace);
    this.records = new CanonicalRepository(run.session().identity());
    this.mappings = new MappingRepository(run.session().identity());
    this.grantSelectTo = List.copyOf(grantSelectTo);
  }

  ConsolidateReport execute(RunExecutor.Order order, Decision decision, Views views) {
    run.begin(order, List.of());
    run.steps().start(RunStep.CHANGE);
    TrashRepository.recordChangesOf(run.connection(), run.id());
    List<Move> moves = decision.moves();
    lock(moves);
    warnings.addAll(decision.warnings());
    for (Move move : moves) {
      take(move);
    }
    decision
        .proposals()
        .forEach(
            proposal ->
                mappings.save(
                    run.connection(),
                    proposal,
                    Optional.ofNullable(decision.proposed().get(proposal.ownCode()))
                        .map(fingerprint -> fingerprint.toJson())
                        .orElse(Map.of())));
    deleteOwn(moves);
    export(moves);
    List<String> names = views == Views.KEEP_NAMES ? views(moves) : List.of();
    new RunRepository(run.session().identity()).saveItems(run.connection(), run.id(), notes);
    run.steps().end();
    run.keepReplaced(items);
    run.commit(List.of(), items, null);
    run.publish(items, List.of());
    warnings.addAll(run.takeNotes());
    return new ConsolidateReport(decision.plan(), run.id().value(), names, warnings);
  }

  /** Whether the old tables' names go on answering. */
  enum Views {
    /** As views on their periods. */
    KEEP_NAMES,
    /** They are gone. */
    NONE
  }

  private void lock(List<Move> moves) {
    TreeSet<TableName> tables =
        new TreeSet<>(
            java.util.Comparator.comparing(TableName::schema).thenComparing(TableName::name));
    moves.forEach(
        move -> {
          tables.add(move.table());
          tables.add(move.source().table());
        });
    Query.work(
        "locking the staging tables", () -> AdvisoryLocks.lockTables(run.connection(), tables));
  }

  private void take(Move move) {
    Connection connection = run.connection();
    String own = move.source().code().value();
    TableName from = move.source().table();
    requireNoOther(move);
    TableHash before = new ParquetExporter().hash(connection, from, RowFilter.all());
    if (made.contains(move.table())
        || run.records().findRowCount(connection, move.table()).isEmpty()) {
      made.add(move.table());
    } else {
      noteNoRows(move);
    }
    register(move);
    StackedRows.copy(connection, from, move.table(), grantSelectTo);
    TableHash after =
        new ParquetExporter()
            .hash(connection, move.table(), RowFilter.periods(List.of(move.period())));
    if (!after.equals(before)) {
      throw new DataRejectedException(
          "the "
              + before.rowCount()
              + " rows of "
              + from
              + " are not the "
              + after.rowCount()
              + " of "
              + move.period()
              + " in "
              + move.table()
              + " then",
          "nothing was changed; look for rows of other periods, or a trigger or row policy, on "
              + from);
    }
    PeriodCounts.align(connection, move.table(), move.period());
    PeriodCounts.index(connection, move.table());
    records.save(
        connection,
        new CanonicalRepository.Issue(
            move.code().value(),
            stacked(move).registeredName(),
            publication(move),
            move.table(),
            move.fingerprint().toJson(),
            Map.of(),
            move.period(),
            before.rowCount()));
    mappings.save(
        connection,
        new MappingRepository.Mapping(
            own,
            move.period(),
            move.code().value(),
            move.entry().confidence(),
            move.entry().method(),
            false,
            null),
        move.fingerprint().toJson());
    warnings.addAll(
        new DriftRecords(run)
            .save(
                new DriftRecords.Subject(
                    move.code().value(), move.table(), move.period(), move.entry().contract()),
                move.last(),
                move.changes()));
    columns.put(
        own,
        StagingTableReader.columns(connection, from).stream().map(StoredColumn::name).toList());
    notes.add(
        new RunItem(
            "consolidated",
            own,
            move.code().value(),
            move.period(),
            null,
            "rows of " + from + ", hash " + before.hex() + " before and after",
            DONE));
  }

  /** Undo takes the rows out again of a table that was there before; a new one goes as a whole. */
  private void noteNoRows(Move move) {
    notes.add(
        new RunItem(
            VersionRestorer.STAGING_ROWS,
            VersionRestorer.NO_ROWS,
            move.code().value(),
            move.period(),
            null,
            "rows of " + move.table() + " as they were",
            DONE));
  }

  private static ManifestSource stacked(Move move) {
    return move.source().movedTo(move.code(), move.table()).with(move.entry());
  }

  private String publication(Move move) {
    return store.require(move.manifest()).manifest().header().publication();
  }

  /** The canonical table's name may be somebody's. */
  private void requireNoOther(Move move) {
    boolean isRegistered =
        !records.listCanonical(run.connection(), List.of(move.code().value())).isEmpty();
    boolean isThere = run.records().findRowCount(run.connection(), move.table()).isPresent();
    boolean isTaken = CanonicalRepository.isOwn(run.connection(), move.code().value());
    if (isTaken || (isThere && !isRegistered)) {
      throw new RefusedException(
          "the name " + move.code() + " of the canonical source is taken by another table",
          "rename or remove that one first");
    }
  }

  /** All that the registry says of the table is said of the canonical source then. */
  private void register(Move move) {
    String own = move.source().code().value();
    String code = move.code().value();
    update(
        own,
        """
        INSERT INTO datawarp.tbl_data_sources
               (code, name, table_name, schema_name, description, owner_manifest, canonical,
                publication, workspace, metadata, created_at, last_load_at, last_checked_at)
        SELECT ?, ?, ?, ?, description, NULL, true, publication, workspace, metadata,
               created_at, last_load_at, last_checked_at
          FROM datawarp.tbl_data_sources WHERE code = ?
        ON CONFLICT (code) DO UPDATE
           SET name = excluded.name,
               last_load_at = greatest(tbl_data_sources.last_load_at, excluded.last_load_at)
        """,
        code,
        stacked(move).registeredName(),
        move.table().name(),
        move.table().schema(),
        own);
    update(
        own,
        """
        INSERT INTO datawarp.tbl_column_metadata
               (canonical_source_code, column_name, original_name, description, data_type,
                is_dimension, is_measure, query_keywords, null_rate, metadata_source, confidence,
                header_levels, ordinal, note_refs)
        SELECT ?, column_name, original_name, description, data_type, is_dimension, is_measure,
               query_keywords, null_rate, metadata_source, confidence, header_levels, ordinal,
               note_refs
          FROM datawarp.tbl_column_metadata WHERE canonical_source_code = ?
        ON CONFLICT (canonical_source_code, column_name) DO UPDATE
           SET original_name = excluded.original_name, data_type = excluded.data_type,
               description = coalesce(excluded.description, tbl_column_metadata.description)
        """,
        code,
        own);
    update(
        own,
        """
        UPDATE datawarp.tbl_load_history
           SET source_id = (SELECT id FROM datawarp.tbl_data_sources WHERE code = ?)
         WHERE source_id = (SELECT id FROM datawarp.tbl_data_sources WHERE code = ?)
        """,
        code,
        own);
    for (String table : List.of("tbl_manifest_files", "tbl_marker_legend", "tbl_quarantine")) {
      update(
          own,
          "UPDATE datawarp." + table + " SET source_code = ? WHERE source_code = ?",
          code,
          own);
    }
  }

  private void update(String own, String sql, Object... values) {
    Query.update(run.connection(), "moving what is known of " + own, sql, values);
  }

  /** The tables go to the trash, and so do their exports. */
  private void deleteOwn(List<Move> moves) {
    Set<TableName> tables = new LinkedHashSet<>();
    for (Move move : moves) {
      String own = move.source().code().value();
      tables.add(move.source().table());
      run.records()
          .findExport(run.connection(), own, null)
          .ifPresent(
              export -> {
                Path file = workspace.resolve(export.path());
                trash(file);
                trash(VersionKeeper.sibling(file, ".md"));
              });
      run.records().deleteExport(run.connection(), own, null);
      warnings.addAll(dependents(move.source().table()));
    }
    Query.work(
        "deleting sources",
        () ->
            TableLocks.shuttingReadersOut(
                run.connection(),
                "moving " + moves.size() + " tables to the trash",
                tables,
                connection ->
                    moves.forEach(
                        move ->
                            Query.update(
                                connection,
                                "deleting source " + move.source().code(),
                                "DELETE FROM datawarp.tbl_data_sources WHERE code = ?",
                                move.source().code().value()))));
  }

  private void trash(Path file) {
    if (Files.isRegularFile(file)) {
      String stored = workspace.relative(file);
      items.add(
          new FileOperation(
              FileOperation.Action.MOVE,
              stored,
              workspace.relative(workspace.trash(run.id().value(), stored)),
              FileHash.sha256(file)));
    }
  }

  private List<String> dependents(TableName table) {
    return PeriodView.listDependents(run.connection(), table).stream()
        .map(
            view ->
                "view "
                    + view
                    + " goes on reading "
                    + table
                    + " as it was, in the trash; make it anew over the name it had")
        .toList();
  }

  private void export(List<Move> moves) {
    PeriodExports exports = new PeriodExports(workspace, run);
    Map<String, Manifest> manifests = new LinkedHashMap<>();
    for (Move move : moves) {
      Manifest manifest =
          manifests.computeIfAbsent(
              move.manifest(), name -> stacked(store.require(name).manifest()));
      ManifestSource source = stacked(move);
      List<ManifestSource> sources = new ArrayList<>(manifest.sources());
      sources.removeIf(each -> each.code().equals(move.source().code()));
      sources.add(source);
      sources.sort((a, b) -> a.code().compareTo(b.code()));
      manifest = manifest.withSources(sources);
      manifests.put(move.manifest(), manifest);
      if (manifest.state() == ManifestState.EXPORTED) {
        SourceDescription description =
            new Descriptions(run.records()).of(run.connection(), manifest.header(), source);
        exports.export(manifest, source, description, items);
      }
    }
    warnings.addAll(exports.notes());
    manifests.replaceAll((name, manifest) -> exported(manifest, exports));
    manifests.values().forEach(manifest -> ManifestUpdate.planInUse(run, manifest, items));
    exports.finish(manifests.keySet(), items);
  }

  /** From now on its refreshes go the same way. */
  private static Manifest stacked(Manifest manifest) {
    Map<String, String> options = new TreeMap<>(manifest.header().options());
    options.put("reference", "auto");
    return manifest.with(manifest.header().withOptions(options));
  }

  private static Manifest exported(Manifest manifest, PeriodExports exports) {
    Manifest result = manifest;
    for (ManifestSource source : manifest.sources()) {
      String period = manifest.exportPeriod(source);
      PeriodExports.Written written =
          period == null ? null : exports.written(source.code()).get(period);
      if (written != null) {
        result = result.withSource(written.in(source));
      }
    }
    ManifestHeader header = result.header();
    return result.with(
        header
            .withOptions(Manifest.marked(header.options(), result.sources()))
            .withParquetPaths(
                result.sources().stream()
                    .map(ManifestSource::parquetPath)
                    .flatMap(path -> Optional.ofNullable(path).stream())
                    .toList()));
  }

  /** Each old name stays as a view of the columns it had, on the rows of its period. */
  private List<String> views(List<Move> moves) {
    List<String> made = new ArrayList<>();
    for (Move move : moves) {
      TableName old = move.source().table();
      new PeriodView(old, move.table(), move.period())
          .create(
              run.connection(),
              columns.getOrDefault(move.source().code().value(), List.of()),
              grantSelectTo);
      notes.add(
          new RunItem(
              PeriodView.ITEM,
              old.toString(),
              move.code().value(),
              move.period(),
              null,
              "its old name",
              DONE));
      made.add(old.toString());
    }
    return made;
  }
}

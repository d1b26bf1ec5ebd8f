package org.datawarp.workflow.refresh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.datawarp.lifecycle.refresh.Drafts;
import org.datawarp.lifecycle.refresh.ExportRun;
import org.datawarp.lifecycle.refresh.Issue;
import org.datawarp.lifecycle.refresh.IssueReader;
import org.datawarp.lifecycle.refresh.IssueTables;
import org.datawarp.lifecycle.refresh.ReadIssue;
import org.datawarp.lifecycle.refresh.References;
import org.datawarp.lifecycle.refresh.RefreshReport;
import org.datawarp.lifecycle.refresh.RefreshRequest;
import org.datawarp.lifecycle.refresh.RefreshTarget;
import org.datawarp.lifecycle.refresh.TargetFiles;
import org.datawarp.lifecycle.refresh.UnionViews;
import org.datawarp.lifecycle.run.Recovery;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.version.VersionRowReader;
import org.datawarp.model.ForeignFiles;
import org.datawarp.model.RowCursor;
import org.datawarp.model.RunId;
import org.datawarp.model.RunListener;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.export.StagingTableReader;
import org.datawarp.pipeline.export.StoredColumn;
import org.datawarp.pipeline.export.csv.CsvExport;
import org.datawarp.pipeline.export.xlsx.XlsxExport;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.storage.workspace.RunFolder;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.jspecify.annotations.Nullable;

/** The refresh's steps, each alone. */
public final class StepsWorkflow {
  private final WorkspaceContext context;
  private final Workspace workspace;
  private final Clock clock;

  /** Makes the workflow; nothing is opened before it runs. */
  public StepsWorkflow(WorkspaceContext context) {
    this.context = context;
    this.workspace = context.workspace();
    this.clock = context.clock();
  }

  /**
   * What an extraction wrote.
   *
   * @param manifest the draft's name
   * @param file where it stands
   * @param sources its tables' codes, with their rows
   * @param warnings what a person should know
   */
  public record Extracted(
      String manifest, String file, List<ExtractedTable> sources, List<String> warnings) {
    /** Copies the lists. */
    public Extracted {
      sources = List.copyOf(sources);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * One table of a draft.
   *
   * @param code its code
   * @param title its title
   * @param rows its rows
   * @param columns its columns
   */
  public record ExtractedTable(String code, String title, long rows, int columns) {}

  /**
   * Fetches and reads, and writes the draft of a manifest: to {@code manifests/pending}, or to a
   * file. Rows and database stay as they are.
   *
   * @param output the file to write; null for the workspace's drafts
   */
  public Extracted extract(RefreshRequest request, @Nullable Path output, RunListener listener) {
    if (output != null) {
      requireOutside(output);
    }
    WorkspaceSetup setup = new WorkspaceSetup(workspace);
    if (!workspace.exists()) {
      setup.create(Configuration.template());
    }
    ManifestStore manifests = context.manifests();
    Drafts drafts = new Drafts(workspace, manifests, request.foreignFiles());
    List<String> warnings = new ArrayList<>();
    if (output == null) {
      drafts.prepare(RefreshTarget.name(request)).ifPresent(warnings::add);
    }
    RefreshTarget target = RefreshTarget.of(request, manifests, context.configuration());
    RunId id = RunId.create(clock);
    try (RunFolder folder = Recovery.createFolder(workspace, id)) {
      try {
        Manifest draft = draft(request, target, id, folder, listener, warnings);
        Path file;
        if (output == null) {
          file = drafts.save(draft, warnings);
        } else {
          file = output.toAbsolutePath();
          AtomicFile.replace(file, ManifestStore.text(draft));
        }
        return new Extracted(draft.name(), workspace.relative(file), tables(draft), warnings);
      } finally {
        folder.delete();
      }
    }
  }

  /**
   * Rows to export.
   *
   * @param selector a manifest's name, or a source's code
   * @param period of a canonical source the only period; null for all
   */
  public record Selected(String selector, @Nullable Period period) {
    /** Selects all rows. */
    public static Selected all(String selector) {
      return new Selected(selector, null);
    }
  }

  /** Writes exports anew from the rows in the database; files in the way are refused. */
  public RefreshReport exportParquet(
      String selector, String commandLine, Duration wait, RunListener listener) {
    return exportParquet(Selected.all(selector), ForeignFiles.REFUSE, commandLine, wait, listener);
  }

  /**
   * Writes a manifest's exports anew from the rows in the database, or those of a canonical source,
   * one file for each period.
   *
   * @param foreign what becomes of files in the way that Datawarp did not write
   */
  public RefreshReport exportParquet(
      Selected selected,
      ForeignFiles foreign,
      String commandLine,
      Duration wait,
      RunListener listener) {
    ExportSelection selection = new ExportSelection(context.manifests(), selected);
    if (selection.isStacked()) {
      RunExecutor.Order order =
          RunExecutor.Order.exclusive("export", commandLine, wait).with(foreign);
      return context
          .runs()
          .execute(
              order,
              listener,
              run -> exportStacked(run, order, selected.selector(), selection.requireStacked()));
    }
    String name = selection.requireOwner().name();
    RunExecutor.Order order =
        new RunExecutor.Order("export", commandLine, name, "full", wait).with(foreign);
    // Read again under the lock: until then another run may have changed it.
    return context
        .runs()
        .execute(order, listener, run -> export(run, order, selection.requireOwner()));
  }

  /**
   * Writes a source's rows to a CSV or a workbook.
   *
   * @param target the file; it is replaced, unless it lies in a folder of the workspace's own
   * @return the number of rows
   * @throws RefusedException if the file would replace one of the workspace's
   */
  public long exportFile(Selected selected, FileFormat format, Path target) {
    requireOutside(target);
    // A manifest's name means its own rows, a source's code all of them.
    ExportSelection selection = new ExportSelection(context.manifests(), selected);
    boolean isStacked = selection.isStacked();
    Manifest manifest = isStacked ? selection.requireStacked().get(0) : selection.requireOwner();
    ManifestSource source = selection.requireOne(manifest);
    context.database().requireSchema();
    Path draft = target.toAbsolutePath().resolveSibling(AtomicFile.temporaryName(target));
    try (Connection connection = context.database().open()) {
      RowFilter filter =
          isStacked && selected.period() == null
              ? RowFilter.all()
              : VersionRowReader.filter(manifest.exportPeriod(source));
      long rows = write(connection, source.table(), filter, format, draft);
      AtomicFile.moveOver(draft, target.toAbsolutePath());
      return rows;
    } catch (SQLException e) {
      throw SqlErrors.translate("reading " + source.table(), e);
    } finally {
      deleteIfLeft(draft);
    }
  }

  private RefreshReport exportStacked(
      Run run, RunExecutor.Order order, String code, List<Manifest> manifests) {
    SourceCode source = new SourceCode(code);
    List<Path> targets = new ArrayList<>(List.of(workspace.page(source)));
    manifests.forEach(
        manifest -> {
          targets.add(context.manifests().activeFile(manifest.name()));
          targets.add(
              workspace.export(source, Objects.requireNonNull(manifest.header().period()).label()));
        });
    run.requireReplaceable(targets);
    run.begin(order, List.of(code));
    return new ExportRun(workspace, clock).exportSource(run, source, manifests);
  }

  /**
   * Writes the rows of all sources that a pattern means to one file, their columns matched by name.
   *
   * @param target the file; it is replaced, unless it lies in a folder of the workspace's own
   * @return the number of rows
   */
  public long exportUnion(String pattern, FileFormat format, Path target) {
    requireOutside(target);
    UUID identity = new WorkspaceSetup(workspace).requireIdentity();
    context.database().requireSchema();
    Path draft = target.toAbsolutePath().resolveSibling(AtomicFile.temporaryName(target));
    try (Connection connection = context.database().open()) {
      UnionExport.open(connection, identity, pattern);
      long rows =
          format == FileFormat.PARQUET
              ? UnionExport.parquet(connection, pattern, draft)
              : write(connection, UnionExport.ROWS, RowFilter.all(), format, draft);
      connection.rollback();
      AtomicFile.moveOver(draft, target.toAbsolutePath());
      return rows;
    } catch (SQLException e) {
      throw SqlErrors.translate("reading the sources of " + pattern, e);
    } finally {
      deleteIfLeft(draft);
    }
  }

  /**
   * Makes a view over all sources that a pattern means; every load that brings such a source makes
   * it anew.
   *
   * @return the view
   */
  public String makeUnionView(String pattern, String name) {
    if (!SourceCode.isValid(name)) {
      throw new UsageException("'" + name + "' cannot name a view", "use " + SourceCode.RULE);
    }
    UUID identity = new WorkspaceSetup(workspace).requireIdentity();
    context.database().requireSchema();
    TableName view = new TableName("staging", name);
    try (Connection connection = context.database().open()) {
      new UnionViews(connection, identity).make(view, pattern);
      connection.commit();
    } catch (SQLException e) {
      throw SqlErrors.translate("making view " + view, e);
    }
    return view.toString();
  }

  /** What a file of rows can be. */
  public enum FileFormat {
    /** Parquet, for several sources in one file. */
    PARQUET,
    /** Comma-separated values, UTF-8. */
    CSV,
    /** The same, with texts that a spreadsheet would take for formulas escaped. */
    CSV_FOR_SPREADSHEETS,
    /** A workbook. */
    XLSX
  }

  private Manifest draft(
      RefreshRequest request,
      RefreshTarget target,
      RunId id,
      RunFolder folder,
      RunListener listener,
      List<String> warnings) {
    IssueReader reader = new IssueReader(context.cache(), request, target, listener);
    Issue issue = reader.fetch();
    try (ReadIssue read = reader.read(issue, folder.path())) {
      IssueTables tables = new IssueTables(request, target, issue, read, references(target));
      warnings.addAll(issue.warnings());
      warnings.addAll(read.warnings());
      tables
          .differences(context.manifests(), warnings)
          .forEach(difference -> warnings.add(difference.line()));
      warnings.addAll(tables.periodWarnings());
      warnings.addAll(tables.unmet());
      warnings.addAll(tables.proposalLines());
      return tables.draft(workspace, clock.instant(), id.value());
    }
  }

  /** Without a database every table begins a source. */
  private References references(RefreshTarget target) {
    if (target.reference().isEmpty() || !workspace.exists() || !context.database().hasSchema()) {
      return References.unknown(target);
    }
    UUID identity = new WorkspaceSetup(workspace).requireIdentity();
    return context
        .database()
        .read(
            "looking for canonical sources",
            connection -> References.read(connection, identity, target, context.manifests()));
  }

  /** What lies in the workspace's own folders is Datawarp's to write, by its own commands. */
  private void requireOutside(Path target) {
    Path file = target.toAbsolutePath().normalize();
    if (Files.exists(file) && workspace.isManaged(file)) {
      throw new RefusedException(
          workspace.relative(file) + " is there already, in a folder of the workspace",
          "name another file with -o");
    }
  }

  private RefreshReport export(Run run, RunExecutor.Order order, Manifest manifest) {
    List<SourceCode> codes = manifest.loadable().stream().map(ManifestSource::code).toList();
    run.requireReplaceable(
        new TargetFiles(workspace, manifest.name(), RefreshRequest.Scope.FULL)
            .of(manifest, codes.stream().map(SourceCode::value).toList()));
    run.begin(order, codes.stream().map(SourceCode::value).toList());
    return new ExportRun(workspace, clock).export(run, manifest, codes);
  }

  private static List<ExtractedTable> tables(Manifest draft) {
    return draft.sources().stream()
        .map(
            source ->
                new ExtractedTable(
                    source.code().value(), source.name(), source.rows(), source.columns().size()))
        .toList();
  }

  private static long write(
      Connection connection, TableName table, RowFilter filter, FileFormat format, Path target) {
    List<StoredColumn> columns = StagingTableReader.columns(connection, table);
    List<String> names = columns.stream().map(StoredColumn::name).toList();
    try (RowCursor rows = StagingTableReader.open(connection, table, columns, filter)) {
      return switch (format) {
        case PARQUET -> throw new IllegalStateException("Parquet is written with its description");
        case CSV -> CsvExport.write(names, rows, target);
        case CSV_FOR_SPREADSHEETS ->
            CsvExport.write(names, rows, target, CsvExport.Formulas.ESCAPED);
        case XLSX -> XlsxExport.write(names, rows, target);
      };
    }
  }

  private static void deleteIfLeft(Path draft) {
    try {
      Files.deleteIfExists(draft);
    } catch (java.io.IOException e) {
      throw new org.datawarp.model.error.StorageException("cannot delete " + draft, null, e);
    }
  }
}

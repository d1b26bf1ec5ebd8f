package org.datawarp.workflow.refresh;

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
import org.datawarp.lifecycle.refresh.PublicationLocks;
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
import org.datawarp.model.Existing;
import org.datawarp.model.ForeignFiles;
import org.datawarp.model.RunId;
import org.datawarp.model.RunListener;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.storage.workspace.RunFolder;
import org.datawarp.storage.workspace.UserFile;
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
   * @throws RefusedException if a file is there that is to stay
   */
  public Extracted extract(RefreshRequest request, @Nullable Path output, RunListener listener) {
    return extract(request, output, Existing.KEEP, listener);
  }

  /**
   * Does the same.
   *
   * @param existing what becomes of a file that is there already
   */
  public Extracted extract(
      RefreshRequest request, @Nullable Path output, Existing existing, RunListener listener) {
    if (output != null) {
      new UserFile(output, existing).requireFree(workspace);
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
        .execute(
            order,
            listener,
            run -> {
              PublicationLocks.take(run, selection.requireOwner());
              return export(run, order, selection.requireOwner());
            });
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
}

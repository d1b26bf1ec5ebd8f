package org.datawarp.workflow.refresh;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongFunction;
import org.datawarp.lifecycle.refresh.UnionViews;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.version.Descriptions;
import org.datawarp.lifecycle.version.VersionRowReader;
import org.datawarp.model.Existing;
import org.datawarp.model.RowCursor;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.ExportRequest;
import org.datawarp.pipeline.export.NoteLine;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.export.SourceDescription;
import org.datawarp.pipeline.export.StagingTableReader;
import org.datawarp.pipeline.export.StoredColumn;
import org.datawarp.pipeline.export.csv.CsvExport;
import org.datawarp.pipeline.export.document.SourceNotes;
import org.datawarp.pipeline.export.xlsx.XlsxExport;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.io.TemporaryFolder;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.ManifestRepository;
import org.datawarp.storage.workspace.UserFile;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;

/** Writes rows to files of a person's own, which are no part of the workspace. */
public final class FileExportWorkflow {
  private final WorkspaceContext context;
  private final Workspace workspace;

  /** Makes the workflow; nothing is opened before it runs. */
  public FileExportWorkflow(WorkspaceContext context) {
    this.context = context;
    this.workspace = context.workspace();
  }

  /**
   * Writes rows to a file, whole or not at all.
   *
   * @return the number of rows
   * @throws org.datawarp.model.error.RefusedException if a file is there that is to stay
   */
  public long toFile(RowsRequest request, Path target, Existing existing) {
    UserFile file = new UserFile(target, existing);
    file.requireFree(workspace);
    return file.write(draft -> write(request, draft));
  }

  /**
   * Writes rows to a stream, when all of them are there.
   *
   * @param out stays open
   * @return the number of rows
   * @throws StorageException if the stream takes no more
   */
  public long toStream(RowsRequest request, OutputStream out) {
    try (TemporaryFolder temporary = TemporaryFolder.create()) {
      Path draft = temporary.path().resolve("rows");
      long rows = write(request, draft);
      Files.copy(draft, out);
      out.flush();
      return rows;
    } catch (IOException e) {
      throw new StorageException(
          "cannot write to standard output: " + IoErrors.of(e),
          "what reads it has stopped, or its disk is full",
          e);
    }
  }

  private long write(RowsRequest request, Path draft) {
    return switch (request.selection()) {
      case ONE -> one(request, draft);
      case UNION -> union(request, draft);
    };
  }

  private long one(RowsRequest request, Path draft) {
    ExportSelection selection = new ExportSelection(context.manifests(), request.selected());
    boolean isStacked = selection.isStacked();
    Manifest manifest = isStacked ? selection.requireStacked().get(0) : selection.requireOwner();
    ManifestSource source = selection.requireOne(manifest);
    UUID identity = new WorkspaceSetup(workspace).requireIdentity();
    context.database().requireSchema();
    // A manifest's name means its own rows, a source's code all of them.
    boolean isAll = isStacked && request.selected().period() == null;
    String period = isAll ? null : manifest.exportPeriod(source);
    try (Connection connection = context.database().open()) {
      SourceDescription all =
          new Descriptions(new ManifestRepository(identity))
              .of(connection, manifest.header(), source);
      SourceDescription description = period == null ? all : Descriptions.ofPeriod(all, period);
      Rows rows = new Rows(connection, source.table(), VersionRowReader.filter(period));
      return rows.write(
          request, draft, description, count -> SourceNotes.of(description, rows.columns, count));
    } catch (SQLException e) {
      throw SqlErrors.translate("reading " + source.table(), e);
    }
  }

  private long union(RowsRequest request, Path draft) {
    String pattern = request.selector();
    UUID identity = new WorkspaceSetup(workspace).requireIdentity();
    context.database().requireSchema();
    try (Connection connection = context.database().open()) {
      UnionExport.open(connection, identity, pattern);
      Rows rows = new Rows(connection, UnionExport.ROWS, RowFilter.all());
      long count =
          rows.write(
              request,
              draft,
              UnionExport.description(pattern),
              all -> SourceNotes.ofSeveral(pattern, described(connection, identity, pattern), all));
      connection.rollback();
      return count;
    } catch (SQLException e) {
      throw SqlErrors.translate("reading the sources of " + pattern, e);
    }
  }

  /** Returns what the manifests in use say of sources; one that none names is left out. */
  private List<SourceDescription> described(Connection connection, UUID identity, String pattern) {
    Descriptions descriptions = new Descriptions(new ManifestRepository(identity));
    List<Manifest> manifests =
        context.manifests().listActive().stream().map(ManifestStore.Stored::manifest).toList();
    List<SourceDescription> described = new ArrayList<>();
    for (String code : new UnionViews(connection, identity).tables(pattern).keySet()) {
      manifests.stream()
          .filter(manifest -> manifest.source(new SourceCode(code)).isPresent())
          .findFirst()
          .map(
              manifest ->
                  descriptions.of(
                      connection,
                      manifest.header(),
                      manifest.source(new SourceCode(code)).orElseThrow()))
          .ifPresent(described::add);
    }
    return described;
  }

  /** The rows of one table, as they are read. */
  private static final class Rows {
    private final Connection connection;
    private final TableName table;
    private final RowFilter filter;
    private final List<StoredColumn> columns;

    Rows(Connection connection, TableName table, RowFilter filter) {
      this.connection = connection;
      this.table = table;
      this.filter = filter;
      this.columns = StagingTableReader.columns(connection, table);
    }

    long write(
        RowsRequest request,
        Path target,
        SourceDescription description,
        LongFunction<List<NoteLine>> notes) {
      if (request.format() == FileFormat.PARQUET) {
        return new ParquetExporter()
            .export(connection, new ExportRequest(description, table, filter, target))
            .rowCount();
      }
      List<String> names = columns.stream().map(StoredColumn::name).toList();
      try (RowCursor rows = StagingTableReader.open(connection, table, columns, filter)) {
        return request.format() == FileFormat.CSV
            ? CsvExport.write(names, rows, target, request.csv())
            : XlsxExport.write(names, rows, target, notes);
      }
    }
  }
}

package org.datawarp.version;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.datawarp.error.StorageException;
import org.datawarp.export.ExportRequest;
import org.datawarp.export.ParquetExporter;
import org.datawarp.export.RowFilter;
import org.datawarp.export.RowsHash;
import org.datawarp.export.SourceDescription;
import org.datawarp.journal.PublishItem;
import org.datawarp.journal.Records;
import org.datawarp.journal.Records.ExportState;
import org.datawarp.model.TableName;
import org.datawarp.workspace.AtomicFile;
import org.datawarp.workspace.FileHash;
import org.datawarp.workspace.FreeStem;
import org.datawarp.workspace.IoReason;
import org.datawarp.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is about to be replaced among a source's versions: the export where it is proven to
 * hold the rows, else the rows themselves, written anew and verified.
 */
public final class Keeper {
  private static final List<String> EXTENSIONS =
      List.of(".parquet", "-rows.parquet", ".md", ".yaml");

  private final Workspace workspace;
  private final Records records;
  private final Path folder;
  private final LocalDate day;
  private final List<PublishItem> items = new ArrayList<>();

  /**
   * Makes a keeper.
   *
   * @param folder the run's folder
   * @param day the day of the run, which names what is kept
   */
  public Keeper(Workspace workspace, Records records, Path folder, LocalDate day) {
    this.workspace = workspace;
    this.records = records;
    this.folder = folder;
    this.day = day;
  }

  /** Returns what has to be kept before anything is replaced, in order. */
  public List<PublishItem> items() {
    return List.copyOf(items);
  }

  /**
   * Where rows and export of a source are kept.
   *
   * @param rows the file that holds the rows, relative to the workspace; null if there were none
   * @param rowCount how many rows there were; null if there was no table
   */
  public record Kept(@Nullable String rows, @Nullable Long rowCount) {}

  /**
   * Proves that a source's rows are safe in a file, and plans to keep it with its page and its
   * manifest.
   *
   * @param export the export in use; null where there is none
   * @param manifest the manifest's file now; null where there is none
   */
  public Kept keep(
      Connection connection,
      SourceDescription description,
      TableName table,
      RowFilter filter,
      @Nullable ExportState export,
      @Nullable Path manifest) {
    OptionalLong tableRows = records.findRowCount(connection, table);
    RowsHash rows =
        tableRows.isEmpty() ? null : new ParquetExporter().hash(connection, table, filter);
    Path current = export == null ? null : workspace.resolve(export.path());
    boolean isFile = current != null && Files.isRegularFile(current);
    Long count = rows == null ? null : Long.valueOf(rows.rowCount());
    if ((count == null || count == 0) && !isFile) {
      return new Kept(null, count);
    }
    Path target = workspace.versions(description.code());
    String stem = FreeStem.of(target, day.toString(), EXTENSIONS);
    String kept = null;
    if (export != null && current != null && isFile) {
      add(current, target.resolve(stem + ".parquet"));
      Path page = sibling(current, ".md");
      if (Files.isRegularFile(page)) {
        add(page, target.resolve(stem + ".md"));
      }
      boolean holdsRows =
          rows != null
              && FileHash.sha256(current).equals(export.sha256())
              && rows.rowCount() == export.rowCount()
              && rows.hex().equals(export.rowHash());
      kept = holdsRows ? workspace.relative(target.resolve(stem + ".parquet")) : null;
    }
    if (kept == null && count != null && count > 0) {
      Path to = target.resolve(stem + (isFile ? "-rows.parquet" : ".parquet"));
      add(write(connection, description, table, filter), to);
      kept = workspace.relative(to);
    }
    if (manifest != null && Files.isRegularFile(manifest)) {
      add(copy(manifest), target.resolve(stem + ".yaml"));
    }
    return new Kept(kept, count);
  }

  private Path write(
      Connection connection, SourceDescription description, TableName table, RowFilter filter) {
    Path target = before(description.code() + ".parquet");
    new ParquetExporter().export(connection, new ExportRequest(description, table, filter, target));
    return target;
  }

  /** Copies a manifest's file: a person may write into it while the run goes on. */
  private Path copy(Path manifest) {
    Path copy = before(manifest.getFileName().toString());
    try {
      byte[] bytes = Files.readAllBytes(manifest);
      AtomicFile.replace(copy, out -> out.write(bytes));
      return copy;
    } catch (IOException e) {
      throw new StorageException("cannot read " + manifest + ": " + IoReason.of(e), null, e);
    }
  }

  private Path before(String name) {
    Path kept = folder.resolve("before");
    try {
      Files.createDirectories(kept);
      return kept.resolve(name);
    } catch (IOException e) {
      throw new StorageException("cannot make " + kept + ": " + IoReason.of(e), null, e);
    }
  }

  private void add(Path from, Path to) {
    items.add(
        new PublishItem(
            PublishItem.Action.KEEP,
            workspace.relative(from),
            workspace.relative(to),
            FileHash.sha256(from)));
  }

  static Path sibling(Path file, String extension) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return file.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + extension);
  }
}

package org.datawarp.pipeline.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.datawarp.model.Progress;
import org.datawarp.model.RowCursor;
import org.datawarp.model.RowHash;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.parquet.DecimalShape;
import org.datawarp.pipeline.export.parquet.FileMetadata;
import org.datawarp.pipeline.export.parquet.ParquetWriter;
import org.datawarp.platform.io.SideTask;
import org.jspecify.annotations.Nullable;

/** Writes rows to a Parquet file and proves that the file holds them. */
public final class ParquetExporter {
  private static final int MAX_ATTEMPTS = 4;

  private final int rowsPerGroup;
  private final Progress progress;
  private final long expectedRows;

  /** Makes an exporter of files with row groups of the usual size. */
  public ParquetExporter() {
    this(ParquetWriter.GROUP_ROWS);
  }

  /**
   * Makes one that tells how it goes on.
   *
   * @param expectedRows how many rows there will be; -1 when unknown
   */
  public ParquetExporter(Progress progress, long expectedRows) {
    this(ParquetWriter.GROUP_ROWS, progress, expectedRows);
  }

  ParquetExporter(int rowsPerGroup) {
    this(rowsPerGroup, Progress.NONE, -1);
  }

  private ParquetExporter(int rowsPerGroup, Progress progress, long expectedRows) {
    this.rowsPerGroup = rowsPerGroup;
    this.progress = progress;
    this.expectedRows = expectedRows;
  }

  /**
   * Writes a file, forces it to disk and reads it back whole: its count, its hash and its nulls
   * must equal those of the rows read from the database.
   *
   * <p>Runs in the connection's transaction; in autocommit mode in one of its own. Streams: memory
   * stays bounded however many rows there are. The file's bytes depend on the rows and on the
   * description alone. Reads the table once; again, sorted, when rows do not lie in order, and
   * again when a number far down needs more digits than the ones before.
   *
   * @return what was written
   * @throws org.datawarp.model.error.NotFoundException if there is no such table
   * @throws org.datawarp.model.error.DatabaseException if the table cannot be read
   * @throws StorageException if the file exists, cannot be written or differs from the rows; what
   *     was written is deleted
   * @throws DataRejectedException if a value cannot be held, such as an infinite date
   */
  public ExportReport export(Connection connection, ExportRequest request) {
    try (ReadTransaction unused = ReadTransaction.begin(connection)) {
      return exported(connection, request, null);
    } catch (SQLException e) {
      throw StagingTableReader.unreadable(request.table(), e);
    }
  }

  /**
   * Counts and hashes rows as they stand in the database.
   *
   * @throws org.datawarp.model.error.NotFoundException if there is no such table
   * @throws org.datawarp.model.error.DatabaseException if the table cannot be read
   * @throws InterruptedRunException if the calling thread is interrupted; the transaction has
   *     failed
   */
  public TableHash hash(Connection connection, TableName table, RowFilter filter) {
    List<StoredColumn> columns = StagingTableReader.columns(connection, table);
    RowHash hash = hashOf(columns);
    try (RowCursor rows = StagingTableReader.openAsStored(connection, table, columns, filter)) {
      while (rows.next()) {
        hash.add(rows);
        if (hash.rowCount() % Progress.ROWS == 0 && Thread.currentThread().isInterrupted()) {
          throw new InterruptedRunException("stopped while reading table " + table, null);
        }
      }
    }
    return new TableHash(hash.rowCount(), hash.hex());
  }

  /**
   * Writes rows that lie in their order already, in the same way: forced to disk and read back
   * whole. Opens the rows again when a number far down needs more digits than the ones before.
   *
   * @param rows opens a cursor over the columns in their order, each time from the first row
   * @return what was written
   * @throws StorageException if the file exists, cannot be written or differs from the rows; what
   *     was written is deleted
   */
  public ExportReport export(FileTable table, Supplier<RowCursor> rows, Path target) {
    List<StoredColumn> columns = table.columns();
    return written(
        new Job(
            columns,
            way -> rows.get(),
            (coverage, read) -> FileMetadata.of(table, read),
            table.title(),
            target,
            Map.of()),
        new Way(true, null));
  }

  /**
   * Does the same with a file that the rows went into when they were sent to the table: it is
   * completed, and the table's rows and the file are read back side by side; both must hold what
   * was sent. Where there is no such file, or not all rows of the request are in it, or it cannot
   * hold their numbers, the rows are read from the table.
   *
   * @param draft the file; null for none. It is closed here
   * @throws DataRejectedException also if the table holds other rows than were sent to it
   */
  public ExportReport export(
      Connection connection, ExportRequest request, @Nullable ParquetDraft draft) {
    if (draft == null) {
      return export(connection, request);
    }
    try (draft;
        ReadTransaction unused = ReadTransaction.begin(connection)) {
      List<StoredColumn> columns = StagingTableReader.columns(connection, request.table());
      ExportReport report = draft.finish(request, columns);
      if (report != null && isProven(connection, request, draft, report, columns)) {
        return moved(report, request.target());
      }
      return exported(connection, request, report == null ? draft.digits(request, columns) : null);
    } catch (SQLException e) {
      throw StagingTableReader.unreadable(request.table(), e);
    }
  }

  /**
   * Tells whether the file has the table's rows as they are. Others may have come in meanwhile, or
   * what the hash leaves out was changed: then the file is deleted, and the table is to be read.
   */
  private boolean isProven(
      Connection connection,
      ExportRequest request,
      ParquetDraft draft,
      ExportReport report,
      List<StoredColumn> columns) {
    try (SideTask<ExportReport> file =
        SideTask.start("datawarp-verify", () -> Verification.require(report, columns, progress))) {
      boolean isStored = draft.isStoredAsSent(connection, request.table(), report.rowCount());
      TableHash rows =
          isStored
              ? new TableHash(report.rowCount(), report.rowHash())
              : hash(connection, request.table(), request.filter());
      file.join();
      requireSent(request.table(), rows, report);
      if (isStored || (!draft.isMarked() && rows.rowCount() == report.rowCount())) {
        return true;
      }
      Files.delete(report.file());
      return false;
    } catch (DatawarpException e) {
      Verification.delete(report.file(), e);
      throw e;
    } catch (IOException e) {
      throw HashedFile.unwritable(report.file(), e);
    }
  }

  private static ExportReport moved(ExportReport report, Path target) {
    try {
      // A name that is taken is refused, as it is where rows are read from the table.
      Files.move(report.file(), target);
      return report.at(target);
    } catch (IOException e) {
      throw HashedFile.unwritable(target, e);
    }
  }

  private static void requireSent(TableName table, TableHash rows, ExportReport report) {
    if (rows.rowCount() <= report.rowCount()
        && !rows.equals(new TableHash(report.rowCount(), report.rowHash()))) {
      throw new DataRejectedException(
          table
              + " does not hold what was sent to it: "
              + rows.rowCount()
              + " rows with the hash "
              + rows.hex()
              + ", not "
              + report.rowCount()
              + " with "
              + report.rowHash(),
          "nothing was changed; look for what changes rows of the table, or report it");
    }
  }

  private ExportReport exported(
      Connection connection, ExportRequest request, @Nullable List<DecimalShape> digits) {
    List<StoredColumn> columns = StagingTableReader.columns(connection, request.table());
    return written(
        new Job(
            columns,
            way -> open(connection, request, columns, way),
            (coverage, read) -> FileMetadata.of(request.description(), columns, coverage, read),
            "table " + request.table(),
            request.target(),
            request.atLeast()),
        new Way(!RowOrder.isKnown(columns), digits));
  }

  private ExportReport written(Job job, Way first) {
    Way way = first;
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Attempt written = write(job, way);
      ExportReport report = written.report();
      if (report != null) {
        Verification.require(report, job.columns(), progress);
        return report;
      }
      way = written.next();
    }
    throw new StorageException(
        job.name() + " changes while it is exported to " + job.target(),
        "run the command again when nothing else writes to it");
  }

  /** Opens the rows. */
  private interface Opening {
    RowCursor open(Way way);
  }

  /** Tells what the footer says besides the columns. */
  private interface Metadata {
    Map<String, String> of(Coverage coverage, TableHash read);
  }

  /**
   * Rows into a file.
   *
   * @param name what is exported, for messages
   * @param atLeast the digits that numeric columns are given at least
   */
  private record Job(
      List<StoredColumn> columns,
      Opening rows,
      Metadata metadata,
      String name,
      Path target,
      Map<String, DecimalDigits> atLeast) {}

  /** How to go over the rows: sorted or as they lie, knowing numbers' digits or not. */
  private record Way(boolean isSorted, @Nullable List<DecimalShape> known) {}

  /** One pass over the rows: what came of it, else the way to go instead. */
  private record Attempt(@Nullable ExportReport report, Way next) {}

  private Attempt write(Job job, Way way) {
    try (NewParquetFile file =
        NewParquetFile.create(
            job.target(), job.columns(), job.atLeast(), way.known(), rowsPerGroup)) {
      try (RowCursor rows = job.rows().open(way)) {
        RowOrder order = way.isSorted() ? null : RowOrder.of(job.columns());
        long count = 0;
        while (rows.next()) {
          if (order != null && !order.isAfterLast(rows)) {
            drain(rows);
            return new Attempt(null, new Way(true, way.known()));
          }
          file.add(rows);
          if (++count % Progress.ROWS == 0) {
            progress.progressed("exporting " + job.name(), count, expectedRows);
          }
        }
      }
      ExportReport report = file.finish(job.metadata().of(file.coverage(), file.rows()));
      return new Attempt(report, report == null ? new Way(way.isSorted(), file.digits()) : way);
    }
  }

  private static RowCursor open(
      Connection connection, ExportRequest request, List<StoredColumn> columns, Way way) {
    return way.isSorted()
        ? StagingTableReader.open(connection, request.table(), columns, request.filter())
        : StagingTableReader.openAsStored(connection, request.table(), columns, request.filter());
  }

  /** Reads on to the end: cancelling a COPY would fail the caller's transaction. */
  private static void drain(RowCursor rows) {
    boolean more = true;
    while (more) {
      more = rows.next();
    }
  }

  private static RowHash hashOf(List<StoredColumn> columns) {
    return RowHash.of(columns.stream().map(StoredColumn::name).toList(), TableHash.EXCLUDED);
  }
}

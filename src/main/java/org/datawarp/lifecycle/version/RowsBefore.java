package org.datawarp.lifecycle.version;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.platform.io.SideTask;
import org.datawarp.platform.postgres.SqlErrors;
import org.jspecify.annotations.Nullable;

/**
 * Count and hash of rows that are about to be replaced: read on the run's session while the issue's
 * files are read, which do not need it, or when they are asked for. Between {@link #begin} and
 * {@link #await} the session is this object's alone.
 */
public final class RowsBefore implements AutoCloseable {
  private final Run run;
  private final Map<Rows, Optional<TableHash>> known = new HashMap<>();
  private @Nullable SideTask<Map<Rows, Optional<TableHash>>> reading;

  /** Makes it; nothing is read yet. */
  public RowsBefore(Run run) {
    this.run = run;
  }

  /**
   * Some rows of a table.
   *
   * @param period the one period of the table that is meant; null for all of it
   * @param filter the same, as it is read
   */
  record Rows(TableName table, @Nullable String period, RowFilter filter) {
    /** Returns those of a manifest's source. */
    static Rows of(TableName table, @Nullable String period) {
      return new Rows(table, period, VersionRowReader.filter(period));
    }
  }

  /** Begins to read the rows of some tables, by the period they hold in them; null for all. */
  public void begin(Map<TableName, @Nullable String> tables) {
    List<Rows> all =
        tables.entrySet().stream().map(each -> Rows.of(each.getKey(), each.getValue())).toList();
    reading = SideTask.start("datawarp-before", () -> hashes(all));
  }

  private Map<Rows, Optional<TableHash>> hashes(List<Rows> all) {
    Map<Rows, Optional<TableHash>> hashes = new HashMap<>();
    for (Rows rows : all) {
      hashes.put(rows, hash(rows));
    }
    return hashes;
  }

  /** Waits until what was begun is read. */
  public void await() {
    if (reading != null) {
      known.putAll(reading.join());
      reading = null;
      SqlErrors.commit("reading what will be replaced", run.connection());
    }
  }

  /** Returns count and hash of rows; empty where there is no table. */
  Optional<TableHash> of(Rows rows) {
    Optional<TableHash> read = known.get(rows);
    return read == null ? hash(rows) : read;
  }

  private Optional<TableHash> hash(Rows rows) {
    return run.records().findRowCount(run.connection(), rows.table(), rows.period()).isEmpty()
        ? Optional.empty()
        : Optional.of(new ParquetExporter().hash(run.connection(), rows.table(), rows.filter()));
  }

  /** Nothing of it goes on afterwards. */
  @Override
  public void close() {
    if (reading != null) {
      reading.close();
    }
  }
}

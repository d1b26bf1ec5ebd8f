package org.datawarp.workflow.backup;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.dump.DumpListener;
import org.datawarp.platform.dump.DumpReport;
import org.datawarp.platform.dump.DumpScope;
import org.datawarp.platform.dump.DumpSnapshot;
import org.datawarp.platform.dump.DumpWriter;
import org.datawarp.platform.dump.ParallelGzip;
import org.datawarp.platform.dump.PgDump;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.platform.postgres.TableLocks;
import org.datawarp.storage.workspace.Workspace;

/** Writes one backup: snapshot, SQL, gzip, place, all streamed. */
final class BackupCreate {
  private static final int MAX_THREADS = 4;

  /** What gzip leaves of rows in COPY's text, at worst about; indexes are not in a backup. */
  private static final int EXPECTED_RATIO = 3;

  private static final String SIZE_SQL =
      """
      SELECT coalesce(sum(pg_table_size(c.oid)), 0) FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = ANY (?) AND c.relkind IN ('r', 'm')
      """;

  private final Workspace workspace;
  private final Database database;
  private final Clock clock;
  private final Map<String, String> environment;

  BackupCreate(
      Workspace workspace, Database database, Clock clock, Map<String, String> environment) {
    this.workspace = workspace;
    this.database = database;
    this.clock = clock;
    this.environment = environment;
  }

  /**
   * Makes a backup in a place. Nothing is left there when it fails.
   *
   * @param maxWait how long to wait for tables that are being changed; zero for as long as usual
   */
  StoredBackup create(
      UUID identity,
      DumpScope scope,
      CreateRequest.Writer writer,
      BackupPlace place,
      Duration maxWait,
      DumpListener listener) {
    Duration tableWait = maxWait.isZero() ? TableLocks.USUAL_WAIT : maxWait;
    try (Connection connection = database.open(maxWait)) {
      long expected = expectedBytes(connection, scope);
      connection.rollback();
      try (DumpSnapshot snapshot = DumpSnapshot.open(connection, scope, clock, tableWait)) {
        Instant moment = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        try (BackupPlace.Draft draft =
            place.create(moment.atZone(ZoneOffset.UTC).toLocalDate(), expected)) {
          CountedOutput out = new CountedOutput(draft.out());
          Written written = write(snapshot, writer, out, listener);
          out.flush();
          BackupMeta meta =
              new BackupMeta(
                  identity,
                  moment,
                  out.sizeBytes(),
                  written.sqlBytes(),
                  out.sha256(),
                  scope.schemas(),
                  written.report(),
                  ConfigurationText.read(workspace),
                  null);
          return draft.finish(meta);
        }
      }
    } catch (IOException e) {
      String reason = IoErrors.of(e);
      throw new StorageException(
          "cannot write the backup: " + reason,
          reason.contains("space") ? "make room on the disk, then start again" : "start again",
          e);
    } catch (SQLException e) {
      throw SqlErrors.translate("making a backup", e);
    }
  }

  private record Written(DumpReport report, long sqlBytes) {}

  private Written write(
      DumpSnapshot snapshot, CreateRequest.Writer writer, CountedOutput out, DumpListener listener)
      throws IOException {
    Optional<PgDump> pgDump = pgDump(writer);
    int threads = Math.min(MAX_THREADS, Math.max(1, Runtime.getRuntime().availableProcessors()));
    try (ParallelGzip gzip = new ParallelGzip(out, threads)) {
      DumpReport report =
          pgDump.isPresent()
              ? pgDump.get().write(snapshot, database.clientEnvironment(), gzip, listener)
              : new DumpWriter().write(snapshot, gzip, listener);
      gzip.finish();
      return new Written(report, gzip.sizeBytes());
    }
  }

  private Optional<PgDump> pgDump(CreateRequest.Writer writer) {
    if (writer == CreateRequest.Writer.OWN) {
      return Optional.empty();
    }
    int major =
        database.read(
            "asking for the server's version",
            connection -> connection.getMetaData().getDatabaseMajorVersion());
    Optional<PgDump> found = PgDump.find(major, environment);
    if (writer == CreateRequest.Writer.PG_DUMP && found.isEmpty()) {
      throw new NotFoundException(
          "there is no pg_dump for PostgreSQL " + major + " on this machine",
          "install one, or leave --writer out: the program writes backups itself");
    }
    return found;
  }

  private static long expectedBytes(Connection connection, DumpScope scope) throws SQLException {
    return Query.number(
            connection, "asking how large a backup is", SIZE_SQL, List.copyOf(scope.schemas()))
        / EXPECTED_RATIO;
  }
}

package org.datawarp.workflow.backup;

import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.dump.DumpFile;
import org.datawarp.platform.dump.DumpListener;
import org.datawarp.platform.dump.DumpReader;
import org.datawarp.platform.dump.DumpReport;
import org.datawarp.platform.dump.DumpScope;
import org.datawarp.platform.dump.DumpSnapshot;
import org.datawarp.platform.dump.DumpWriter;
import org.datawarp.platform.dump.DumpedTable;
import org.datawarp.platform.dump.RestoreReport;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.Migration;
import org.datawarp.platform.postgres.SqlErrors;
import org.jspecify.annotations.Nullable;

/** Restores a backup on a server made for it, and compares. */
final class RestoreCheck {
  private static final int MAX_DIFFERENCES = 20;
  private static final long MIN_LIMIT = 1L << 30;
  private static final long MAX_RATIO = 300;
  private static final Duration TABLE_WAIT = Duration.ofSeconds(5);

  private final Path scratch;
  private final Clock clock;

  /**
   * Makes the trial.
   *
   * @param scratch where the server is made
   */
  RestoreCheck(Path scratch, Clock clock) {
    this.scratch = scratch;
    this.clock = clock;
  }

  /** Tries a backup. What it made is gone again when it returns or throws. */
  RestoreCheckReport run(BackupPlace place, StoredBackup backup, DumpListener listener) {
    Instant begun = clock.instant();
    try (ScratchServer server = ScratchServer.start(scratch, clock);
        Connection connection = server.database().open()) {
      RestoreReport restored =
          restore(connection, place, backup, server.database().migrations(), listener);
      connection.commit();
      return compare(server.database(), backup, restored, begun, listener);
    } catch (SQLException e) {
      throw SqlErrors.translate("trying the backup " + backup.key(), e);
    }
  }

  /**
   * Reads a backup into a database, in the connection's transaction, and proves that its bytes are
   * those that were written.
   *
   * @param connection logged in as a role that has no right but to its schemas
   */
  static RestoreReport restore(
      Connection connection,
      BackupPlace place,
      StoredBackup backup,
      List<Migration> migrations,
      DumpListener listener) {
    MessageDigest digest = FileHash.newDigest();
    DumpFile file =
        () -> {
          digest.reset();
          return new DigestInputStream(place.open(backup), digest);
        };
    RestoreReport restored =
        DumpReader.read(connection, file, backup.key(), limit(backup), migrations, listener);
    BackupMeta meta = backup.meta();
    String sha256 = HexFormat.of().formatHex(digest.digest());
    if (meta != null && !meta.sha256().equals(sha256)) {
      throw new StorageException(
          backup.key() + " is not the file that was written: its SHA-256 is " + sha256,
          "take another backup");
    }
    return restored;
  }

  /** Returns how long the SQL in a backup may be: as its manifest says, or within reason. */
  private static long limit(StoredBackup backup) {
    BackupMeta meta = backup.meta();
    return meta == null ? Math.max(MIN_LIMIT, backup.sizeBytes() * MAX_RATIO) : meta.sqlBytes() + 1;
  }

  private RestoreCheckReport compare(
      Database database,
      StoredBackup backup,
      RestoreReport restored,
      Instant begun,
      DumpListener listener)
      throws SQLException {
    List<String> differences = new ArrayList<>();
    List<String> notOurs = new ArrayList<>(restored.skipped());
    notOurs.addAll(restored.leftOut());
    int tables = restored.tables().size();
    long rows = restored.tables().stream().mapToLong(DumpedTable::rows).sum();
    int things = 0;
    BackupMeta meta = backup.meta();
    String cascade;
    try (Connection connection = database.open()) {
      if (meta != null) {
        DumpScope scope = new DumpScope(meta.schemas());
        try (DumpSnapshot snapshot = DumpSnapshot.open(connection, scope, clock, TABLE_WAIT)) {
          DumpReport found = new DumpWriter().compare(snapshot, listener);
          for (String difference : differences(meta.content(), found)) {
            // Definitions of schema datawarp come from the program, whatever the backup had there.
            (isOwnDefinition(difference) ? notOurs : differences).add(difference);
          }
          things = found.things().size();
        }
      }
      CascadeCheck.Outcome outcome = CascadeCheck.check(connection);
      cascade = outcome.told();
      if (outcome.failure() != null) {
        differences.add(outcome.failure());
      }
    }
    return new RestoreCheckReport(
        backup,
        tables,
        rows,
        things,
        cascade,
        differences.subList(0, Math.min(MAX_DIFFERENCES, differences.size())),
        notOurs,
        Duration.between(begun, clock.instant()));
  }

  private static boolean isOwnDefinition(String difference) {
    boolean own = difference.contains(" datawarp.");
    return own
        && (difference.endsWith(" is defined otherwise")
            || (difference.endsWith(" is missing") && !difference.startsWith("table "))
            || (difference.endsWith(" was not backed up") && !difference.startsWith("table ")));
  }

  /**
   * Lists what two databases differ in; definitions by their text only on servers of one version.
   */
  static List<String> differences(DumpReport expected, DumpReport found) {
    List<String> differences = new ArrayList<>();
    Map<String, DumpedTable> there = new TreeMap<>();
    found.tables().forEach(table -> there.put(table.name(), table));
    for (DumpedTable table : expected.tables()) {
      DumpedTable other = there.remove(table.name());
      if (other == null) {
        differences.add("table " + table.name() + " is missing");
      } else if (other.rows() != table.rows()) {
        differences.add(
            "table " + table.name() + " has " + other.rows() + " rows, not " + table.rows());
      } else if (!other.hash().equals(table.hash())) {
        differences.add("table " + table.name() + " has other rows: their hash differs");
      }
    }
    there.keySet().forEach(name -> differences.add("table " + name + " was not backed up"));
    boolean sameServer = major(expected).equals(major(found));
    Map<String, String> things = new TreeMap<>(found.things());
    new TreeMap<>(expected.things())
        .forEach(
            (name, hash) -> {
              @Nullable String other = things.remove(name);
              if (other == null) {
                differences.add(name + " is missing");
              } else if (sameServer && !other.equals(hash)) {
                differences.add(name + " is defined otherwise");
              }
            });
    things.keySet().forEach(name -> differences.add(name + " was not backed up"));
    return differences;
  }

  private static String major(DumpReport report) {
    return report.serverVersion().split("[^0-9]", 2)[0];
  }
}

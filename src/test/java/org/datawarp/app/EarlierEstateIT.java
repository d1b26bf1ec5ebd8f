package org.datawarp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.XZInputStream;

/**
 * Workspaces, databases, a bucket and backups made by an earlier version ({@code
 * src/bench/make_fixture.py} with commit a0a912f) are opened, gone on with and upgraded.
 */
@Tag("slow")
class EarlierEstateIT {
  @TempDir private Path folder;

  private final List<Path> opened = new ArrayList<>();

  @BeforeEach
  void unpack() throws IOException {
    try (InputStream packed = EarlierEstateIT.class.getResourceAsStream("/estate/a0a912f.tar.xz");
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = folder.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(tar, path);
          Files.setLastModifiedTime(path, FileTime.from(entry.getLastModifiedTime().toInstant()));
        }
        if (Files.getFileAttributeView(path, PosixFileAttributeView.class) != null) {
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode(entry)));
        }
      }
    }
  }

  @AfterEach
  void stopServers() {
    opened.forEach(workspace -> Program.run(Map.of(), "db", "stop", "--workspace", "" + workspace));
  }

  @Test
  void anEmbeddedWorkspaceGoesOnAfterItsKilledRun() throws SQLException {
    Path workspace = open("embedded");

    assertThat(run(0, workspace, "list"))
        .contains("beds_jul25", "beds_aug25", "waits_q1", "old_may25");
    assertThat(run(0, workspace, "history", "beds_jul25"))
        .contains("output/.versions/beds_jul25/2026-11-30-2.parquet");
    run(
        0,
        workspace,
        "refresh",
        "beds_jul25",
        "--url",
        "" + folder.resolve("data/beds_jul25.csv"),
        "--period",
        "2025-07");

    assertThat(count(workspace, "SELECT count(*) FROM staging.tbl_beds_jul25")).isEqualTo(20);
    assertThat(count(workspace, "SELECT max(attendances) FROM staging.tbl_beds_jul25"))
        .isEqualTo(319);
    assertThat(
            count(
                workspace,
                "SELECT count(*) FROM datawarp.tbl_refresh_events WHERE status = 'in_progress'"))
        .isZero();
    assertThat(workspace.resolve(".datawarp/runs")).isEmptyDirectory();
  }

  @Test
  void whatWasArchivedRemovedAndReplacedComesBack() throws SQLException {
    Path workspace = open("embedded");

    run(0, workspace, "restore", "old_may25");
    run(0, workspace, "undo", lastRun(workspace, "remove"));

    assertThat(count(workspace, "SELECT count(*) FROM staging.tbl_old_may25")).isEqualTo(30);
    assertThat(count(workspace, "SELECT count(*) FROM staging.tbl_gone_jun25")).isEqualTo(9);
    String first = text(workspace, FIRST_REPLACED);
    run(0, workspace, "restore", "beds_jul25", "--run", first);
    assertThat(count(workspace, "SELECT max(attendances) FROM staging.tbl_beds_jul25"))
        .isEqualTo(19);
    assertThat(run(0, workspace, "cleanup")).doesNotContain("error");
  }

  @Test
  void itsBucketAndItsBackupsAreStillGood() {
    Path workspace = open("embedded");
    String bucket = "file:" + folder.resolve("bucket");

    run(0, workspace, "sync", "--to", bucket);
    assertThat(run(0, workspace, "sync", "verify", "--full", "--from", bucket)).contains("objects");
    assertThat(run(0, workspace, "backup", "list", "--from", bucket)).contains("datawarp_backup");
    run(0, workspace, "backup", "verify", "latest");
  }

  @Test
  void aDatabaseOfItsOwnIsUpgradedAndItsBackupRestores() throws SQLException {
    Path server = open("embedded");
    run(0, server, "db", "start");
    Path workspace = folder.resolve("external");
    String url = url(server, "external");

    run(0, workspace, "list", "--db-url", url);
    run(
        0,
        workspace,
        "refresh",
        "referrals_jul25",
        "--url",
        "" + folder.resolve("data/referrals_jul25.csv"),
        "--period",
        "2025-07",
        "--force",
        "--db-url",
        url);

    assertThat(count(url, "SELECT count(*) FROM staging.tbl_referrals_jul25")).isEqualTo(8);
    assertThat(run(0, workspace, "history", "referrals_aug25", "--db-url", url))
        .contains("output/.versions/referrals_aug25/2026-11-30.parquet");
    assertThat(run(0, workspace, "backup", "verify", "latest", "--db-url", url))
        .contains("restores");
  }

  private static final String FIRST_REPLACED =
      "SELECT run_id FROM datawarp.tbl_refresh_events WHERE source_code = 'beds_jul25' AND status ="
          + " 'success' ORDER BY id LIMIT 1";

  private Path open(String name) {
    Path workspace = folder.resolve(name);
    opened.add(workspace);
    return workspace;
  }

  private static String run(int status, Path workspace, String... arguments) {
    List<String> line = new ArrayList<>(Arrays.asList(arguments));
    line.addAll(List.of("--workspace", workspace.toString()));
    Program.Ended ended = Program.run(Map.of(), line.toArray(String[]::new));
    assertThat(ended.status()).as("%s: %s", line, ended).isEqualTo(status);
    return ended.out();
  }

  private String lastRun(Path workspace, String command) throws SQLException {
    return text(
        workspace,
        "SELECT run_id FROM datawarp.tbl_runs WHERE command = '"
            + command
            + "' ORDER BY 1 DESC LIMIT 1");
  }

  private long count(Path workspace, String sql) throws SQLException {
    return Long.parseLong(text(workspace, sql));
  }

  private static long count(String url, String sql) throws SQLException {
    return Long.parseLong(text(url, sql));
  }

  private String text(Path workspace, String sql) throws SQLException {
    run(0, workspace, "db", "start");
    return text(url(workspace, "datawarp"), sql);
  }

  private static String text(String url, String sql) throws SQLException {
    DatabaseSettings settings =
        DatabaseSettings.of(
            url, Map.of(), Path.of(System.getProperty("user.home")), Path.of("unused"));
    try (Database database = new Database(settings, Clock.systemUTC());
        Connection connection = database.open();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).as(sql).isTrue();
      return result.getString(1);
    }
  }

  private static String url(Path workspace, String database) {
    String url = run(0, workspace, "db", "url").strip();
    assertThat(url).contains("/datawarp?");
    return url.replace("/datawarp?", "/" + database + "?");
  }

  private static String mode(TarArchiveEntry entry) {
    StringBuilder text = new StringBuilder();
    for (int bit = 8; bit >= 0; bit--) {
      text.append((entry.getMode() >> bit & 1) == 1 ? "xwr".charAt(bit % 3) : '-');
    }
    return text.toString();
  }
}

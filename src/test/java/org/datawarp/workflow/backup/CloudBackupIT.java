package org.datawarp.workflow.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.datawarp.lifecycle.transfer.SyncReport;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.StorageException;
import org.datawarp.testing.S3Server;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CloudBackupIT extends BackupFixture {
  private static final String CSV = "Region,Patients\nNorth,1\nSouth,2\n";
  private static final String BUCKET = "s3://nhs/archive";

  @Test
  void aLostMachineComesBackFromTheBucketAlone() throws IOException {
    try (S3Server server = S3Server.start(folder.resolve("bucket"), "nhs")) {
      Machine lost = machine("lost");
      configure(lost, server.endpoint());
      lost.load("adhd_aug25", CSV);
      Map<String, String> files = lost.files("manifests", "output/current");
      StoredBackup backup = lost.create(BUCKET);
      assertThat(backup.place()).isEqualTo(BUCKET);
      assertThat(lost.workspace.backups()).doesNotExist();

      Machine found = newMachine("found");
      configure(found, server.endpoint());
      assertThat(found.backup().list(BUCKET, null))
          .extracting(StoredBackup::key)
          .containsExactly("backups/postgres/2026-11-20/datawarp_backup.sql.gz");
      RestoreOutcome outcome =
          found.backup().restore(restoreRequest("latest", BUCKET), RunListener.SILENT);

      assertThat(found.files("manifests", "output/current")).isEqualTo(files);
      assertThat(java.util.Objects.requireNonNull(outcome.files()).isComplete()).isTrue();
      assertThat(found.query("SELECT row_hash FROM datawarp.tbl_exports"))
          .isEqualTo(lost.query("SELECT row_hash FROM datawarp.tbl_exports"));
      requireNoSecret();
    }
  }

  @Test
  void aTrialOfABackupInABucketIsRememberedThere() throws IOException {
    try (S3Server server = S3Server.start(folder.resolve("bucket"), "nhs")) {
      Machine here = machine("here");
      configure(here, server.endpoint());
      here.load("adhd_aug25", CSV);
      here.create(BUCKET);

      assertThat(here.backup().verify("latest", BUCKET, null, RunListener.SILENT).isGood())
          .isTrue();

      assertThat(here.backup().list(BUCKET, null)).allMatch(StoredBackup::isVerified);
      assertThat(here.query("SELECT place FROM datawarp.tbl_backups WHERE verified_at IS NOT NULL"))
          .containsExactly(BUCKET);
      requireNoSecret();
    }
  }

  @Tag("slow")
  @Test
  void aBackupWaitsWhileTheStoreIsAwayAndTheNextSyncSendsIt() throws IOException {
    Machine here = machine("here");
    S3Server gone = S3Server.start(folder.resolve("bucket"), "nhs");
    String endpoint = gone.endpoint();
    configure(here, endpoint);
    here.load("adhd_aug25", CSV);
    here.create(BUCKET);
    int port = gone.port();
    gone.close();

    BackupWorkflow.Created made = here.backup().create(createRequest(BUCKET), RunListener.SILENT);

    assertThat(String.valueOf(made.waitsFor())).isEqualTo(BUCKET + " at " + endpoint);
    // Its number is that of the minute, so that it does not meet the first of the day up there.
    String key = "backups/postgres/2026-11-20/datawarp_backup-1600.sql.gz";
    assertThat(here.files(".sync/pending_upload").keySet())
        .filteredOn(path -> !path.contains("/.to-"))
        .containsExactly(".sync/pending_upload/" + key, ".sync/pending_upload/" + key + ".meta");
    try (S3Server back = S3Server.start(folder.resolve("bucket"), "nhs", port)) {
      here.sync(BUCKET);

      assertThat(here.files(".sync/pending_upload")).isEmpty();
      assertThat(here.backup().list(BUCKET, null))
          .extracting(StoredBackup::key)
          .containsExactly("backups/postgres/2026-11-20/datawarp_backup.sql.gz", key);
      assertThat(here.backup().verify("latest", BUCKET, null, RunListener.SILENT).isGood())
          .isTrue();
    }
    requireNoSecret();
  }

  @Tag("slow")
  @Test
  void aWaitingBackupGoesToItsOwnStoreOnly() throws IOException {
    Machine here = machine("here");
    S3Server secret = S3Server.start(folder.resolve("private"), "nhs");
    int port = secret.port();
    configure(here, secret.endpoint());
    here.load("adhd_aug25", CSV);
    secret.close();
    here.backup().create(createRequest(BUCKET), RunListener.SILENT);
    Map<String, String> waiting = here.files(".sync/pending_upload");
    assertThat(waiting).hasSize(4);
    try (S3Server other = S3Server.start(folder.resolve("other"), "nhs")) {
      // The same bucket and prefix of another server, and another bucket.
      configure(here, other.endpoint());
      SyncReport report = here.sync(BUCKET);

      assertThat(report.drained()).isZero();
      assertThat(report.notes())
          .anyMatch(
              note ->
                  note.startsWith("2 files wait for " + BUCKET + " at http://127.0.0.1:" + port));
      assertThat(here.files(".sync/pending_upload")).isEqualTo(waiting);
      assertThat(here.backup().list(BUCKET, null)).isEmpty();

      try (S3Server back = S3Server.start(folder.resolve("private"), "nhs", port)) {
        SyncReport second = here.sync(BUCKET);

        assertThat(second.drained()).isEqualTo(2);
        assertThat(here.files(".sync/pending_upload")).isEmpty();
        assertThat(here.backup().list(BUCKET, null)).isEmpty();
        assertThat(here.backup().list(BUCKET, back.endpoint())).hasSize(1);
      }
    }
  }

  @Tag("slow")
  @Test
  void whatWaitsWithoutADestinationIsToldAndStays() {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    String key = "backups/postgres/2026-11-01/datawarp_backup-1600.sql.gz";
    write(here.workspace.root().resolve(".sync/pending_upload/" + key), "of an older version");
    try (S3Server server = S3Server.start(folder.resolve("bucket"), "nhs")) {
      configure(here, server.endpoint());

      SyncReport report = here.sync(BUCKET);

      assertThat(report.drained()).isZero();
      assertThat(report.notes()).anyMatch(note -> note.contains("for a store that was not noted"));
      assertThat(here.files(".sync/pending_upload"))
          .containsOnlyKeys(".sync/pending_upload/" + key);
      assertThat(here.backup().list(BUCKET, null)).isEmpty();
    }
  }

  @Tag("slow")
  @Test
  void aDamagedBackupInABucketStopsThePruning() throws IOException {
    try (S3Server server = S3Server.start(folder.resolve("bucket"), "nhs")) {
      Machine here = machine("here");
      configure(here, server.endpoint());
      here.load("adhd_aug25", CSV);
      for (int i = 0; i < 3; i++) {
        here.create(BUCKET);
        clock.advance(Duration.ofDays(10));
      }
      StoredBackup newest = here.create(BUCKET);
      here.backup().verify("latest", BUCKET, null, RunListener.SILENT);
      Path object =
          Files.walk(folder.resolve("bucket"))
              .filter(file -> file.toString().endsWith(newest.key()))
              .findFirst()
              .orElseThrow();
      byte[] bytes = Files.readAllBytes(object);
      bytes[bytes.length / 2] ^= 1;
      Files.write(object, bytes);

      assertThatThrownBy(
              () ->
                  here.backup()
                      .prune(
                          new PruneRequest(
                              BUCKET, null, 1L, null, 20, Duration.ZERO, "backup prune")))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("is damaged: " + newest.key() + ": it is not the file");

      assertThat(here.backup().list(BUCKET, null)).hasSize(4).noneMatch(StoredBackup::isVerified);
      assertThat(
              here.query("SELECT count(*) FROM datawarp.tbl_backups WHERE verified_at IS NOT NULL"))
          .containsExactly("0");
    }
  }

  @Tag("slow")
  @Test
  void pruningInABucketKeepsTheLastGoodOneAndWhatNumberOrAgeKeep() throws IOException {
    try (S3Server server = S3Server.start(folder.resolve("bucket"), "nhs")) {
      Machine here = machine("here");
      configure(here, server.endpoint());
      here.load("adhd_aug25", CSV);
      here.create(BUCKET);
      here.backup().verify("latest", BUCKET, null, RunListener.SILENT);
      for (int i = 0; i < 4; i++) {
        clock.advance(Duration.ofDays(10));
        here.create(BUCKET);
      }

      PrunePlan plan =
          here.backup()
              .prune(new PruneRequest(BUCKET, null, 2L, 25L, 20, Duration.ZERO, "backup prune"));

      assertThat(plan.going())
          .extracting(StoredBackup::key)
          .containsExactly("backups/postgres/2026-11-30/datawarp_backup.sql.gz");
      assertThat(here.backup().list(BUCKET, null))
          .extracting(backup -> backup.name().day().toString())
          .containsExactly("2026-11-20", "2026-12-10", "2026-12-20", "2026-12-30");
      assertThat(
              here.query("SELECT count(*) FROM datawarp.tbl_backups WHERE deleted_at IS NOT NULL"))
          .containsExactly("1");
      try (Stream<Path> left = Files.walk(folder.resolve("bucket"))) {
        assertThat(left.map(Path::toString)).noneMatch(path -> path.contains("2026-11-30/"));
      }
    }
  }

  @Test
  void aFolderThatIsNotThereIsRefusedAndNothingWaits() {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);

    assertThatThrownBy(() -> here.create("file:" + folder.resolve("typo")))
        .isInstanceOf(StorageException.class)
        .hasMessageStartingWith("there is no folder ");

    assertThat(here.files(".sync", "backups")).isEmpty();
    assertThat(folder.resolve("typo")).doesNotExist();
  }

  @Tag("slow")
  @Test
  void aFolderMayStandInForABucket() throws IOException {
    Files.createDirectories(folder.resolve("nas"));
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    String nas = "file:" + folder.resolve("nas");

    StoredBackup first = here.create(nas);
    StoredBackup second = here.create(nas);

    assertThat(List.of(first.name().number(), second.name().number())).containsExactly(1, 2);
    assertThat(here.backup().verify("2026-11-20", nas, null, RunListener.SILENT).isGood()).isTrue();
  }

  private static void configure(Machine machine, String endpoint) {
    machine.environment.put("KEY", S3Server.SECRET);
    write(
        machine.workspace.state().resolve("sync.yaml"),
        "cloud:\n  endpoint: "
            + endpoint
            + "\n  access_key_id: "
            + S3Server.KEY_ID
            + "\n  secret_access_key: ${KEY}\n");
  }

  /** No file that any of this wrote holds the secret. */
  private void requireNoSecret() throws IOException {
    byte[] secret = S3Server.SECRET.getBytes(StandardCharsets.US_ASCII);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        String text =
            file.toString().endsWith(".gz")
                ? BackupWorkflowIT.text(bytes)
                : new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text)
            .as(file.toString())
            .doesNotContain(new String(secret, StandardCharsets.US_ASCII));
      }
    }
  }
}

package org.datawarp.workflow.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.dump.DumpListener;
import org.datawarp.platform.dump.DumpScope;
import org.datawarp.testing.PostgresExtension;
import org.junit.jupiter.api.Test;

class BackupFaultIT extends BackupFixture {
  private static final String CSV = "Region,Patients\nNorth,1\nSouth,2\n";

  @Test
  void aConnectionThatDropsLeavesNoHalfFile() {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    RunListener cutting =
        (Progress)
            () ->
                PostgresExtension.execute(
                    here.settings,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                        + " current_database() AND pid <> pg_backend_pid()");

    assertThatThrownBy(() -> here.backup().create(createRequest(null), cutting))
        .isInstanceOf(DatabaseException.class);

    assertThat(here.files("backups")).isEmpty();
    assertThat(here.create().key()).endsWith("/datawarp_backup.sql.gz");
  }

  @Test
  void aFullDiskLeavesNoHalfFileAndSaysSo() {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    BackupCreate create =
        new BackupCreate(here.workspace, here.database, Clock.systemUTC(), Map.of());
    FullPlace place = new FullPlace();

    assertThatThrownBy(
            () ->
                create.create(
                    new UUID(1, 2),
                    DumpScope.withAlso(List.of()),
                    CreateRequest.Writer.OWN,
                    place,
                    Duration.ZERO,
                    DumpListener.SILENT))
        .isInstanceOf(StorageException.class)
        .hasMessage("cannot write the backup: No space left on device");

    assertThat(place.closed).isTrue();
  }

  @Test
  void tooLittleSpaceIsSaidBeforeAnythingIsWritten() {
    LocalBackups place = new LocalBackups(folder);

    assertThatThrownBy(() -> place.create(LocalDate.parse("2026-11-20"), Long.MAX_VALUE))
        .isInstanceOf(StorageException.class)
        .hasMessageMatching("a backup takes about [0-9,]+ MB, and the disk of .* left");
  }

  @Test
  void whatADeadProgramLeftIsClearedAway() throws IOException {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    StoredBackup whole = here.create();
    Path day = here.file(whole).getParent();
    write(day.resolve(".datawarp_backup.00000000-0000-0000-0000-000000000000.tmp"), "half");
    write(day.resolve("datawarp_backup-7.sql.gz.meta"), "{}");
    write(here.workspace.drills().resolve("dead/postgres/left"), "half");

    StoredBackup next = here.create();

    assertThat(here.files("backups").keySet())
        .containsExactlyInAnyOrder(
            whole.key(), whole.key() + ".meta", next.key(), next.key() + ".meta");
    assertThat(here.workspace.drills()).isEmptyDirectory();
    assertThat(Files.readAllBytes(here.file(whole))).isNotEmpty();
  }

  @Test
  void aSecondBackupAtOnceIsRefused() {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    Throwable[] second = {null};
    RunListener meanwhile =
        (Progress)
            () -> {
              try {
                here.create();
              } catch (LockedException e) {
                second[0] = e;
              }
            };

    here.backup().create(createRequest(null), meanwhile);

    assertThat(second[0])
        .isInstanceOf(LockedException.class)
        .hasMessage("another backup is at work");
  }

  @Test
  void whatIsLoadedMeanwhileIsNotInTheBackup() {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    RunListener meanwhile =
        (Progress) () -> here.load("adhd_aug25", "Region,Patients\nNorth,100\nSouth,2\nEast,3\n");

    StoredBackup backup = here.backup().create(createRequest(null), meanwhile).backup();

    assertThat(here.query("SELECT count(*) FROM staging.tbl_adhd_aug25")).containsExactly("3");
    assertThat(java.util.Objects.requireNonNull(backup.meta()).content().tables())
        .filteredOn(table -> table.name().equals("staging.tbl_adhd_aug25"))
        .extracting(table -> table.rows())
        .containsExactly(2L);
    assertThat(here.backup().verify("latest", null, null, RunListener.SILENT).isGood()).isTrue();
  }

  /** Does something once, when the first table is done. */
  @FunctionalInterface
  private interface Progress extends RunListener {
    java.util.Set<Object> DONE = java.util.concurrent.ConcurrentHashMap.newKeySet();

    void once();

    @Override
    default void progressed(String what, long done, long total) {
      if (DONE.add(this)) {
        once();
      }
    }

    @Override
    default void started(RunStep step) {}

    @Override
    default void completed(RunStep step) {}
  }

  /** A place on a disk that is full. */
  private static final class FullPlace implements BackupPlace {
    private boolean closed;

    @Override
    public String address() {
      return "";
    }

    @Override
    public List<StoredBackup> list() {
      return List.of();
    }

    @Override
    public Draft create(LocalDate day, long expectedBytes) {
      return new Draft() {
        @Override
        public OutputStream out() {
          return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
              throw new IOException("No space left on device");
            }
          };
        }

        @Override
        public StoredBackup finish(BackupMeta meta) {
          throw new AssertionError("it was not written");
        }

        @Override
        public void close() {
          closed = true;
        }
      };
    }

    @Override
    public InputStream open(StoredBackup backup) {
      throw new AssertionError("nothing is there");
    }

    @Override
    public void saveMeta(StoredBackup backup, BackupMeta meta) {
      throw new AssertionError("nothing is there");
    }

    @Override
    public void delete(StoredBackup backup) {
      throw new AssertionError("nothing is there");
    }

    @Override
    public void close() {}
  }
}

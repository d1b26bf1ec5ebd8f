package org.datawarp.storage.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.LockFile.Mode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // locks are held, not used
class WorkspaceLockTest {
  @TempDir Path root;
  private Workspace workspace;

  @BeforeEach
  void setUp() throws IOException {
    workspace = new Workspace(root);
    Files.createDirectories(workspace.state());
  }

  @Test
  void twoProgramsShareIt() throws Exception {
    try (WorkspaceLock ours = acquire(Mode.SHARED, "refresh a");
        LockProgram other = LockProgram.start(root, "shared")) {
      assertThat(other.firstLine()).isEqualTo("held");
      assertThat(Files.readString(workspace.lockFile()))
          .isEqualTo(self() + "\trefresh a\n" + other.pid() + "\trefresh b\n");
    }
    assertThat(workspace.lockFile()).isEmptyFile();
  }

  @Test
  void anotherProgramIsRefusedAndToldWhoHoldsIt() throws Exception {
    try (WorkspaceLock ours = acquire(Mode.SHARED, "refresh  a\n");
        LockProgram other = LockProgram.start(root, "exclusive")) {
      assertThat(other.firstLine())
          .isEqualTo(
              "the workspace " + root + " is in use by 'refresh a ' (process " + self() + ")");
    }
  }

  @Test
  void anExclusiveHolderKeepsSharedOnesOut() throws Exception {
    try (LockProgram other = LockProgram.start(root, "exclusive")) {
      assertThatThrownBy(() -> acquire(Mode.SHARED, "refresh a"))
          .isInstanceOfSatisfying(
              LockedException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED))
          .hasMessageEndingWith("in use by 'cleanup' (process " + other.pid() + ")");
    }

    acquire(Mode.SHARED, "refresh a").close();
  }

  @Test
  void whatADeadHolderWroteIsRubbedOut() throws Exception {
    LockProgram dead = LockProgram.start(root, "exclusive");
    dead.kill();
    assertThat(workspace.lockFile()).content().contains("cleanup");

    try (WorkspaceLock ours = acquire(Mode.EXCLUSIVE, "archive")) {
      assertThat(workspace.lockFile()).content().isEqualTo(self() + "\tarchive\n");
    }
  }

  @Test
  void damagedTextIsNoObstacle() throws Exception {
    Files.writeString(workspace.lockFile(), "not a pid\tx\n\t\n\0\0");

    try (WorkspaceLock ours = acquire(Mode.EXCLUSIVE, "archive")) {
      assertThat(workspace.lockFile()).content().isEqualTo(self() + "\tarchive\n");
    }
  }

  @Test
  void oneProgramSharesItWithItselfAndARefusalLosesNothing() throws Exception {
    WorkspaceLock first = acquire(Mode.SHARED, "refresh a");
    try (WorkspaceLock second = acquire(Mode.SHARED, "refresh b")) {
      assertThatThrownBy(() -> acquire(Mode.EXCLUSIVE, "cleanup"))
          .isInstanceOf(LockedException.class)
          .hasMessageContaining("'refresh a' (process " + self() + "), 'refresh b' (process");

      first.close();
      try (LockProgram other = LockProgram.start(root, "exclusive")) {
        assertThat(other.firstLine())
            .contains("in use by 'refresh b'")
            .doesNotContain("'refresh a'");
      }
    }
    try (LockProgram other = LockProgram.start(root, "exclusive")) {
      assertThat(other.firstLine()).isEqualTo("held");
    }
  }

  @Test
  void aLockFileThatCannotBeOpenedIsAStorageFailure() throws IOException {
    Files.createDirectories(workspace.lockFile());

    assertThatThrownBy(() -> acquire(Mode.SHARED, "refresh a"))
        .isInstanceOf(StorageException.class)
        .hasMessageStartingWith("cannot lock the workspace with " + workspace.lockFile());
  }

  private WorkspaceLock acquire(Mode mode, String holder) {
    return WorkspaceLock.acquire(workspace, mode, holder, Duration.ZERO);
  }

  private static long self() {
    return ProcessHandle.current().pid();
  }
}

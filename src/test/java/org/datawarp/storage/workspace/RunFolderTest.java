package org.datawarp.storage.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // locks are held, not used
class RunFolderTest {
  @TempDir Path root;
  private Workspace workspace;

  @BeforeEach
  void setUp() {
    workspace = new Workspace(root);
  }

  @Test
  void aRunAtWorkIsAliveForOthersHoweverOftenItIsLookedAt() throws Exception {
    try (RunFolder ours = RunFolder.create(workspace, "r1")) {
      assertThat(RunFolder.isAlive(workspace, "r1")).isTrue();
      assertThat(RunFolder.openAbandoned(workspace, "r1")).isEmpty();

      try (LockProgram other = LockProgram.start(root, "r1")) {
        assertThat(other.firstLine()).isEqualTo("refused");
      }
    }
    assertThat(RunFolder.isAlive(workspace, "r1")).isFalse();
  }

  @Test
  void aRunOfAnotherProgramIsAliveUntilThatDies() throws Exception {
    RunFolder.create(workspace, "r1").close();
    LockProgram other = LockProgram.start(root, "r1");
    assertThat(other.firstLine()).isEqualTo("held");
    assertThat(RunFolder.isAlive(workspace, "r1")).isTrue();

    other.kill();

    assertThat(RunFolder.isAlive(workspace, "r1")).isFalse();
    try (RunFolder abandoned = RunFolder.openAbandoned(workspace, "r1").orElseThrow()) {
      abandoned.delete();
    }
    assertThat(workspace.runs()).isEmptyDirectory();
  }

  @Test
  void deletingTakesAllThatIsInIt() throws IOException {
    try (RunFolder ours = RunFolder.create(workspace, "r1")) {
      Files.createDirectories(ours.path().resolve("a").resolve("b"));
      Files.writeString(ours.path().resolve("a").resolve("file"), "x");

      ours.delete();
      ours.delete();
    }
    assertThat(workspace.runs()).isEmptyDirectory();
  }

  @Test
  void foldersAreListedByName() throws IOException {
    assertThat(RunFolder.list(workspace)).isEmpty();
    RunFolder.create(workspace, "b").close();
    RunFolder.create(workspace, "a").close();
    Files.writeString(workspace.runs().resolve("file"), "");

    assertThat(RunFolder.list(workspace)).containsExactly("a", "b");
  }

  @Test
  void oneRunIsNotMadeTwice() {
    try (RunFolder ours = RunFolder.create(workspace, "r1")) {
      assertThatThrownBy(() -> RunFolder.create(workspace, "r1"))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aRunWithoutAFolderIsNeitherAliveNorAbandoned() {
    assertThat(RunFolder.isAlive(workspace, "none")).isFalse();
    assertThat(RunFolder.openAbandoned(workspace, "none")).isEmpty();
    assertThat(workspace.runs()).doesNotExist();
  }
}

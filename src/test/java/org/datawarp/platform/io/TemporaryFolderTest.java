package org.datawarp.platform.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
  @TempDir Path parent;

  @Test
  void closingRemovesAllThatIsInIt() throws IOException {
    Path path;
    try (TemporaryFolder folder = TemporaryFolder.in(parent)) {
      path = folder.path();
      Files.createDirectories(path.resolve("a/b"));
      Files.writeString(path.resolve("a/b/member.tmp"), "x");
    }

    assertThat(path).doesNotExist();
  }

  @Test
  void whatASignalStopsLeavesNothing() throws IOException {
    TemporaryFolder folder = TemporaryFolder.in(parent);
    Files.writeString(folder.path().resolve("member.tmp"), "x");

    TemporaryFolder.removeOpen();

    assertThat(folder.path()).doesNotExist();
    folder.close();
  }

  @Test
  void whatAKilledProgramLeftIsRemovedAndNothingElse() throws IOException {
    Path abandoned = Files.createTempDirectory("datawarp-");
    Files.createFile(abandoned.resolve(".alive"));
    Files.writeString(abandoned.resolve("member.tmp"), "x");
    Path foreign = Files.createTempDirectory("datawarp-");
    Path file = Files.writeString(foreign.resolve("notes.txt"), "a person's own");
    try (TemporaryFolder open = TemporaryFolder.create()) {
      TemporaryFolder.removeAbandoned();

      assertThat(abandoned).doesNotExist();
      assertThat(open.path()).isDirectory();
      assertThat(file).exists();
      // Trying the lock of its own folder would have dropped it.
      assertThat(isLockedForOthers(open.path().resolve(".alive"))).isTrue();
    }
    TemporaryFolder.deleteTree(foreign);
  }

  private static boolean isLockedForOthers(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return channel.tryLock() == null;
    } catch (java.nio.channels.OverlappingFileLockException e) {
      return true;
    }
  }
}

package org.datawarp.platform.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.datawarp.model.error.StorageException;
import org.datawarp.storage.workspace.LockProgram;
import org.datawarp.storage.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // locks are held, not used
class LockFileTest {
  @TempDir Path root;

  @Test
  void threadsPassOneAtATime() throws Exception {
    Path lock = root.resolve("gate");
    Path counter = Files.writeString(root.resolve("counter"), "0");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> work = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      work.add(
          threads.submit(
              () -> {
                try (LockFile gate = LockFile.hold(lock)) {
                  int value = Integer.parseInt(Files.readString(counter));
                  Files.writeString(counter, String.valueOf(value + 1));
                }
                return null;
              }));
    }
    for (Future<?> one : work) {
      one.get();
    }
    threads.shutdown();

    assertThat(counter).hasContent("40");
  }

  @Test
  void anotherProgramsHoldIsSeen() throws Exception {
    Path lock = new Workspace(root).state().resolve("gate");
    try (LockProgram other = LockProgram.start(root, "gate")) {
      assertThat(other.firstLine()).isEqualTo("held");
      assertThat(isFree(lock)).isFalse();
    }
    try (LockFile gate = LockFile.hold(lock)) {
      assertThat(gate).isNotNull();
    }
    assertThat(isFree(lock)).isTrue();
  }

  @Test
  void aGateThatFailsToOpenHoldsNothing() throws IOException {
    Path blocked = Files.createDirectories(root.resolve("gate"));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> LockFile.hold(blocked))
          .isInstanceOf(StorageException.class)
          .hasMessageStartingWith("cannot lock " + blocked);
    }
    Files.delete(blocked);

    LockFile.hold(blocked).close();
  }

  private static boolean isFree(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    }
  }
}

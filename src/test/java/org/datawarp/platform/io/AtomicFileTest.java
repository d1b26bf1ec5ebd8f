package org.datawarp.platform.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void aFailedWriteLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("a.txt");
    Files.writeString(file, "old");

    assertThatThrownBy(
            () ->
                AtomicFile.replace(
                    file,
                    out -> {
                      out.write("half".getBytes(StandardCharsets.UTF_8));
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
        .hasMessage("cannot write " + file + ": No space left on device");

    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  void aBugWhileWritingLeavesNothingBeside() throws IOException {
    Path file = folder.resolve("a.txt");

    assertThatThrownBy(
            () ->
                AtomicFile.replace(
                    file,
                    out -> {
                      throw new StackOverflowError();
                    }))
        .isInstanceOf(StackOverflowError.class);

    assertThat(names()).isEmpty();
  }

  @Test
  void theNewContentReplacesTheOldAndFoldersAreMade() throws IOException {
    Path file = folder.resolve("b").resolve("c").resolve("a.txt");

    AtomicFile.replace(file, "first, much longer");
    AtomicFile.replace(file, "£ second");

    assertThat(Files.readString(file)).isEqualTo("£ second");
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void othersMayReadTheFileAsTheyMayAnyNewOne() throws IOException {
    Path usual = Files.writeString(folder.resolve("usual.txt"), "x");
    Path file = folder.resolve("a.txt");

    AtomicFile.replace(file, "x");

    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(usual));
  }

  @Test
  void aFolderInThePlaceOfTheFileIsAStorageFailure() throws IOException {
    Path taken = Files.createDirectories(folder.resolve("a.txt").resolve("inside")).getParent();

    assertThatThrownBy(() -> AtomicFile.replace(taken, "x"))
        .isInstanceOf(StorageException.class)
        .hasMessageStartingWith("cannot write " + taken + ": ");

    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  void moveOverOfAMissingFileLeavesTheTarget() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "kept");

    assertThatThrownBy(() -> AtomicFile.moveOver(folder.resolve("missing"), target))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("no such file");

    assertThat(target).hasContent("kept");
  }

  @Test
  void moveOverReplaces() throws IOException {
    Path from = Files.writeString(folder.resolve("from"), "new");
    Path target = Files.writeString(folder.resolve("target"), "old");

    AtomicFile.moveOver(from, target);

    assertThat(target).hasContent("new");
    assertThat(names()).containsExactly("target");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}

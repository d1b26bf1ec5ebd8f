package org.datawarp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a signal leaves of a file that is being read: nothing, now or after the next start. */
class SignalIT {
  private static final int MEMBER_MIB = 200;

  @TempDir Path folder;
  private Path temporary;

  @BeforeEach
  void setUp() throws IOException {
    temporary = Files.createDirectory(folder.resolve("tmp"));
  }

  @Test
  void sigtermLeavesNothing() throws Exception {
    Process process = stoppedAtItsMember(Process::destroy);

    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(left()).isEmpty();
  }

  @Tag("slow")
  @Test
  void whatKillLeftIsRemovedByTheNextStart() throws Exception {
    stoppedAtItsMember(Process::destroyForcibly);
    assertThat(left()).isNotEmpty();

    Path small = Files.writeString(folder.resolve("small.csv"), "a,b\n1,2\n3,4\n");
    assertThat(start(small).waitFor()).isZero();

    assertThat(left()).isEmpty();
  }

  private Process stoppedAtItsMember(java.util.function.Consumer<Process> signal) throws Exception {
    Path zip = zip();
    try (WatchService watch = temporary.getFileSystem().newWatchService()) {
      temporary.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      Process process = start(zip);
      watch.take();
      Path own = left().get(0);
      own.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      while (left(own).stream().noneMatch(file -> file.toString().contains("member"))) {
        watch.take().reset();
      }
      signal.accept(process);
      process.waitFor();
      return process;
    }
  }

  private Process start(Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=" + temporary,
            "-XX:-UsePerfData",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "org.datawarp.app.Main",
            "inspect",
            file.toString())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private List<Path> left() throws IOException {
    return left(temporary);
  }

  private static List<Path> left(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** A ZIP whose member takes a while to unpack. */
  private Path zip() throws IOException {
    Path zip = folder.resolve("data.zip");
    byte[] rows = "a,b,c\n1,2,3\n".repeat((1 << 20) / 12).getBytes(StandardCharsets.UTF_8);
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(file)) {
      out.putNextEntry(new ZipEntry("data.csv"));
      for (int i = 0; i < MEMBER_MIB; i++) {
        out.write(rows);
      }
    }
    return zip;
  }
}

package org.datawarp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.datawarp.testing.DocumentedCommand;
import org.datawarp.testing.S3Server;
import org.datawarp.testing.Shell;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of the documents, in their order, typed into a shell: each prints what is written
 * below it. Run ids, times, sizes and hashes count as equal, and {@code …} stands for anything.
 *
 * <p>Of a Markdown file the blocks marked {@code console} are run, and what a comment that begins
 * with {@code <!-- run} says, which makes ready what a page only talks about.
 */
@Tag("slow")
class DocumentedCommandsIT {
  private static final String KEYS =
      "R2_ACCESS_KEY_ID=" + S3Server.KEY_ID + "\nR2_SECRET_ACCESS_KEY=" + S3Server.SECRET + "\n";

  @TempDir Path folder;

  @Test
  void theTourOfTheReadmeWorksFromACleanClone() throws IOException {
    Path clone = Files.createDirectories(folder.resolve("clone"));
    Files.createSymbolicLink(clone.resolve("src"), Path.of("src").toAbsolutePath());
    Files.createDirectories(clone.resolve("target"));
    program(clone.resolve("target/datawarp"));

    try (Shell shell = Shell.open(clone, Map.of("/mnt/nas", folder.resolve("nas").toString()))) {
      Files.createDirectories(folder.resolve("nas"));
      List<String> wrong = shell.run(DocumentedCommand.read(Path.of("README.md")));
      shell.type("datawarp db stop");

      assertThat(wrong).isEmpty();
    }
  }

  @Test
  void theSessionsOfTheOperationsPageAreAsTheyAreWritten() throws IOException {
    Path work = Files.createDirectories(folder.resolve("work"));
    Path nas = Files.createDirectories(folder.resolve("nas"));
    program(Files.createDirectories(folder.resolve("bin")).resolve("datawarp"));

    Path keys = Files.writeString(folder.resolve("r2.env"), KEYS);
    try (S3Server server = S3Server.start(folder.resolve("bucket"), "nhs-archive");
        Shell shell = Shell.open(work, places(nas, keys, server))) {
      shell.type("PATH=" + folder.resolve("bin") + ":$PATH");
      List<String> wrong = shell.run(DocumentedCommand.read(Path.of("docs", "operations.md")));
      shell.type("datawarp db stop");

      assertThat(wrong).isEmpty();
    }
  }

  /** What stands in the test for the places that the page names. */
  private static Map<String, String> places(Path nas, Path keys, S3Server server) {
    return Map.of(
        "/mnt/nas",
        nas.toString(),
        "~/.config/datawarp/r2.env",
        keys.toString(),
        "https://<account>.r2.cloudflarestorage.com",
        server.endpoint());
  }

  /** The packaged program where there is one, else this test's classes. */
  private static void program(Path script) throws IOException {
    if (Files.isExecutable(PackagedProgram.SCRIPT)) {
      Files.createSymbolicLink(script, PackagedProgram.SCRIPT);
      return;
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path arguments = script.resolveSibling("classpath");
    Files.writeString(
        arguments,
        "--enable-native-access=ALL-UNNAMED\n-XX:TieredStopAtLevel=1\n-cp\n\""
            + absolute(System.getProperty("java.class.path"))
            + "\"\n");
    Files.writeString(
        script,
        "#!/bin/sh\nexec '" + java + "' '@" + arguments + "' org.datawarp.app.Main \"$@\"\n");
    script.toFile().setExecutable(true);
  }

  private static String absolute(String classPath) {
    return String.join(
        java.io.File.pathSeparator,
        java.util.Arrays.stream(classPath.split(java.io.File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }
}

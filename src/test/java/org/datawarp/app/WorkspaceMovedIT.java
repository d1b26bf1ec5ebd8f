package org.datawarp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.testing.ServerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A workspace in another folder, on another machine, with another server. */
class WorkspaceMovedIT {
  private static final String ROWS = "Region,Patients\nNorth,1\nSouth,2\n";

  @TempDir Path folder;

  private final List<Path> started = new ArrayList<>();
  private Path csv;

  @BeforeEach
  void write() throws IOException {
    csv = Files.writeString(folder.resolve("beds-Aug-2025.csv"), ROWS);
  }

  @AfterEach
  void stop() {
    started.stream()
        .filter(Files::isDirectory)
        .forEach(workspace -> run(workspace, Map.of(), "db", "stop"));
  }

  /** The server runs while its folder is moved: it takes no session in by the new name. */
  @Test
  void aWorkspaceWhoseServerRunsCanBeMoved() throws IOException {
    Path old = embedded("running");
    ok(old, "refresh", "beds_aug25", "--url", csv.toString());
    ok(old, "db", "start");
    Path moved = folder.resolve("moved while running");
    Files.move(old, moved);
    started.add(moved);

    assertThat(ok(moved, "list").out()).contains("beds_aug25");
    assertThat(ok(moved, "refresh", "beds_aug25").out()).contains("unchanged");
  }

  /** The old folder is gone, and so is the file that it was loaded from. */
  @Test
  void aMovedWorkspaceGoesOnWithAllItKnows() throws IOException {
    Path old = embedded("old");
    ok(old, "refresh", "beds_aug25", "--url", csv.toString());
    ok(old, "db", "stop");
    Path moved = folder.resolve("elsewhere/moved to");
    Files.createDirectories(moved.getParent());
    Files.move(old, moved);
    Files.delete(csv);
    started.add(moved);

    assertThat(ok(moved, "status").out()).contains(moved.toString()).doesNotContain(old + ",");
    assertThat(ok(moved, "refresh", "beds_aug25", "--offline").out()).contains("unchanged");
    Program.Ended without = run(moved, Map.of(), "refresh", "beds_aug25");
    assertThat(without.status()).isEqualTo(12);
    assertThat(without.err()).contains("--url", "--offline");
    assertThat(ok(moved, "trace", "beds_aug25", "--row", "2").out()).contains("same");
    ok(moved, "archive", "beds_aug25");
    ok(moved, "restore", "beds_aug25");
    Path there = Files.writeString(folder.resolve("beds-Aug-2025-v2.csv"), ROWS + "West,3\n");
    assertThat(ok(moved, "refresh", "beds_aug25", "--url", there.toString()).out())
        .contains("beds_aug25 (2025-08): refreshed");
    assertThat(ok(moved, "cleanup").out()).contains("nothing");
  }

  /** A copy that lost its permissions, made on a machine of another kind. */
  @Tag("slow")
  @Test
  void aCopyWithOpenFoldersAndProgramsOfAnotherMachineStarts() throws IOException {
    assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
    Path old = embedded("old");
    ok(old, "refresh", "beds_aug25", "--url", csv.toString());
    ok(old, "db", "stop");
    Path copy = folder.resolve("copy");
    copy(old, copy, "rwxrwxr-x");
    Path origin = programs(copy).resolve("unpacked-from");
    String here = Files.readString(origin);
    Files.delete(origin);
    Files.writeString(origin, here.replaceFirst("postgres-[a-z]+-\\w+", "postgres-solaris-sparc"));
    started.add(copy);

    assertThat(ok(copy, "refresh", "beds_aug25").out()).contains("unchanged");

    Path server = copy.resolve(".datawarp/postgres");
    for (String path : List.of("", "data", "passfile", "adminfile")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.resolve(path))))
          .as(path)
          .endsWith("------");
    }
    assertThat(programs(copy).resolve("unpacked-from")).hasContent(here);
  }

  @Test
  void aCopyOfARunningWorkspaceHasAServerOfItsOwn() throws IOException {
    Path old = embedded("old");
    ok(old, "db", "start");
    ok(old, "refresh", "beds_aug25", "--url", csv.toString());
    Path copy = folder.resolve("copy");
    copy(old, copy, null);
    started.add(copy);

    ok(copy, "remove", "beds_aug25");

    assertThat(ok(copy, "db", "url").out()).isNotEqualTo(ok(old, "db", "url").out());
    assertThat(ok(old, "refresh", "beds_aug25").out()).contains("unchanged");
  }

  /** Without the old server, from a backup, into a database that somebody else runs. */
  @Tag("slow")
  @Test
  void anotherServerTakesOverFromABackup() throws IOException {
    Path old = embedded("old");
    ok(old, "refresh", "beds_aug25", "--url", csv.toString());
    ok(old, "backup", "create", "--writer", "own");
    ok(old, "db", "stop");
    Path moved = folder.resolve("moved");
    Files.move(old, moved);
    delete(moved.resolve(".datawarp/postgres"));
    Map<String, String> other =
        Map.of("DATAWARP_DB_URL", String.valueOf(PostgresExtension.ownedDatabase().url()));

    Program.Ended empty = run(moved, other, "refresh", "beds_aug25");
    assertThat(empty.status()).isEqualTo(18);
    assertThat(empty.err()).contains("this database is empty");
    assertThat(run(moved, other, "backup", "restore").status()).isZero();

    Program.Ended refreshed = run(moved, other, "refresh", "beds_aug25");
    assertThat(refreshed.out()).as("%s", refreshed).contains("unchanged");
    Path copy = folder.resolve("copy");
    copy(moved, copy, null);
    Program.Ended two = run(copy, other, "refresh", "beds_aug25");
    assertThat(two.status()).isEqualTo(18);
    assertThat(two.err()).contains("is a copy of " + moved);
    delete(moved);
    assertThat(run(copy, other, "refresh", "beds_aug25").out()).contains("unchanged");
  }

  private Path embedded(String name) throws IOException {
    Path workspace = Files.createDirectories(folder.resolve(name));
    ok(workspace, "init");
    ServerTemplate.copyTo(workspace.resolve(".datawarp/postgres"));
    started.add(workspace);
    return workspace;
  }

  private static Path programs(Path workspace) throws IOException {
    try (Stream<Path> folders = Files.list(workspace.resolve(".datawarp/postgres"))) {
      return folders
          .filter(path -> path.getFileName().toString().matches("\\d+"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Program.Ended ok(Path workspace, String... words) {
    Program.Ended ended = run(workspace, Map.of(), words);
    assertThat(ended.status()).as("%s: %s", List.of(words), ended).isZero();
    return ended;
  }

  private static Program.Ended run(
      Path workspace, Map<String, String> environment, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--workspace", workspace.toString()));
    return Program.run(environment, all.toArray(String[]::new));
  }

  /** Copies as people do, who may lose permissions on the way. */
  private static void copy(Path from, Path to, String mode) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path copy = to.resolve(from.relativize(path).toString());
        Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
        if (mode != null) {
          Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString(mode));
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path inner, IOException failure)
              throws IOException {
            Files.delete(inner);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}

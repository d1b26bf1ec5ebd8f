package org.datawarp.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.datawarp.app.PackagedProgram.Ended;
import org.datawarp.testing.ServerPrograms;
import org.datawarp.testing.ServerTemplate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The program as people get it: {@code target/datawarp.jar} and {@code target/datawarp}. */
class PackagedJarIT {
  private static final String CSV =
      "Period,Organisation,Open referrals\n2025-08,RAA,12\n2025-08,RAB,*\n2025-08,RAC,15\n";

  @TempDir Path temporary;
  private Path folder;
  private Path csv;

  @BeforeEach
  void setUp() throws IOException {
    folder = Files.createDirectories(temporary.resolve("a folder with spaces"));
    csv = Files.writeString(folder.resolve("adhd_aug25.csv"), CSV);
  }

  static List<PackagedProgram> programs() {
    return PackagedProgram.all();
  }

  /** The launcher and the JAR, where they differ, on one JDK. */
  static List<PackagedProgram> both() {
    return PackagedProgram.all().subList(0, 2);
  }

  /** The launcher on the first JDK and the JAR on the last. */
  static List<PackagedProgram> ends() {
    List<PackagedProgram> all = PackagedProgram.all();
    return List.of(all.get(0), all.get(all.size() - 1));
  }

  /** Where what is tried does not depend on how the program was started. */
  static List<PackagedProgram> one() {
    return PackagedProgram.all().subList(0, 1);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void theVersionIsOneLineAndNothingElseIsPrinted(PackagedProgram program) throws Exception {
    Ended ended = program.run(folder, Map.of(), "--version");

    assertThat(ended.status()).isZero();
    assertThat(ended.out()).matches("datawarp \\d+\\.\\d+\\.\\d+\\R");
    assertThat(ended.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("one")
  void filesOfEveryKindAreInspectedInSilence(PackagedProgram program) throws Exception {
    Path xlsx = workbook(new XSSFWorkbook(), "adhd_aug25.xlsx");
    Path xls = workbook(new HSSFWorkbook(), "adhd_aug25.xls");
    for (Path file : List.of(csv, xlsx, xls)) {
      Ended ended = program.run(folder, Map.of(), "inspect", file.toString(), "--json");

      assertThat(ended.err()).isEmpty();
      assertThat(ended.status()).isZero();
      assertThat(ended.out()).contains("\"open_referrals\"").startsWith("{").endsWith("}\n");
    }
    assertThat(names(folder)).doesNotContain(".datawarp");
  }

  @ParameterizedTest
  @MethodSource("ends")
  void aWholeRefreshRunsOnTheEmbeddedServer(PackagedProgram program) throws Exception {
    Path workspace = folder.resolve("work space");
    if (!program.equals(ends().get(0))) {
      // The first one has unpacked the server's programs itself, which takes seconds.
      ServerPrograms.putInto(workspace.resolve(".datawarp/postgres"));
    }
    try {
      Ended first = in(program, workspace, "refresh", "adhd_aug25", "--url", csv.toString());
      assertThat(first.err()).isEmpty();
      assertThat(first.status()).isZero();
      assertThat(first.out()).contains("adhd_aug25 (2025-08): refreshed");
      assertThat(workspace.resolve("output/current/adhd_aug25.parquet")).isNotEmptyFile();

      Ended second = in(program, workspace, "refresh", "adhd_aug25");
      assertThat(second.out()).startsWith("adhd_aug25 (2025-08): unchanged");
      assertThat(second.err()).isEmpty();

      Ended list = in(program, workspace, "list", "--json");
      assertThat(list.err()).isEmpty();
      assertThat(list.out()).startsWith("{").contains("\"rows\" : 3").endsWith("}\n");

      Ended status = in(program, workspace, "db", "status", "--json");
      assertThat(status.out()).contains("\"kind\" : \"embedded\"");
      assertThat(status.status()).isZero();
    } finally {
      assertThat(in(program, workspace, "db", "stop").status()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("both")
  void namesBeyondAsciiWorkUnderTheLocaleOfCronOrTheLocaleIsNamed(PackagedProgram program)
      throws Exception {
    assumeTrue(System.getProperty("sun.jnu.encoding").equals("UTF-8"));
    Path named = Files.createDirectory(folder.resolve("w\u00f6rk"));
    Files.writeString(named.resolve("b\u00e4ds_aug25.csv"), CSV);
    Map<String, String> cron = Map.of("LC_ALL", "C", "LANG", "");

    Ended inspected = program.run(folder, cron, "inspect", "w\u00f6rk/b\u00e4ds_aug25.csv");
    Ended made = program.run(named, cron, "init");

    if (program.name().startsWith("launcher")) {
      assertThat(inspected.err()).isEmpty();
      assertThat(inspected.status()).isZero();
      assertThat(made.status()).isZero();
      assertThat(named.resolve(".datawarp")).isDirectory();
    } else {
      failed(inspected, 2, "LC_ALL=C.UTF-8");
      failed(made, 2, "LC_ALL=C.UTF-8");
      assertThat(names(folder)).containsExactlyInAnyOrder("adhd_aug25.csv", "w\u00f6rk");
    }
  }

  @ParameterizedTest
  @MethodSource("one")
  void aFailureIsOneLineWithAHintAndItsCode(PackagedProgram program) throws Exception {
    failed(in(program, folder, "inspect", "no-such-file.csv"), 10, "no such file");
  }

  @Test
  void failuresHaveTheirCodes() throws Exception {
    Path workspace = folder.resolve("failing");
    Path configuration = Files.createDirectories(workspace.resolve(".datawarp"));
    Files.writeString(configuration.resolve("config.yaml"), "downloads:\n  retries: 0\n");
    ServerTemplate.copyTo(configuration.resolve("postgres"));
    Path broken = Files.writeString(folder.resolve("broken_aug25.xlsx"), "PK\3\4 not a workbook");
    Path october = Files.writeString(folder.resolve("adhd_oct25.csv"), CSV);
    try {
      failed(here(workspace, "refresh", "adhd_aug25", "--nope"), 2, "Unknown option");
      failed(here(workspace, "export", "no_such_source"), 10, "no_such_source");
      failed(here(workspace, "inspect", broken.toString()), 13, "broken_aug25.xlsx");
      failed(
          here(workspace, "refresh", "b_aug25", "--url", "http://127.0.0.1:1/b_aug25.csv"),
          12,
          "127.0.0.1:1");
      failed(
          here(workspace, "refresh", "adhd_aug25", "--url", october.toString()),
          18,
          "adhd_oct25.csv");
      assertThat(workspace.resolve("output/current/adhd_aug25.parquet")).doesNotExist();
    } finally {
      here(workspace, "db", "stop");
    }
  }

  @ParameterizedTest
  @MethodSource("both")
  void itRunsWithoutAHome(PackagedProgram program) throws Exception {
    for (String home : List.of("", "/dev/null")) {
      Ended ended = program.run(folder, Map.of("HOME", home, "XDG_CACHE_HOME", ""), "list");

      assertThat(ended.err()).isEmpty();
      assertThat(ended.status()).isZero();
      assertThat(ended.out()).contains("nothing loaded in ");
    }
    assertThat(names(folder)).containsExactly("adhd_aug25.csv");
  }

  @Tag("slow")
  @Test
  void thePrintedCronLineRunsWithNothingAroundItAndIsSilentWhereNothingIsNew() throws Exception {
    Path workspace = folder.resolve("100% scheduled");
    Path configuration = Files.createDirectories(workspace.resolve(".datawarp"));
    assertThat(here(workspace, "init").status()).isZero();
    ServerTemplate.copyTo(configuration.resolve("postgres"));
    Files.writeString(
        configuration.resolve("config.yaml"),
        "publications:\n  adhd:\n    urls: {2025-08: '" + csv + "'}\n    consolidate: false\n");
    String line =
        in(one().get(0), workspace, "schedule", "print", "--cron")
            .out()
            .lines()
            .filter(text -> text.contains("schedule run due"))
            .map(text -> text.split(" ", 6)[5].replace("\\%", "%"))
            .findFirst()
            .orElseThrow();
    PackagedProgram shell =
        new PackagedProgram(
            "cron",
            Path.of(System.getProperty("java.home")),
            List.of("/usr/bin/env", "-i", "/bin/sh", "-c", line));
    try {
      Ended first = shell.run(folder, Map.of());
      assertThat(first.err()).isEmpty();
      assertThat(first.out()).contains("adhd_aug25", "refreshed");
      assertThat(first.status()).isZero();

      assertThat(shell.run(folder, Map.of())).isEqualTo(new Ended(0, "", ""));
    } finally {
      assertThat(here(workspace, "db", "stop").status()).isZero();
    }
  }

  @Test
  void aFullDiskIsOneLineAndChangesNothing() throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    assumeTrue(mount("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()));
    try {
      Files.write(disk.resolve("filler"), new byte[48 * 1024]);
      Ended ended = here(disk, "refresh", "adhd_aug25", "--url", csv.toString());

      failed(ended, 16, disk.toString());
      assertThat(disk.resolve("output/current/adhd_aug25.parquet")).doesNotExist();
    } finally {
      assertThat(mount("umount", disk.toString())).isTrue();
    }
  }

  @Test
  void aReadOnlyWorkspaceIsOneLineAndChangesNothing() throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    assumeTrue(mount("mount", "-t", "tmpfs", "-o", "size=64k,ro", "tmpfs", disk.toString()));
    try {
      failed(
          here(disk, "refresh", "adhd_aug25", "--url", csv.toString()),
          16,
          "read-only file system");
      failed(here(disk, "init"), 16, "read-only file system");
      assertThat(here(disk, "list").status()).isZero();
      assertThat(names(disk)).isEmpty();
    } finally {
      assertThat(mount("umount", disk.toString())).isTrue();
    }
  }

  @Test
  void theJarIsMergedAsItsLibrariesNeed() throws IOException {
    try (JarFile jar = new JarFile(PackagedProgram.JAR.toFile())) {
      Manifest manifest = jar.getManifest();
      assertThat(manifest.getMainAttributes().getValue("Multi-Release")).isEqualTo("true");
      assertThat(manifest.getMainAttributes().getValue("Enable-Native-Access"))
          .isEqualTo("ALL-UNNAMED");
      assertThat(jar.stream().map(entry -> entry.getName().toUpperCase(java.util.Locale.ROOT)))
          .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA|EC)"))
          .noneMatch(name -> name.endsWith("MODULE-INFO.CLASS"));
      assertThat(service(jar, "org.flywaydb.core.extensibility.Plugin"))
          .contains("PostgreSQLDatabaseType");
      assertThat(service(jar, "org.apache.poi.ss.usermodel.WorkbookProvider"))
          .contains("HSSFWorkbookFactory");
      assertThat(jar.stream().map(JarEntry::getName))
          .noneMatch(name -> name.startsWith("org/apache/poi/xssf/"))
          .noneMatch(name -> name.startsWith("org/apache/xmlbeans/"));
      assertThat(service(jar, "java.sql.Driver")).contains("org.postgresql.Driver");
    }
  }

  private static void failed(Ended ended, int status, String message) {
    assertThat(ended.err()).contains("error: ").contains(message).doesNotContain("\tat ");
    assertThat(ended.err()).contains("hint:  ");
    assertThat(ended.status()).as(ended.err()).isEqualTo(status);
    assertThat(ended.out()).isEmpty();
  }

  private Ended in(PackagedProgram program, Path workspace, String... arguments) throws Exception {
    String[] all =
        Stream.concat(Stream.of(arguments), Stream.of("--workspace", workspace.toString()))
            .toArray(String[]::new);
    return program.run(folder, Map.of(), all);
  }

  /** Runs the whole program in this process, where nothing depends on how it is started. */
  private static Ended here(Path workspace, String... arguments) {
    String[] all =
        Stream.concat(Stream.of(arguments), Stream.of("--workspace", workspace.toString()))
            .toArray(String[]::new);
    Program.Ended ended = Program.run(Map.of(), all);
    return new Ended(ended.status(), ended.out(), ended.err());
  }

  private static String service(JarFile jar, String name) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry("META-INF/services/" + name))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private Path workbook(Workbook workbook, String name) throws IOException {
    Path file = folder.resolve(name);
    try (workbook;
        var out = Files.newOutputStream(file)) {
      Sheet sheet = workbook.createSheet("Table 1");
      int number = 0;
      for (String line : CSV.lines().toList()) {
        Row row = sheet.createRow(number++);
        int column = 0;
        for (String cell : line.split(",")) {
          if (cell.matches("\\d+")) {
            row.createCell(column++).setCellValue(Integer.parseInt(cell));
          } else {
            row.createCell(column++).setCellValue(cell);
          }
        }
      }
      workbook.write(out);
    }
    return file;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Needs the right to mount; false where there is none. */
  private static boolean mount(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}

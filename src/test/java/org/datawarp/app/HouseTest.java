package org.datawarp.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rooms of the house and which library lives in which. */
class HouseTest {
  private static final List<String> CORE = List.of("model", "error");
  private static final List<String> GROUND = List.of("db", "workspace", "config", "codec");
  private static final List<String> SKILLS =
      List.of(
          "manifest",
          "discover",
          "download",
          "workbook",
          "extract",
          "load",
          "export",
          "journal",
          "cloud",
          "dump");
  private static final List<String> SHARED = List.of("run", "version");
  private static final List<String> WORKFLOWS =
      List.of(
          "refresh", "look", "setup", "server", "archive", "restore", "cleanup", "remove", "undo",
          "sync", "backup", "adopt");

  private static JavaClasses house;

  @BeforeAll
  static void read() {
    house =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.datawarp");
  }

  @Test
  void roomsHaveNoCycles() {
    slices().matching("org.datawarp.(*)..").should().beFreeOfCycles().check(house);
  }

  @Test
  void everyClassIsInARoom() {
    String[] rooms = allowed().keySet().stream().map(HouseTest::in).toArray(String[]::new);

    classes().should().resideInAnyPackage(rooms).check(house);
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomUsesOnlyWhatIsBelow(String room) {
    List<String> below = allowed().getOrDefault(room, List.of());
    String[] forbidden =
        allowed().keySet().stream()
            .filter(other -> !other.equals(room) && !below.contains(other))
            .map(HouseTest::in)
            .toArray(String[]::new);
    if (forbidden.length > 0) {
      noClasses()
          .that()
          .resideInAPackage(in(room))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(forbidden)
          .check(house);
    }
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void aLibraryLivesInItsRooms(Library library) {
    rule(library).check(house);
  }

  static List<String> rooms() {
    return List.copyOf(allowed().keySet());
  }

  static List<Library> libraries() {
    return List.of(
        new Library("picocli..", "cli", "app"),
        new Library("me.tongfei..", "cli"),
        new Library("ch.qos.logback..", "cli"),
        new Library("org.apache.poi..", "workbook"),
        new Library("com.fasterxml.aalto..", "workbook"),
        new Library("org.jsoup..", "discover"),
        new Library("org.apache.parquet..", "export"),
        new Library("com.github.luben..", "export"),
        new Library("com.fasterxml.jackson..", "codec"),
        new Library("org.snakeyaml..", "codec"),
        new Library("com.zaxxer.hikari..", "db"),
        new Library("org.flywaydb..", "db"),
        new Library("org.tukaani..", "db"),
        new Library("org.apache.commons.compress..", "db", "workbook"),
        new Library("org.postgresql..", "db", "load", "export", "dump"),
        new Library(
            "java.sql..",
            "db",
            "load",
            "export",
            "journal",
            "dump",
            "run",
            "version",
            "refresh",
            "look",
            "archive",
            "restore",
            "cleanup",
            "remove",
            "undo",
            "backup"),
        new Library("software.amazon..", "cloud"),
        new Library("java.net.http..", "download"),
        // Each expression in these is held to a number of steps by PatternsTest.
        new Library(
            "java.util.regex..",
            "backup",
            "cleanup",
            "cli",
            "cloud",
            "config",
            "db",
            "discover",
            "download",
            "dump",
            "extract",
            "journal",
            "load",
            "look",
            "manifest",
            "model",
            "restore",
            "sync",
            "version",
            "workbook"));
  }

  /** A library's packages and the rooms it lives in. */
  record Library(String packages, String... rooms) {
    @Override
    public String toString() {
      return packages + " in " + Arrays.toString(rooms);
    }
  }

  private static ArchRule rule(Library library) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(
            Arrays.stream(library.rooms()).map(HouseTest::in).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library.packages());
  }

  /** What each room may use besides itself. */
  private static Map<String, List<String>> allowed() {
    Map<String, List<String>> allowed = new TreeMap<>();
    allowed.put("model", List.of("error"));
    allowed.put("error", List.of());
    GROUND.forEach(room -> allowed.put(room, CORE));
    allowed.put("config", join(CORE, List.of("codec", "workspace")));
    SKILLS.forEach(room -> allowed.put(room, join(CORE, GROUND)));
    allowed.put("extract", join(CORE, join(GROUND, List.of("workbook"))));
    SHARED.forEach(room -> allowed.put(room, join(CORE, join(GROUND, SKILLS))));
    allowed.put("version", join(join(CORE, GROUND), join(SKILLS, List.of("run"))));
    WORKFLOWS.forEach(room -> allowed.put(room, join(join(CORE, GROUND), join(SKILLS, SHARED))));
    allowed.put("cli", join(CORE, join(WORKFLOWS, List.of("codec"))));
    allowed.put(
        "app",
        join(join(CORE, GROUND), join(SKILLS, join(SHARED, join(WORKFLOWS, List.of("cli"))))));
    return allowed;
  }

  private static List<String> join(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private static String in(String room) {
    return "org.datawarp." + room + "..";
  }
}

package org.datawarp.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.datawarp.platform.dump.DumpReader;
import org.datawarp.platform.io.LockFile;
import org.datawarp.platform.postgres.Sql;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The layers are the folders below {@code org.datawarp}, from the top to the bottom. */
class ArchitectureTest {
  private static final String ROOT = "org.datawarp.";

  /** Each uses those after it. */
  static final List<String> LAYERS =
      List.of(
          "app",
          "cli",
          "workflow",
          "lifecycle",
          "pipeline",
          "repository",
          "storage",
          "platform",
          "model");

  private static JavaClasses program;

  @BeforeAll
  static void read() {
    program =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.datawarp");
  }

  @Test
  void aLayerUsesOnlyThoseBelowIt() {
    LayeredArchitecture layers =
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .ensureAllClassesAreContainedInArchitecture();
    for (String layer : LAYERS) {
      layers = layers.layer(layer).definedBy(ROOT + layer + "..");
    }
    for (int at = 0; at < LAYERS.size(); at++) {
      String[] above = LAYERS.subList(0, at).toArray(String[]::new);
      layers =
          at == 0
              ? layers.whereLayer(LAYERS.get(at)).mayNotBeAccessedByAnyLayer()
              : layers.whereLayer(LAYERS.get(at)).mayOnlyBeAccessedByLayers(above);
    }

    layers.check(program);
  }

  @Test
  void theCommandLineSeesWorkflowsAndRecords() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            ROOT + "storage..", ROOT + "platform.postgres..", ROOT + "platform.dump..")
        .check(program);
  }

  @Test
  void workflowsDoNotUseEachOther() {
    slices().matching(ROOT + "workflow.(*)..").should().notDependOnEachOther().check(program);
  }

  @ParameterizedTest
  @ValueSource(strings = {"workflow", "lifecycle", "pipeline", "storage", "platform", "model"})
  void packagesHaveNoCycles(String layer) {
    slices().matching(ROOT + layer + ".(*)..").should().beFreeOfCycles().check(program);
  }

  @ParameterizedTest
  @MethodSource("hidden")
  void nobodyOutsideImportsBelowAFacade(Hidden hidden) {
    noClasses()
        .that(not(resideInAPackage(ROOT + hidden.facade() + "..")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + hidden.below())
        .check(program);
  }

  /** Packages that only the package above them, and those beside them, may use. */
  static List<Hidden> hidden() {
    return List.of(
        new Hidden("pipeline.workbook", "pipeline.workbook.*.."),
        new Hidden("pipeline.extract", "pipeline.extract.*.."),
        new Hidden("pipeline.export", "pipeline.export.parquet.."),
        new Hidden("storage.object", "storage.object.*.."),
        new Hidden("platform.postgres", "platform.postgres.*.."));
  }

  /** What lies below a façade. */
  record Hidden(String facade, String below) {}

  @ParameterizedTest
  @MethodSource("libraries")
  void aLibraryLivesInItsPackages(Library library) {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            Arrays.stream(library.homes()).map(home -> ROOT + home + "..").toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library.packages())
        .check(program);
  }

  @Test
  void onlyTheHelperPreparesStatements() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Sql.class.getName())
        .should()
        .callMethodWhere(target(nameMatching("prepareStatement|prepareCall")))
        .check(program);
  }

  /** One statement of a dump is run by its reader, which wants the notices that it raises. */
  @Test
  void onlyTheHelperAndTheReaderOfDumpsMakeStatements() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Sql.class.getName())
        .and()
        .doNotHaveFullyQualifiedName(DumpReader.class.getName())
        .should()
        .callMethodWhere(target(name("createStatement")))
        .check(program);
  }

  @Test
  void onlyOneClassLocksFiles() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(LockFile.class.getName())
        .should()
        .callMethodWhere(
            target(owner(assignableTo(FileChannel.class)))
                .and(target(nameMatching("lock|tryLock"))))
        .check(program);
  }

  @Test
  void everyPackageOpensWithAPackageInfo() throws IOException {
    Path sources = Path.of("src/main/java/org/datawarp");
    try (Stream<Path> folders = Files.walk(sources)) {
      List<Path> closed =
          folders
              .filter(Files::isDirectory)
              .filter(ArchitectureTest::holdsClasses)
              .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
              .toList();

      assertThat(closed).isEmpty();
    }
  }

  private static boolean holdsClasses(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".java"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Library> libraries() {
    return List.of(
        new Library("picocli..", "cli", "app"),
        new Library("me.tongfei..", "cli"),
        new Library("ch.qos.logback..", "cli"),
        new Library("org.apache.poi..", "pipeline.workbook"),
        new Library("com.fasterxml.aalto..", "pipeline.workbook"),
        new Library("org.jsoup..", "pipeline.discover"),
        new Library("org.apache.parquet..", "pipeline.export"),
        new Library("com.github.luben..", "pipeline.export.parquet"),
        new Library("com.fasterxml.jackson..", "platform.codec"),
        new Library("org.snakeyaml..", "platform.codec"),
        new Library("com.zaxxer.hikari..", "platform.postgres"),
        new Library("org.flywaydb..", "platform.postgres"),
        new Library("org.tukaani..", "platform.postgres"),
        new Library("org.apache.commons.compress..", "platform.postgres", "pipeline.workbook"),
        new Library(
            "org.postgresql..",
            "platform.postgres",
            "platform.dump",
            "pipeline.load",
            "pipeline.export"),
        new Library("software.amazon..", "storage.object.s3"),
        new Library("java.net.http..", "pipeline.download"),
        new Library(
            "java.sql..",
            "platform.postgres",
            "platform.dump",
            "repository",
            "lifecycle",
            "pipeline.load",
            "pipeline.export",
            "workflow"),
        new Library(
            "java.util.regex..",
            "cli",
            "lifecycle.transfer",
            "lifecycle.version",
            "model",
            "pipeline",
            "platform.config",
            "platform.dump",
            "platform.postgres",
            "repository",
            "storage.object",
            "workflow"));
  }

  /** A library's packages and where it lives. */
  record Library(String packages, String... homes) {
    @Override
    public String toString() {
      return packages + " in " + Arrays.toString(homes);
    }
  }
}

package org.datawarp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/architecture.md} names what there is. */
class ArchitectureDocumentTest {
  private static final Path SOURCES = Path.of("src/main/java/org/datawarp");

  private static String text;
  private static String drawing;

  @BeforeAll
  static void read() throws IOException {
    text = Files.readString(Path.of("docs/architecture.md"));
    int start = text.indexOf("```\n") + 4;
    drawing = text.substring(start, text.indexOf("\n```", start));
  }

  @Test
  void theDrawingHasTheLayersThatAreEnforced() {
    List<String> drawn =
        drawing
            .lines()
            .filter(line -> !line.startsWith(" "))
            .map(line -> line.split(" ")[0])
            .toList();

    assertThat(drawn).isEqualTo(ArchitectureTest.LAYERS);
  }

  @Test
  void everyPackageIsNamed() throws IOException {
    List<String> unnamed = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      files
          .filter(file -> file.endsWith("package-info.java"))
          .map(file -> file.getParent().getFileName().toString())
          .filter(name -> !drawing.matches("(?s).*\\b" + name + "\\b.*"))
          .forEach(unnamed::add);
    }

    assertThat(unnamed).isEmpty();
  }

  @Test
  void everyTableIsNamed() throws IOException {
    TreeSet<String> unnamed = new TreeSet<>();
    Pattern table = Pattern.compile("CREATE TABLE (?:IF NOT EXISTS )?datawarp\\.(tbl_\\w+)");
    try (Stream<Path> files = Files.list(Path.of("migrations"))) {
      for (Path file : files.toList()) {
        Matcher matcher = table.matcher(Files.readString(file));
        while (matcher.find()) {
          if (!text.contains("`" + matcher.group(1) + "`")) {
            unnamed.add(matcher.group(1));
          }
        }
      }
    }

    assertThat(unnamed).isEmpty();
  }
}

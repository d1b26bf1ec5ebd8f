package org.datawarp.platform.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.datawarp.app.Main;
import org.datawarp.model.SourceCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordJsonTest {
  private record Part(String source, long sizeBytes) {}

  private enum Kind {
    TABLE_GONE,
    OTHER {
      @Override
      public String toString() {
        return "another one";
      }
    }
  }

  private record Values(
      boolean isWhole,
      int maxCount,
      Kind kind,
      Kind other,
      Instant at,
      Duration seconds,
      Path file,
      SourceCode code,
      Optional<String> none,
      @Nullable String error,
      Map<Kind, Duration> times,
      List<Part> parts) {}

  @JsonKeys({"class=kind", "part.source", "bytes=part.size_bytes", "kept", "all.*"})
  private record Chosen(Kind kind, @Nullable Part part, @Nullable Part all) {
    boolean isKept() {
      return true;
    }
  }

  @JsonKeys("missing")
  private record Wrong(String there) {}

  @Test
  void aComponentIsAKeyInSnakeCase() {
    Values values =
        new Values(
            true,
            3,
            Kind.TABLE_GONE,
            Kind.OTHER,
            Instant.parse("2025-08-01T09:30:00Z"),
            Duration.ofMillis(1234),
            Path.of("a", "b.csv"),
            new SourceCode("adhd_aug25"),
            Optional.empty(),
            null,
            new TreeMap<>(Map.of(Kind.TABLE_GONE, Duration.ofSeconds(2))),
            List.of(new Part("x", 7)));

    assertThat(JsonCodec.writeLine(values))
        .isEqualTo(
            ("{'is_whole':true,'max_count':3,'kind':'table_gone','other':'another one',"
                    + "'at':'2025-08-01T09:30:00Z','seconds':1.234,'file':'a/b.csv',"
                    + "'code':'adhd_aug25','none':null,'error':null,'times':{'table_gone':2.0},"
                    + "'parts':[{'source':'x','size_bytes':7}]}")
                .replace('\'', '"'));
  }

  @Test
  void keysMayBeChosen() {
    assertThat(JsonCodec.writeLine(new Chosen(Kind.OTHER, new Part("x", 7), new Part("y", 8))))
        .isEqualTo(
            "{\"class\":\"another one\",\"source\":\"x\",\"bytes\":7,\"kept\":true,"
                + "\"source\":\"y\",\"size_bytes\":8}");
    assertThat(JsonCodec.object(new Chosen(Kind.OTHER, null, new Part("y", 8))))
        .containsEntry("bytes", null)
        .containsEntry("kept", true);
    assertThat(JsonCodec.object(new Chosen(Kind.OTHER, null, null)))
        .containsOnlyKeys("class", "source", "bytes", "kept");
  }

  @Test
  void aKeyWithoutValueIsABug() {
    assertThatThrownBy(() -> JsonCodec.write(new Wrong("")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith("Wrong has no missing");
  }

  /** What is printed rarely would else show its mistake to a user. */
  @Test
  void everyChosenKeyOfTheProgramHasAValue() throws IOException, URISyntaxException {
    Path classes = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> types;
    try (Stream<Path> files = Files.walk(classes.resolve("org/datawarp"))) {
      types =
          files
              .map(file -> classes.relativize(file).toString())
              .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
              .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
              .<Class<?>>map(RecordJsonTest::load)
              .filter(type -> type.isAnnotationPresent(JsonKeys.class))
              .toList();
    }

    assertThat(types).hasSizeGreaterThan(20).allMatch(type -> !RecordMembers.of(type).isEmpty());
    assertThat(types)
        .allSatisfy(
            type ->
                assertThat(RecordMembers.of(type))
                    .extracting(RecordMembers.Member::key)
                    .doesNotHaveDuplicates());
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, RecordJsonTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}

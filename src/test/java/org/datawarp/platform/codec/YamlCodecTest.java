package org.datawarp.platform.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.datawarp.model.error.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlCodecTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: &x 1\\nb: *x          | f.yaml:2:4: aliases are not supported",
        "a: &x {b: *x}            | f.yaml:1:11: aliases are not supported",
        "a: 1\\nb: 2\\na: 3        | f.yaml:3:1: 'a' stands twice",
        "a: !!java.util.Date x    | f.yaml:1:4: tags such as tag:yaml.org,2002:java.util.Date are",
        "a: !!binary aGk=         | f.yaml:1:4: tags such as",
        "a: !own {b: 1}           | f.yaml:1:4: tags such as !own are not supported",
        "a: !!int x               | f.yaml:1:4: tags such as",
        "? [a]\\n: b              | f.yaml: not readable as YAML: Non scalar key is detected",
        "- a                      | f.yaml:1:1: expected keys and values, found a list",
        "text                     | f.yaml:1:1: expected keys and values, found 'text'",
        "a: [1, 2                 | f.yaml:1:9: expected ',' or ']'",
        "a: 1\\n b: 2             | f.yaml:2:3: mapping values are not allowed here",
        "a: 1\\n---\\nb: 2         | f.yaml:2:1: but found another document",
        "a: \"\\u0001             | f.yaml:",
      })
  void whatIsRefusedIsToldWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> YamlCodec.read("f.yaml", text.replace("\\n", "\n")))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void nestingThatWouldExhaustTheStackIsRefused() {
    for (String text : List.of("[".repeat(100_000), "a: " + "{a: ".repeat(100_000))) {
      assertThatThrownBy(() -> YamlCodec.read("f.yaml", text))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("nesting deeper than 50 is not supported");
    }
    String allowed = "a: " + "[".repeat(49) + "]".repeat(49);
    assertThat(YamlCodec.read("f.yaml", allowed).entries()).containsKey("a");
  }

  @Test
  void nothingIsAnEmptyMapping() {
    for (String text : List.of("", "# comment\n", "---\n", "---\n...\n", "\uFEFF")) {
      assertThat(YamlCodec.read("f.yaml", text).entries()).isEmpty();
    }
  }

  @Test
  void valuesKnowTheirPlaces() {
    YamlNode root = YamlCodec.read("f.yaml", "\uFEFFa:\n  b: [1, x]\n  c: 2025-08\n");

    YamlNode a = root.require("a");
    assertThat(a.require("b").items().get(1).place()).isEqualTo("f.yaml:2:10");
    assertThat(a.require("c").failure("no").getMessage()).isEqualTo("f.yaml:3:6: no");
    assertThat(a.require("c").keyFailure("no").getMessage()).isEqualTo("f.yaml:3:3: no");
    assertThatThrownBy(() -> a.require("d")).hasMessage("f.yaml:2:3: 'd' is missing");
    assertThatThrownBy(() -> a.require("c").integer())
        .hasMessage("f.yaml:3:6: expected a whole number, found '2025-08'");
    assertThatThrownBy(() -> a.require("c").truth())
        .hasMessage("f.yaml:3:6: expected true or false, found '2025-08'");
    assertThatThrownBy(() -> a.text())
        .hasMessage("f.yaml:2:3: expected a text, found keys and values");
  }

  @Test
  void textsAreAsWritten() {
    YamlNode root =
        YamlCodec.read(
            "f.yaml", "a: 1.10\nb: 007\nc: yes\nd: true\ne: 1e3\nf: 123456789012345678901\n");

    assertThat(root.require("a").text()).isEqualTo("1.10");
    assertThat(root.require("b").text()).isEqualTo("007");
    assertThat(root.require("c").text()).isEqualTo("yes");
    assertThat(root.require("d").truth()).isTrue();
    assertThat(root.require("e").text()).isEqualTo("1e3");
    assertThat(root.require("f").text()).isEqualTo("123456789012345678901");
    assertThat(root.texts("a")).containsExactly("1.10");
    assertThat(root.texts("missing")).isEmpty();
    assertThat(root.textOrNull("missing")).isNull();
  }

  @Test
  void whatIsWrittenReadsBackTheSame() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      Map<String, Object> document = map(random, 0);

      String text = YamlCodec.write(document);

      assertThat(YamlCodec.read("f.yaml", text).plain()).as(text).isEqualTo(document);
      assertThat(YamlCodec.write(document)).isEqualTo(text);
    }
  }

  @Test
  void oneListInTwoPlacesIsWrittenTwice() {
    List<String> shared = List.of("x");
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("a", shared);
    document.put("b", shared);

    assertThat(YamlCodec.write(document)).isEqualTo("a:\n  - x\nb:\n  - x\n");
  }

  @Test
  void numbersOfAPersonKeepTheirDigits() {
    String text = "a: 1.10\nb: 12345678901234567890\nc: 0.1\nd: 1.5E+10\n";

    assertThat(YamlCodec.write(asMap(YamlCodec.read("f.yaml", text)))).isEqualTo(text);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asMap(YamlNode node) {
    return (Map<String, Object>) node.plain();
  }

  private static Map<String, Object> map(Random random, int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      map.put("k" + text(random), value(random, depth));
    }
    return map;
  }

  private static Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 5 : 7)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextBoolean();
      case 2 -> null;
      case 3, 4 -> text(random);
      case 5 -> map(random, depth + 1);
      default -> new ArrayList<>(Arrays.asList(text(random), text(random)));
    };
  }

  private static String text(Random random) {
    List<String> parts =
        List.of(
            "a", " ", "\n", "\t", ":", " #", "-", "- ", "'", "\"", "£", "😀", "{", "[", "&", "*",
            "!", "|", ">", "%", "@", "`", "~", "null", "true", "yes", "2025-08", "1.10", "0x1F",
            "=", "<<", "\u0001", "\u0085", "\u2028", "\r", "\\", ",", "?", "\uFEFF");
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(parts.get(random.nextInt(parts.size())));
    }
    return text.toString();
  }
}

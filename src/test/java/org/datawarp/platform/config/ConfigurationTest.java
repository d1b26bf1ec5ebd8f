package org.datawarp.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.codec.YamlCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
  @TempDir Path folder;

  @Test
  void anOptionWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
    String file = "database:\n  url: postgresql://file/db\n";
    Map<String, String> environment = Map.of("DATAWARP_DB_URL", "postgresql://variable/db");
    Map<ConfigurationKey, String> options =
        Map.of(ConfigurationKey.DATABASE_URL, "postgresql://option/db");

    assertThat(origin(read(file, environment, options), "database.url")).isEqualTo("--db-url");
    assertThat(origin(read(file, environment, Map.of()), "database.url"))
        .isEqualTo("environment DATAWARP_DB_URL");
    assertThat(origin(read(file, Map.of("DATAWARP_DB_URL", " "), Map.of()), "database.url"))
        .isEqualTo("config.yaml:2:8");
    Configuration plain = read("", Map.of(), Map.of());
    assertThat(origin(plain, "database.url")).isEqualTo("default");
    assertThat(plain.text(ConfigurationKey.DATABASE_URL)).isNull();
    assertThat(plain.number(ConfigurationKey.VERSIONS_KEEP)).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "databse:\\n  url: x                | config.yaml:1:1: unknown key 'databse'",
        "database:\\n  ulr: x               | config.yaml:2:3: unknown key 'database.ulr'",
        "publications:\\n  a:\\n    adress: x | config.yaml:3:5: unknown key 'adress'",
        "publications: 1                    | config.yaml:1:15: expected keys and values",
        "versions: 5                        | config.yaml:1:11: expected keys and values, found '5'",
        "versions:\\n  keep: many           | config.yaml:2:9: versions.keep is 'many', not a whole",
        "versions:\\n  keep: -1             | config.yaml:2:9: versions.keep is '-1', not a whole",
        "versions:\\n  keep: 1.5            | config.yaml:2:9: versions.keep is '1.5', not a whole",
        "versions:\\n  keep: {a: 1}         | config.yaml:2:9: expected a text",
      })
  void mistakesAreToldWithTheirPlace(String text, String message) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n"), Map.of(), Map.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aFileThatIsNotTextIsToldSo() throws IOException {
    Path file = folder.resolve("config.yaml");
    Files.write(file, "# é".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> Configuration.read(file, Map.of(), Map.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(file.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgresql://u:secret@h/db                   | postgresql://u:***@h/db",
        "postgresql://u:s/e:c@ret@h:5432/db           | postgresql://u:***@h:5432/db",
        "jdbc:postgresql://h/db?user=u&password=secret| jdbc:postgresql://h/db?user=u&password=***",
        "jdbc:postgresql://h/db?sslpassword=secret&a=b| jdbc:postgresql://h/db?sslpassword=***&a=b",
        "postgresql://h/db?PASSWORD=secret            | postgresql://h/db?PASSWORD=***",
        "postgresql://u@h/db                          | postgresql://u@h/db",
        "postgresql://h:5432/db                       | postgresql://h:5432/db",
      })
  void passwordsAreBlottedOut(String url, String shown) throws IOException {
    Configuration configuration = read("", Map.of("DATAWARP_DB_URL", url), Map.of());

    assertThat(configuration.settings())
        .filteredOn(setting -> setting.key().equals("database.url"))
        .extracting(Setting::value)
        .containsExactly(shown);
    assertThat(configuration.text(ConfigurationKey.DATABASE_URL)).isEqualTo(url);
  }

  @Test
  void publicationsAreReadWithTheirOrigin() throws IOException {
    Configuration configuration =
        read(
            """
            publications:
              adhd:
                url: https://user:secret@example.org/adhd
              rtt:
                url: rtt.xlsx
            """,
            Map.of(),
            Map.of());

    assertThat(configuration.publications())
        .extracting(found -> configuration.findIssueUrl(found, null).orElseThrow())
        .containsExactly("https://user:secret@example.org/adhd", "rtt.xlsx");
    assertThat(configuration.findPublication("other")).isEmpty();
    assertThat(configuration.settings())
        .contains(
            new Setting(
                "publications.adhd", "url: https://user:***@example.org/adhd", "config.yaml:3:5"));
  }

  @Test
  void listsAreGivenAsListsOrWithCommas() throws IOException {
    assertThat(
            read("database:\n  grant_select_to: [a, b]\n", Map.of(), Map.of())
                .list(ConfigurationKey.GRANT_SELECT_TO))
        .containsExactly("a", "b");
    assertThat(
            read("database:\n  grant_select_to: ' a , b,'\n", Map.of(), Map.of())
                .list(ConfigurationKey.GRANT_SELECT_TO))
        .containsExactly("a", "b");
    assertThat(read("", Map.of(), Map.of()).list(ConfigurationKey.GRANT_SELECT_TO)).isEmpty();
  }

  @Test
  void theTemplateIsOfCommentsAndNamesEveryKey() throws IOException {
    String template = Configuration.template();

    assertThat(template.lines()).allMatch(line -> line.isBlank() || line.startsWith("#"));
    assertThat(read(template, Map.of(), Map.of()).settings())
        .allMatch(setting -> setting.origin().equals("default"));
    String opened =
        template
            .lines()
            .filter(line -> !line.startsWith("# Datawarp"))
            .map(line -> line.replaceFirst("^# ?", ""))
            .collect(Collectors.joining("\n"));
    List<String> names =
        YamlCodec.read("template", opened).entries().entrySet().stream()
            .flatMap(
                group ->
                    group.getValue().entries().keySet().stream()
                        .map(name -> group.getKey() + "." + name))
            .toList();
    for (ConfigurationKey key : ConfigurationKey.values()) {
      assertThat(names).contains(key.path());
    }
  }

  @Test
  void aSecretIsResolvedAndNeverShown() throws IOException {
    Configuration written =
        read("enrichment:\n  key: sk-1\n", Map.of("DATAWARP_ENRICHMENT_KEY", " "), Map.of());
    Configuration referred =
        read("enrichment:\n  key: ${MODEL_KEY}\n", Map.of("MODEL_KEY", "sk-2"), Map.of());
    Configuration given = read("", Map.of("DATAWARP_ENRICHMENT_KEY", "sk-3"), Map.of());

    assertThat(written.resolved(ConfigurationKey.ENRICHMENT_KEY)).isEqualTo("sk-1");
    assertThat(referred.resolved(ConfigurationKey.ENRICHMENT_KEY)).isEqualTo("sk-2");
    assertThat(given.resolved(ConfigurationKey.ENRICHMENT_KEY)).isEqualTo("sk-3");
    assertThat(read("", Map.of(), Map.of()).resolved(ConfigurationKey.ENRICHMENT_KEY)).isNull();
    assertThat(value(written, "enrichment.key")).isEqualTo("***");
    assertThat(value(referred, "enrichment.key")).isEqualTo("${MODEL_KEY}");
    assertThat(value(given, "enrichment.key")).isEqualTo("***");
  }

  private static String value(Configuration configuration, String key) {
    return configuration.settings().stream()
        .filter(setting -> setting.key().equals(key))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private Configuration read(
      String text, Map<String, String> environment, Map<ConfigurationKey, String> options)
      throws IOException {
    Path file = folder.resolve("config.yaml");
    Files.writeString(file, text);
    return Configuration.read(file, environment, options);
  }

  private static String origin(Configuration configuration, String key) {
    return configuration.settings().stream()
        .filter(setting -> setting.key().equals(key))
        .findFirst()
        .orElseThrow()
        .origin();
  }
}

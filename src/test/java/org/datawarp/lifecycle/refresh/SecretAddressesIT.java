package org.datawarp.lifecycle.refresh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.lifecycle.refresh.RefreshRequest.Option;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.config.Configuration;
import org.datawarp.testing.HttpTestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets in addresses are used, and are found nowhere afterwards. */
class SecretAddressesIT extends RefreshFixture {
  private static final String SECRET = "neverShown/4567";
  private static HttpTestServer web;

  private Map<String, String> environment = Map.of();

  @BeforeAll
  static void start() {
    web = HttpTestServer.start();
  }

  @AfterAll
  static void stop() {
    web.close();
  }

  @Override
  Configuration configuration() {
    return Configuration.read(workspace.configurationFile(), environment, Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"key", "code", "access_key", "pwd", "jwt", "%6bey", "sig", "X-Amz-Signature"})
  void noParameterThatGuardsAFileIsKept(String parameter) throws IOException {
    String path = "/" + name + ".csv?" + parameter + "=" + SECRET;
    web.serve(path, FIVE.getBytes(UTF_8));

    refresh(web.url(path));

    assertThat(rows()).hasSize(5);
    assertNothingHolds(SECRET);
    assertThat(manifest().header().sourceUrl()).contains(parameter + "=***");
    assertThat(refresh(web.url(path)).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(refresh(null, Option.OFFLINE).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThatThrownBy(() -> refresh(null))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("the secret in this address was not stored: ")
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void aRegisteredPublicationTakesTheSecretFromTheEnvironment() throws IOException {
    String path = "/" + name + ".csv?key=" + SECRET;
    web.serve(path, FIVE.getBytes(UTF_8));
    refresh(web.url(path));
    Files.writeString(
        workspace.configurationFile(),
        "publications:\n  "
            + name.replace("_aug25", "")
            + ":\n    url: "
            + web.url("/" + name + ".csv?key=${NHS_KEY}")
            + "\n");
    environment = Map.of("NHS_KEY", SECRET);

    assertThat(refresh(null).outcome()).isEqualTo(Outcome.UNCHANGED);

    assertNothingHolds(SECRET);
  }

  @Test
  void aStoredPageKeepsNoSecretsOfItsLinksAndStillWorks() throws IOException {
    String file = "/" + name + "-Aug-2025.csv";
    web.serve(file + "?sv=1&sig=" + SECRET, FIVE.getBytes(UTF_8));
    web.serve(
        "/" + name + "-august-2025",
        ("<html><title>Waits August 2025</title><main><a href=\""
                + file
                + "?sv=1&amp;sig="
                + SECRET
                + "\">Waits August 2025</a></main></html>")
            .getBytes(UTF_8),
        "Content-Type",
        "text/html");

    refresh(web.url("/" + name + "-august-2025"));

    assertThat(rows()).hasSize(5);
    assertNothingHolds(SECRET);
    assertThat(refresh(null, Option.OFFLINE).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(refresh(null).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void whatRedirectsAndFailuresNameIsKeptWithoutSecrets() throws IOException {
    String target = "/" + name + "-target.csv?token=" + SECRET;
    web.serve(target, FIVE.getBytes(UTF_8));
    web.on("/" + name + ".csv", 302, new byte[0], "Location", web.url(target));
    refresh(web.url("/" + name + ".csv"));

    String missing = web.url("/" + name + "-missing.csv?code=" + SECRET);
    clock.advance(Duration.ofSeconds(1));
    assertThatThrownBy(() -> refresh(missing)).hasMessageNotContaining(SECRET);

    assertNothingHolds(SECRET);
  }

  @Test
  void anIndexOfAnOlderVersionLosesItsSecrets() throws IOException {
    String path = "/" + name + ".csv?pwd=" + SECRET;
    web.serve(path, FIVE.getBytes(UTF_8));
    refresh(web.url(path));
    for (Path file : allFiles()) {
      String text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
      if (text.contains("pwd=***") && !file.toString().contains("manifests")) {
        Files.writeString(
            file,
            text.replace("pwd=***", "pwd=" + SECRET),
            java.nio.charset.StandardCharsets.ISO_8859_1);
      }
    }
    assertThat(Files.readString(workspace.downloads().resolve(".index.json"))).contains(SECRET);

    makeWorkflows();
    refresh(web.url(path), Option.FORCE);

    assertThat(Files.readString(workspace.downloads().resolve(".index.json")))
        .doesNotContain(SECRET);
    for (Path file : allFiles()) {
      if (file.toString().endsWith(".meta")) {
        assertThat(Files.readString(file)).doesNotContain(SECRET);
      }
    }
  }

  private List<Path> allFiles() throws IOException {
    try (Stream<Path> files = Files.walk(workspace.root())) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private void assertNothingHolds(String secret) throws IOException {
    for (Path file : allFiles()) {
      assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
          .as("%s", file)
          .doesNotContain(secret);
    }
    for (String table :
        query(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
                + " WHERE schemaname = 'datawarp'")) {
      assertThat(query("SELECT t::text FROM " + table + " t"))
          .as(table)
          .noneMatch(row -> row.contains(secret));
    }
  }
}

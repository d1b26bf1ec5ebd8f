package org.datawarp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.datawarp.app.Program.Ended;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.testing.ModelServer;
import org.datawarp.testing.PostgresExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A language model as the configuration names it, from the command line to the files. */
@ExtendWith(PostgresExtension.class)
class LanguageModelIT {
  private static final String KEY = "sk-neverShown-0123456789abcdef";
  private static final String NAME = "modelled_aug25";

  @TempDir Path folder;

  private Ended run(DatabaseSettings settings, Map<String, String> environment, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(
        List.of(
            "--workspace",
            folder.resolve("workspace").toString(),
            "--db-url",
            String.valueOf(settings.url())));
    Map<String, String> variables = new TreeMap<>(environment);
    if (settings.user() != null) {
      variables.put("PGUSER", settings.user());
    }
    if (settings.password() != null) {
      variables.put("PGPASSWORD", settings.password());
    }
    return Program.run(variables, all.toArray(String[]::new));
  }

  private void configure(String text) throws IOException {
    Path file = folder.resolve("workspace/.datawarp/config.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void theConfiguredModelDescribesAndItsKeyIsShownNowhere(DatabaseSettings settings)
      throws IOException {
    Path file = folder.resolve("modelled-Aug-2025.csv");
    Files.writeString(file, "Region,Patients\nNorth,1\nSouth,2\nEast,3\n");
    Map<String, String> environment = Map.of("MODEL_KEY", KEY);
    try (ModelServer server = ModelServer.start()) {
      run(settings, environment, "init");
      configure(
          "enrichment:\n  dialect: gemini\n  endpoint: "
              + server.url()
              + "\n  model: test-model\n  key: ${MODEL_KEY}\n");

      Ended plain = run(settings, environment, "refresh", NAME, "--url", file.toString(), "-v");
      assertThat(plain.status()).as(plain.toString()).isZero();
      assertThat(server.asked()).isEmpty();

      Ended enriched = run(settings, environment, "refresh", NAME, "--enrich", "-v");
      assertThat(enriched.status()).as(enriched.toString()).isZero();
      assertThat(server.asked()).hasSize(1);
      assertThat(server.asked().get(0).key()).isEqualTo(KEY);
      assertThat(enriched.out()).contains("2 by model test-model (1 request, 1,200 tokens)");

      server.behave(asked -> new ModelServer.Reply(403, "key " + KEY + " is not allowed"));
      configure(
          "enrichment:\n  dialect: gemini\n  endpoint: "
              + server.url()
              + "\n  model: other-model\n  key: "
              + KEY
              + "\n");
      Ended refused =
          run(settings, environment, "refresh", NAME, "--enrich", "--force", "-v");
      assertThat(refused.status()).as(refused.toString()).isZero();

      Ended shown = run(settings, environment, "config", "show");
      assertThat(shown.out()).contains("enrichment.key");
      assertThat(plain + "" + enriched + refused + shown).doesNotContain(KEY);
    }
    try (Stream<Path> files = Files.walk(folder.resolve("workspace"))) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        if (!each.endsWith("config.yaml")) {
          assertThat(Files.readString(each, StandardCharsets.ISO_8859_1))
              .as(each.toString())
              .doesNotContain(KEY);
        }
      }
    }
  }

  @Test
  void aWrongConfigurationFailsBeforeAnythingIsMade(DatabaseSettings settings)
      throws IOException {
    Path file = folder.resolve("modelled-Aug-2025.csv");
    Files.writeString(file, "Region,Patients\nNorth,1\nSouth,2\nEast,3\n");
    configure("enrichment:\n  model: m\n  dialect: klingon\n");

    Ended ended =
        run(settings, Map.of(), "refresh", "other_aug25", "--url", file.toString(), "--enrich");

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).contains("enrichment.dialect is 'klingon'", "openai, anthropic or");
    assertThat(folder.resolve("workspace/manifests")).doesNotExist();
  }
}

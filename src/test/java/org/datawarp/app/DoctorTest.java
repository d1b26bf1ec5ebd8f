package org.datawarp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} says where there is no workspace yet, and where things are wrong. */
class DoctorTest {
  @TempDir Path folder;

  @Test
  void withoutAWorkspaceItSaysHowToMakeOneAndMakesNothing() throws IOException {
    Path none = folder.resolve("none");
    Program.Ended run = Program.run(Map.of(), "doctor", "--workspace", none.toString());

    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("workspace  make one with 'datawarp init'");
    assertThat(none).doesNotExist();
  }

  @Test
  void aStoreThatDoesNotAnswerAndCertificatesThatAreNotThereFail() throws IOException {
    Files.createDirectories(folder.resolve(".datawarp"));
    Files.writeString(
        folder.resolve(".datawarp/sync.yaml"),
        "cloud:\n  provider: s3\n  bucket: archive\n  endpoint: http://127.0.0.1:1\n"
            + "  access_key_id: ${KEY}\n  secret_access_key: ${SECRET}\n");
    Map<String, String> keys = Map.of("KEY", "someone", "SECRET", "hidden-value");
    Program.Ended run =
        Program.run(
            keys, "doctor", "--workspace", folder.toString(), "--ca-bundle", "/no/such/ca.pem");

    assertThat(run.status()).isEqualTo(3);
    assertThat(run.out())
        .containsPattern("settings +failed +the certificates /no/such/ca.pem cannot be read")
        .containsPattern("store +failed +")
        .containsPattern("settings +mend ca_bundle")
        .doesNotContain("hidden-value");
  }
}

package org.datawarp.workflow.backup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfigurationTextTest {
  private static final String TEXT =
      """
      # a comment
      database:
        url: postgresql://me:s3cr3t/@w0rd@db.example.org/nhs?sslpassword=s3cr3t
      cloud:
        bucket: nhs
        access_key_id: "${R2_ACCESS_KEY_ID}"
        secret_access_key: s3cr3t
        session_token: ${file:/run/token}  # from a file
        "my_password": 's3cr3t'
        # secret_access_key: s3cr3t
        api_key: >
          s3cr3t
          s3cr3t

        endpoint: https://x.example.org
      publications:
        adhd: {url: "https://x/y?token=s3cr3t&a=b"}
      """;

  @Test
  void noSecretLeaves() {
    String clean = ConfigurationText.withoutSecrets(TEXT);

    assertThat(clean).doesNotContain("s3cr3t");
    assertThat(clean)
        .contains(
            "access_key_id: \"${R2_ACCESS_KEY_ID}\"",
            "session_token: ${file:/run/token}",
            "bucket: nhs",
            "url: postgresql://me:***@db.example.org/nhs",
            "endpoint: https://x.example.org");
  }

  @Test
  void linesThatLostTheirSecretAreComments() {
    String usable = ConfigurationText.usable(ConfigurationText.withoutSecrets(TEXT));

    assertThat(usable.lines().filter(line -> line.contains("***")))
        .isNotEmpty()
        .allMatch(line -> line.stripLeading().startsWith("#"));
    assertThat(usable).contains("  bucket: nhs\n");
  }
}

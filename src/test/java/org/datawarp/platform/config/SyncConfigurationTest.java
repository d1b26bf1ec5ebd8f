package org.datawarp.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.config.SyncConfiguration.Include;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyncConfigurationTest {
  private static final String WHOLE =
      """
      cloud:
        provider: cloudflare_r2
        bucket: nhs-archive
        endpoint: https://${R2_ACCOUNT_ID}.r2.cloudflarestorage.com
        access_key_id: ${R2_ACCESS_KEY_ID}
        secret_access_key: ${file:secret.txt}
      sync:
        include:
          - archive/manifests/**
          - pattern: archive/downloads/**
            storage_class: STANDARD_IA
        auto_sync: true
        delete_local_after_sync: true
        cloud_retention_days: 365
      """;

  @TempDir private Path folder;

  @Test
  void referencesAreResolved() throws IOException {
    Files.writeString(folder.resolve("secret.txt"), "  s3cr3t/+=\n");

    SyncConfiguration read =
        read(WHOLE, Map.of("R2_ACCOUNT_ID", "abc123", "R2_ACCESS_KEY_ID", "key"));

    assertThat(read.cloud("endpoint")).contains("https://abc123.r2.cloudflarestorage.com");
    assertThat(read.cloud("access_key_id")).contains("key");
    assertThat(read.cloud("secret_access_key")).contains("s3cr3t/+=");
    assertThat(read.includes())
        .containsExactly(
            new Include("archive/manifests/**", false), new Include("archive/downloads/**", true));
    assertThat(read.autoSync()).isTrue();
    assertThat(read.deletesLocal()).isTrue();
    assertThat(read.retentionDays()).isEqualTo(365);
  }

  @ParameterizedTest
  @CsvSource({
    "/proc/self/environ, which is no regular file",
    "/dev/zero, which is no regular file",
    "link, which is no regular file",
    "., which is no regular file",
    "large, which is too large for a secret"
  })
  void onlySmallRegularFilesAreReferredTo(String file, String why) throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), Path.of("/dev/zero"));
    Files.write(folder.resolve("large"), new byte[(1 << 16) + 1]);
    SyncConfiguration read = read(WHOLE.replace("secret.txt", file), Map.of());

    assertThatThrownBy(() -> read.cloud("secret_access_key"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("secret_access_key refers to " + folder.resolve(file))
        .hasMessageContaining(why);
  }

  @Test
  void aMissingVariableIsNamedWithItsPlace() throws IOException {
    SyncConfiguration read = read(WHOLE, Map.of("R2_ACCESS_KEY_ID", " "));

    assertThatThrownBy(() -> read.cloud("access_key_id"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "sync.yaml:5:18: cloud.access_key_id wants the variable R2_ACCESS_KEY_ID, which is not"
                + " set");
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    SyncConfiguration read = read(WHOLE, Map.of());

    assertThatThrownBy(() -> read.cloud("secret_access_key"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("secret.txt, which cannot be read");
  }

  @Test
  void whatIsNotUsedNeedNotBeThere() throws IOException {
    SyncConfiguration read = read(WHOLE, Map.of());

    assertThat(read.cloud("bucket")).contains("nhs-archive");
  }

  @Test
  void withoutAFileTheArchiveIsSentByHand() {
    SyncConfiguration read = SyncConfiguration.read(folder.resolve("none.yaml"), Map.of());

    assertThat(read.includes())
        .extracting(Include::pattern)
        .containsExactly(
            "archive/manifests/**",
            "archive/parquet/**",
            "archive/downloads/**",
            "archive/audit/**");
    assertThat(read.autoSync()).isFalse();
    assertThat(read.deletesLocal()).isFalse();
    assertThat(read.retentionDays()).isNull();
    assertThat(read.cloud("bucket")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "clouds: {}                                    | unknown key 'clouds'",
        "cloud: {secret: x}                            | unknown key 'cloud.secret'",
        "sync: {includes: []}                          | unknown key 'sync.includes'",
        "sync: {include: ['../x/**']}                  | is not a pattern of paths in the workspace",
        "sync: {include: ['/etc/**']}                  | is not a pattern of paths in the workspace",
        "sync: {include: [{pattern: a, storage_class: GLACIER}]} | unknown storage class 'GLACIER'",
        "sync: {cloud_retention_days: 0}               | must be at least 1",
        "sync: {auto_sync: maybe}                      | expected true or false"
      })
  void mistakesAreNamedWithTheirPlace(String text, String message) {
    assertThatThrownBy(
            () -> {
              SyncConfiguration read = read(text, Map.of());
              read.includes();
              read.autoSync();
              read.retentionDays();
            })
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("sync.yaml:1:")
        .hasMessageContaining(message);
  }

  private SyncConfiguration read(String text, Map<String, String> environment) throws IOException {
    Path file = folder.resolve("sync.yaml");
    Files.writeString(file, text);
    return SyncConfiguration.read(file, environment);
  }
}

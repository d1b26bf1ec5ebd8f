package org.datawarp.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.datawarp.model.error.UsageException;
import org.datawarp.storage.object.CloudAddress.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudAddressTest {
  @ParameterizedTest
  @CsvSource({
    "r2://bucket, R2, bucket, ''",
    "r2://bucket/, R2, bucket, ''",
    "R2://bucket/nhs/archive/, R2, bucket, nhs/archive",
    "s3://my.bucket-1/x, S3, my.bucket-1, x"
  })
  void bucketsAreRead(String text, Kind kind, String bucket, String prefix) {
    CloudAddress address = CloudAddress.parse(text);

    assertThat(address).isEqualTo(new CloudAddress(kind, bucket, prefix, ""));
    assertThat(CloudAddress.parse(address.toString())).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource({
    "file:/mnt/nas, /mnt/nas",
    "file:///mnt/nas/, /mnt/nas",
    "file:/mnt/my nas, /mnt/my nas",
    "file:/mnt/my%20nas, /mnt/my nas"
  })
  void foldersAreRead(String text, String folder) {
    assertThat(CloudAddress.parse(text)).isEqualTo(new CloudAddress(Kind.FOLDER, "", "", folder));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bucket",
        "https://host/bucket",
        "r2://",
        "r2:///x",
        "r2:/bucket",
        "s3://b/../x",
        "s3://b/x?versionId=1",
        "file:",
        "fil:/mnt/nas",
        "file://nas/share"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> CloudAddress.parse(text)).isInstanceOf(UsageException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://key:hunter2@bucket/x",
        "s3://bucket/x?X-Amz-Signature=hunter2",
        "https://host/bucket?token=hunter2"
      })
  void aSecretInAnAddressIsNotRepeated(String text) {
    assertThatThrownBy(() -> CloudAddress.parse(text))
        .isInstanceOf(UsageException.class)
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "archive/manifests/2025-09-01/a.yaml, manifests/2025-09-01/a.yaml",
    "archive/parquet/2025-09-01/a.parquet.meta, parquet/2025-09-01/a.parquet.meta",
    "archive/downloads/2025-09/a b.xlsx, downloads/2025-09/a b.xlsx",
    "backups/postgres/2025-09-01/d.sql.gz, backups/postgres/2025-09-01/d.sql.gz",
    "manifests/active/a.yaml, workspace/manifests/active/a.yaml",
    "archive/other/x, workspace/archive/other/x"
  })
  void pathsAndKeysGoBothWays(String path, String key) {
    assertThat(ArchiveKeys.keyOf(path)).isEqualTo(key);
    assertThat(ArchiveKeys.pathOf(key)).isEqualTo(path);
  }
}

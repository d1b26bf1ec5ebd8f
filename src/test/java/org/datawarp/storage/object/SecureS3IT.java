package org.datawarp.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.StorageException;
import org.datawarp.pipeline.download.TrustedCertificates;
import org.datawarp.platform.io.FileHash;
import org.datawarp.storage.object.s3.S3ObjectStore;
import org.datawarp.storage.object.s3.S3Settings;
import org.datawarp.testing.R2Gate;
import org.datawarp.testing.S3Server;
import org.datawarp.testing.TestCertificate;
import org.datawarp.testing.TestProxy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores behind TLS and proxies. */
class SecureS3IT {
  private static final String BUCKET = "secure";
  private static final byte[] BYTES = "some bytes".getBytes(StandardCharsets.UTF_8);

  @TempDir private static Path folder;

  private static S3Server server;
  private static R2Gate gate;
  private static TestCertificate certificate;

  @BeforeAll
  static void start() throws IOException {
    certificate =
        TestCertificate.create(Files.createDirectories(folder.resolve("tls")), "ip:127.0.0.1");
    server = S3Server.start(folder.resolve("s3"), BUCKET);
    gate = R2Gate.startSecure(server.port(), certificate);
  }

  @AfterAll
  static void stop() {
    gate.close();
    server.close();
  }

  @Test
  void aCertificateOfTheBundleIsTrusted() throws IOException {
    ObjectStore store = store(certificate.pem(), null);

    assertThat(create(store, "bundle")).isPresent();

    try (OpenObject opened = store.open("bundle", 0)) {
      assertThat(opened.content().readAllBytes()).isEqualTo(BYTES);
    }
  }

  @Test
  void anUnknownCertificateIsNamedWithTheWayToTrustIt() {
    ObjectStore store = store(null, null);

    assertThatThrownBy(() -> store.list("", null))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("TLS failed")
        .hasMessageContaining("CN=Test Publisher")
        .satisfies(e -> assertThat(((DatawarpException) e).hint()).contains("--ca-bundle"));
  }

  @Test
  void aTunnelThroughAProxyIsUsedAndLoggedInTo() {
    try (TestProxy proxy = TestProxy.start(gate.port(), "ann:pass word")) {
      String login =
          Base64.getEncoder().encodeToString("ann:pass word".getBytes(StandardCharsets.UTF_8));
      ObjectStore store =
          store(
              certificate.pem(),
              new HttpSettings.Proxy("127.0.0.1", proxy.port(), "Basic " + login));

      assertThat(create(store, "proxied")).isPresent();

      assertThat(proxy.requests()).allMatch(line -> line.startsWith("CONNECT 127.0.0.1:"));
    }
  }

  @Test
  void aProxyThatWantsAnotherLoginIsTold() {
    try (TestProxy proxy = TestProxy.start(gate.port(), "ann:pass")) {
      ObjectStore store =
          store(certificate.pem(), new HttpSettings.Proxy("127.0.0.1", proxy.port(), null));

      assertThatThrownBy(() -> store.list("", null))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("proxy")
          .satisfies(e -> assertThat(((DatawarpException) e).hint()).contains("HTTPS_PROXY="));
    }
  }

  private static Optional<ObjectVersion> create(ObjectStore store, String key) {
    return store.create(
        key, ObjectContent.ofBytes(BYTES), ObjectAttributes.of(FileHash.sha256(BYTES)));
  }

  private static ObjectStore store(@Nullable Path bundle, HttpSettings.@Nullable Proxy proxy) {
    HttpSettings network =
        new HttpSettings(
            uri -> Optional.ofNullable(proxy),
            () -> new TrustedCertificates(bundle, Map.of()).context());
    return new S3ObjectStore(
        new S3Settings(
            CloudAddress.parse("r2://" + BUCKET),
            URI.create(gate.endpoint()),
            "auto",
            S3Server.KEY_ID,
            S3Server.SECRET,
            null),
        network,
        TransferListener.FREE,
        wait -> {},
        Clock.systemUTC());
  }
}

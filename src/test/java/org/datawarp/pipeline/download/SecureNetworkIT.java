package org.datawarp.pipeline.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.datawarp.model.error.SourceUnavailableException;
import org.datawarp.model.error.UsageException;
import org.datawarp.testing.HttpTestServer;
import org.datawarp.testing.SettableClock;
import org.datawarp.testing.TestCertificate;
import org.datawarp.testing.TestProxy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS and proxies, as networks have them. */
class SecureNetworkIT {
  private static final byte[] BODY = "a,b\n1,2\n".getBytes(UTF_8);

  @TempDir static Path certificates;
  private static TestCertificate certificate;
  private static TestCertificate expired;
  @TempDir Path folder;

  @BeforeAll
  static void makeCertificates() throws IOException {
    certificate =
        TestCertificate.create(
            Files.createDirectories(certificates.resolve("good")),
            "ip:127.0.0.1,dns:publisher.test");
    expired =
        TestCertificate.create(
            Files.createDirectories(certificates.resolve("expired")),
            "ip:127.0.0.1",
            "-startdate",
            "-10d",
            "-validity",
            "5");
  }

  private DownloadCache cache(@Nullable Path bundle, Map<String, String> environment) {
    DownloadSettings settings =
        new DownloadSettings(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            1_000_000,
            0,
            "datawarp/test",
            bundle,
            environment);
    return new DownloadCache(folder, settings, new SettableClock("2026-11-03T10:00:00Z"), w -> {});
  }

  @Test
  void anUnknownAuthorityIsNamedAndHowToTrustIt() {
    try (HttpTestServer server = HttpTestServer.startTls(certificate)) {
      assertThatThrownBy(
              () -> cache(null, Map.of()).fetch(FetchRequest.of(server.url("/f.csv"), "s")))
          .isInstanceOfSatisfying(
              SourceUnavailableException.class,
              e -> assertThat(e.hint()).contains("--ca-bundle FILE", "SSL_CERT_FILE"))
          .hasMessageContaining("certificate not trusted")
          .hasMessageContaining("subject CN=Test Publisher, issuer CN=Test Publisher")
          .hasMessageContaining(server.url("/f.csv"));
    }
  }

  @Test
  void aGivenAuthorityIsTrusted() {
    try (HttpTestServer server = HttpTestServer.startTls(certificate)) {
      server.serve("/f.csv", BODY);
      String bundle = certificate.pem().toString();

      assertThat(
              cache(certificate.pem(), Map.of())
                  .fetch(FetchRequest.of(server.url("/f.csv"), "s"))
                  .path())
          .hasBinaryContent(BODY);
      assertThat(
              cache(null, Map.of("SSL_CERT_FILE", bundle))
                  .fetch(FetchRequest.of(server.url("/f.csv"), "s"))
                  .outcome())
          .isEqualTo(FetchOutcome.NOT_MODIFIED);
    }
  }

  @Test
  void aTrustedCertificateForAnotherHostOrTimeIsRefused() {
    try (HttpTestServer server = HttpTestServer.startTls(certificate);
        HttpTestServer late = HttpTestServer.startTls(expired)) {
      server.serve("/f.csv", BODY);
      late.serve("/f.csv", BODY);
      String otherName = server.url("/f.csv").replace("127.0.0.1", "localhost");

      assertThatThrownBy(
              () -> cache(certificate.pem(), Map.of()).fetch(FetchRequest.of(otherName, "s")))
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining("certificate is for another host");
      assertThatThrownBy(
              () -> cache(expired.pem(), Map.of()).fetch(FetchRequest.of(late.url("/f.csv"), "s")))
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining("certificate expired");
    }
  }

  @Test
  void aBundleThatIsNoneIsSaid() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");

    assertThatThrownBy(
            () -> cache(empty, Map.of()).fetch(FetchRequest.of("https://127.0.0.1:1/", "s")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--ca-bundle holds no certificate");
    assertThatThrownBy(
            () ->
                cache(null, Map.of("SSL_CERT_FILE", "/no/such.pem"))
                    .fetch(FetchRequest.of("https://127.0.0.1:1/", "s")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("SSL_CERT_FILE: /no/such.pem");
  }

  @Test
  void aRedirectFromHttpsToHttpIsFollowedOnThisMachineOnly() {
    try (HttpTestServer secure = HttpTestServer.startTls(certificate);
        HttpTestServer plain = HttpTestServer.start()) {
      plain.serve("/f.csv", BODY);
      secure.on("/near", 302, new byte[0], "Location", plain.url("/f.csv"));
      secure.on("/far", 302, new byte[0], "Location", "http://publisher.test/f.csv");

      DownloadCache cache = cache(certificate.pem(), Map.of());

      assertThat(cache.fetch(FetchRequest.of(secure.url("/near"), "s")).path())
          .hasBinaryContent(BODY);
      assertThatThrownBy(() -> cache.fetch(FetchRequest.of(secure.url("/far"), "s")))
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining("redirects from https to http, which is not followed");
    }
  }

  @Test
  void httpGoesThroughAProxyWithCredentials() {
    try (HttpTestServer server = HttpTestServer.start();
        TestProxy proxy = TestProxy.start(server.port(), "ann:p@ss")) {
      server.serve("/f.csv", BODY);
      String url = "http://publisher.test/f.csv";
      Map<String, String> environment = Map.of("HTTP_PROXY", proxyUrl(proxy, "ann:p%40ss@"));

      assertThat(cache(null, environment).fetch(FetchRequest.of(url, "s")).path())
          .hasBinaryContent(BODY);
      assertThat(proxy.requests()).containsExactly("GET http://publisher.test/f.csv HTTP/1.1");
      assertThat(server.lastRequest().header("Proxy-Authorization")).isEmpty();
    }
  }

  @Test
  void httpsIsTunnelledThroughAProxyWithCredentials() {
    try (HttpTestServer server = HttpTestServer.startTls(certificate);
        TestProxy proxy = TestProxy.start(server.port(), "ann:p@ss")) {
      server.serve("/f.csv", BODY);
      Map<String, String> environment = new HashMap<>();
      environment.put("https_proxy", proxyUrl(proxy, "ann:p%40ss@"));
      FetchRequest request = FetchRequest.of("https://publisher.test/f.csv", "s");

      assertThat(cache(certificate.pem(), environment).fetch(request).path())
          .hasBinaryContent(BODY);
      assertThat(proxy.requests()).containsExactly("CONNECT publisher.test:443 HTTP/1.1");
      assertThat(server.lastRequest().header("Proxy-Authorization")).isEmpty();
    }
  }

  @Test
  void aProxyThatRefusesTheCredentialsIsNamedWithoutThem() {
    try (HttpTestServer server = HttpTestServer.startTls(certificate);
        TestProxy proxy = TestProxy.start(server.port(), "ann:p@ss")) {
      String proxyUrl = proxyUrl(proxy, "ann:wrongword@");
      Map<String, String> environment =
          Map.of("HTTPS_PROXY", proxyUrl, "HTTP_PROXY", proxyUrl(proxy, ""));

      for (String url : new String[] {"https://publisher.test/", "http://publisher.test/"}) {
        assertThatThrownBy(
                () -> cache(certificate.pem(), environment).fetch(FetchRequest.of(url, "s")))
            .isInstanceOf(SourceUnavailableException.class)
            .hasMessageContaining("the proxy 127.0.0.1:" + proxy.port() + " refuses")
            .hasMessageNotContaining("wrongword");
      }
    }
  }

  @Test
  void noProxyIsObeyed() {
    try (HttpTestServer server = HttpTestServer.start();
        TestProxy proxy = TestProxy.start(server.port(), "")) {
      Map<String, String> environment =
          Map.of("HTTP_PROXY", proxyUrl(proxy, ""), "NO_PROXY", "invalid");

      assertThatThrownBy(
              () ->
                  cache(null, environment)
                      .fetch(FetchRequest.of("http://publisher.invalid/f.csv", "s")))
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining("no such host");
      assertThat(proxy.requests()).isEmpty();
    }
  }

  private static String proxyUrl(TestProxy proxy, String credentials) {
    return "http://" + credentials + "127.0.0.1:" + proxy.port();
  }
}

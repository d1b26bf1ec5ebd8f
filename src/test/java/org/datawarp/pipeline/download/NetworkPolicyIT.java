package org.datawarp.pipeline.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.SourceUnavailableException;
import org.datawarp.testing.HttpTestServer;
import org.datawarp.testing.RawServer;
import org.datawarp.testing.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers may not do with our patience and with our network. */
class NetworkPolicyIT {
  @TempDir Path folder;

  /** 127.0.0.1 plays the public server, localhost the one inside. */
  private static List<InetAddress> resolve(String host) throws UnknownHostException {
    return List.of(
        InetAddress.getByName(host.equals("127.0.0.1") ? "203.0.113.9" : "169.254.169.254"));
  }

  private DownloadCache cache(Duration total, String... allowed) {
    return new DownloadCache(
        folder,
        new DownloadSettings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            1_000_000,
            3,
            "datawarp/test",
            null,
            Map.of(),
            total,
            List.of(allowed)),
        new SettableClock("2026-11-03T10:00:00Z"),
        wait -> {},
        new AddressRules(NetworkPolicyIT::resolve, AddressRules::isInner, List.of(allowed)));
  }

  @Test
  void aPublicServerMayNotRedirectInside() {
    try (HttpTestServer server = HttpTestServer.start()) {
      String inside = "http://localhost:" + server.port() + "/meta-data.csv";
      server.serve("/meta-data.csv", "a,b\n1,2\n".getBytes(UTF_8));
      server.on("/f.csv", 302, new byte[0], "Location", inside);

      assertThatThrownBy(
              () -> cache(Duration.ofMinutes(1)).fetch(FetchRequest.of(server.url("/f.csv"), "s")))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining(" redirects to http://localhost:")
          .hasMessageContaining("169.254.169.254");
      assertThat(server.requests()).hasSize(1);

      for (String allowed : new String[] {"localhost", "*"}) {
        assertThat(
                cache(Duration.ofMinutes(1), allowed)
                    .fetch(FetchRequest.of(server.url("/f.csv"), "s"))
                    .path())
            .hasContent("a,b\n1,2");
      }
    }
  }

  @Test
  void aPublicPageMayNotLinkInside() {
    DownloadCache cache = cache(Duration.ofMinutes(1));
    URI page = URI.create("http://127.0.0.1/page");

    assertThatThrownBy(
            () -> cache.requireFollowable(page, URI.create("http://localhost/f.csv?key=never")))
        .isInstanceOf(RefusedException.class)
        .hasMessageStartingWith("http://127.0.0.1/page links to http://localhost/f.csv?key=***");
    cache.requireFollowable(page, URI.create("http://127.0.0.1/f.csv"));
    cache.requireFollowable(URI.create("file:///page"), URI.create("http://localhost/f.csv"));
  }

  @Test
  void aServerInsideMayRedirectInside() {
    try (HttpTestServer server = HttpTestServer.start()) {
      server.serve("/g.csv", "a,b\n1,2\n".getBytes(UTF_8));
      server.on("/f.csv", 302, new byte[0], "Location", server.url("/g.csv"));
      String inside = "http://localhost:" + server.port() + "/f.csv";

      assertThat(cache(Duration.ofMinutes(1)).fetch(FetchRequest.of(inside, "s")).path())
          .hasContent("a,b\n1,2");
    }
  }

  @Test
  @Timeout(15)
  void aBodyHasATimeLimitAsAWhole() {
    AtomicReference<RawServer> self = new AtomicReference<>();
    try (RawServer server =
        RawServer.start(
            (number, head, out) -> {
              RawServer.write(out, "HTTP/1.1 200 OK\nContent-Length: 1000\n\na,b");
              self.get().fallSilent();
            })) {
      self.set(server);

      assertThatThrownBy(
              () -> cache(Duration.ofMillis(300)).fetch(FetchRequest.of(server.url("/f.csv"), "s")))
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining("the server is too slow");
      assertThat(server.heads()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "0.0.0.0",
        "0.1.2.3",
        "10.1.2.3",
        "100.64.0.1",
        "169.254.169.254",
        "172.31.255.1",
        "192.168.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "2130706433",
        "::1",
        "::",
        "fe80::1",
        "fd00:ec2::254",
        "fec0::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "2002:a00:1::1",
        "::127.0.0.1"
      })
  void addressesInsideAreKnown(String address) throws UnknownHostException {
    assertThat(AddressRules.isInner(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"8.8.8.8", "100.128.0.1", "172.32.0.1", "198.20.0.1", "2606:4700::1111"})
  void addressesOfThePublicInternetAreKnown(String address) throws UnknownHostException {
    assertThat(AddressRules.isInner(InetAddress.getByName(address))).isFalse();
  }

  @Test
  void namesThatOnlyAProxyKnowsArePublic() {
    AddressRules rules =
        new AddressRules(
            host -> {
              if (host.equals("169.254.169.254")) {
                return List.of(InetAddress.getByName(host));
              }
              throw new UnknownHostException(host);
            },
            AddressRules::isInner,
            List.of());

    assertThat(rules.findRefused("www.england.nhs.uk", "files.digital.nhs.uk")).isEmpty();
    assertThat(rules.findRefused("www.england.nhs.uk", "169.254.169.254")).isPresent();
  }
}

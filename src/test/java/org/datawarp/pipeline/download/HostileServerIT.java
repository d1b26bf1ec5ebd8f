package org.datawarp.pipeline.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.SourceUnavailableException;
import org.datawarp.testing.HttpTestServer;
import org.datawarp.testing.RawServer;
import org.datawarp.testing.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileServerIT {
  private static final int LARGE = 300_000;

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock("2026-11-03T10:00:00Z");
  private final List<Duration> waits = new ArrayList<>();

  private DownloadCache cache(long maxBytes, Duration silence) {
    DownloadSettings settings =
        new DownloadSettings(
            Duration.ofSeconds(5), silence, maxBytes, 3, "datawarp/test", null, Map.of());
    return new DownloadCache(folder, settings, clock, waits::add);
  }

  private DownloadCache cache() {
    return cache(10_000_000, Duration.ofSeconds(20));
  }

  private static byte[] large() {
    byte[] bytes = new byte[LARGE];
    for (int i = 0; i < LARGE; i++) {
      bytes[i] = (byte) ('a' + (i * 31 + i / 1000) % 26);
    }
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "401, a user and password are wanted (HTTP 401), 1",
    "403, access refused (HTTP 403), 1",
    "404, not found (HTTP 404), 1",
    "407, the proxy, 1",
    "410, withdrawn by the publisher (HTTP 410), 1",
    "418, unexpected answer (HTTP 418), 1",
    "304, unexpected answer (HTTP 304), 1",
    "206, unexpected answer (HTTP 206), 1",
    "429, too many requests for the server (HTTP 429), 4",
    "500, the server failed (HTTP 500), 4",
    "503, the server failed (HTTP 503), 4"
  })
  void aStatusIsExplainedInOneLine(int status, String message, int attempts) throws IOException {
    try (HttpTestServer server = HttpTestServer.start()) {
      server.on("/f.csv", status, "no".getBytes(UTF_8));

      assertThatThrownBy(() -> cache().fetch(FetchRequest.of(server.url("/f.csv"), "s")))
          .isInstanceOfSatisfying(
              SourceUnavailableException.class,
              e -> {
                assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE_UNAVAILABLE);
                assertThat(e.hint()).isNotBlank();
              })
          .hasMessageContaining(message)
          .hasMessageContaining("/f.csv");
      assertThat(server.requests()).hasSize(attempts);
      assertThat(waits).hasSize(attempts - 1);
    }
    assertNothingKept();
  }

  @Test
  void aServerThatRecoversIsForgiven() {
    byte[] body = "a,b\n".getBytes(UTF_8);
    try (HttpTestServer server = HttpTestServer.start()) {
      server.on(
          "/f.csv",
          request ->
              server.requests().size() < 3
                  ? new HttpTestServer.Reply(503, new byte[0], "Retry-After", "7")
                  : new HttpTestServer.Reply(200, body));

      assertThat(cache().fetch(FetchRequest.of(server.url("/f.csv"), "s")).path())
          .hasBinaryContent(body);
      assertThat(waits).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7));
    }
  }

  @Test
  void aServerThatAsksForTooMuchPatienceIsNotWaitedFor() {
    try (HttpTestServer server = HttpTestServer.start()) {
      server.on("/f.csv", 429, new byte[0], "Retry-After", "3600");

      assertThatThrownBy(() -> cache().fetch(FetchRequest.of(server.url("/f.csv"), "s")))
          .isInstanceOfSatisfying(
              SourceUnavailableException.class,
              e -> assertThat(e.hint()).isEqualTo("the server asks to wait 60 minutes"));
      assertThat(waits).isEmpty();
    }
  }

  @Test
  void nobodyListeningAndNoSuchHostAreSaid() {
    RawServer gone = RawServer.start((number, head, out) -> {});
    String url = gone.url("/f.csv");
    gone.close();

    assertThatThrownBy(() -> cache().fetch(FetchRequest.of(url, "s")))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("cannot connect to 127.0.0.1")
        .hasMessageContaining("4 attempts");
    assertThatThrownBy(
            () -> cache().fetch(FetchRequest.of("https://no-such-host.invalid/f.csv", "s")))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("no such host: https://no-such-host.invalid/f.csv");
  }

  @Test
  void aServerThatNeverAnswersTimesOut() {
    AtomicReference<RawServer> self = new AtomicReference<>();
    try (RawServer server = RawServer.start((n, head, out) -> self.get().fallSilent())) {
      self.set(server);
      DownloadCache impatient =
          new DownloadCache(
              folder,
              new DownloadSettings(
                  Duration.ofMillis(100), Duration.ofMillis(100), 1000, 1, "t", null, Map.of()),
              clock,
              waits::add);

      assertThatThrownBy(() -> impatient.fetch(FetchRequest.of(server.url("/f.csv"), "s")))
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining("timed out, no answer within");
      assertThat(server.heads()).hasSize(2);
    }
  }

  @Test
  void aServerThatFallsSilentInTheBodyTimesOutAndIsResumed() throws IOException {
    byte[] body = large();
    AtomicReference<RawServer> self = new AtomicReference<>();
    RawServer.Script script =
        (number, head, out) -> {
          if (number == 0) {
            RawServer.write(
                out, "HTTP/1.1 200 OK\nETag: \"v1\"\nContent-Length: " + LARGE + "\n\n");
            out.write(body, 0, 100_000);
            out.flush();
            self.get().fallSilent();
          } else {
            answerRange(head, out, body, "\"v1\"");
          }
        };
    try (RawServer server = RawServer.start(script)) {
      self.set(server);

      CachedFile file =
          cache(10_000_000, Duration.ofMillis(500))
              .fetch(FetchRequest.of(server.url("/f.bin"), "s"));

      assertThat(file.path()).hasBinaryContent(body);
      assertThat(server.heads().get(1)).contains("If-Range: \"v1\"").contains("Range: bytes=");
    }
  }

  @Test
  void aCutBodyIsResumedByALaterRun() {
    byte[] body = large();
    RawServer.Script script =
        (number, head, out) -> {
          if (number < 4) {
            RawServer.write(
                out, "HTTP/1.1 200 OK\nETag: \"v1\"\nContent-Length: " + LARGE + "\n\n");
            out.write(body, 0, 100_000);
          } else {
            answerRange(head, out, body, "\"v1\"");
          }
        };
    try (RawServer server = RawServer.start(script)) {
      FetchRequest request = FetchRequest.of(server.url("/f.bin"), "s");
      assertThatThrownBy(() -> cache().fetch(request))
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining("the connection broke");
      List<Long> progress = new ArrayList<>();

      CachedFile file =
          cache().fetch(request.tellingOf((url, bytes, total) -> progress.add(bytes)));

      assertThat(file.path()).hasBinaryContent(body);
      assertThat(progress.get(0)).isPositive();
      assertThat(progress.get(progress.size() - 1)).isEqualTo(LARGE);
      assertThat(server.heads().get(4)).contains("Range: bytes=" + progress.get(0) + "-");
    }
  }

  @Test
  void aCutBodyWithoutAValidatorIsFetchedFromItsBeginning() {
    byte[] body = large();
    RawServer.Script script =
        (number, head, out) -> {
          RawServer.write(out, "HTTP/1.1 200 OK\nContent-Length: " + LARGE + "\n\n");
          out.write(body, 0, number == 0 ? 100_000 : LARGE);
        };
    try (RawServer server = RawServer.start(script)) {
      CachedFile file = cache().fetch(FetchRequest.of(server.url("/f.bin"), "s"));

      assertThat(file.path()).hasBinaryContent(body);
      assertThat(server.heads().get(1)).doesNotContain("Range:");
    }
  }

  /** Each a lie about the range asked for; the file must come out whole all the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Range: bytes 0-299999/300000",
        "Content-Range: bytes 100001-299999/300000",
        "Content-Range: bytes 100000-299999/400000",
        "Content-Range: bytes 100000-199999/300000",
        "Content-Range: bytes 100000-299999/*",
        "Content-Range: bananas",
        "X-Nothing: at all",
        "Content-Range: bytes 100000-299999/300000\nETag: \"v2\"",
        "Content-Range: bytes 100000-299999/300000\nContent-Encoding: gzip"
      })
  void aLieAboutARangeIsNotAppended(String lie) throws IOException {
    byte[] body = large();
    RawServer.Script script =
        (number, head, out) -> {
          if (head.contains("Range: bytes=")) {
            RawServer.write(out, "HTTP/1.1 206 Partial\n" + lie + "\nContent-Length: 200000\n\n");
            out.write(new byte[200_000]);
          } else {
            RawServer.write(
                out, "HTTP/1.1 200 OK\nETag: \"v1\"\nContent-Length: " + LARGE + "\n\n");
            out.write(body, 0, LARGE);
          }
        };
    try (RawServer server = RawServer.start(script)) {
      String url = server.url("/f.bin");
      plantPart(url, java.util.Arrays.copyOf(body, 100_000), "\"v1\"");

      assertThat(cache().fetch(FetchRequest.of(url, "s")).path()).hasBinaryContent(body);
      assertThat(server.heads()).hasSize(2);
      assertThat(server.heads().get(0)).contains("Range: bytes=100000-");
    }
  }

  @Test
  void aPartOfAnotherVersionIsThrownAway() throws IOException {
    byte[] body = large();
    try (HttpTestServer server = HttpTestServer.start()) {
      server.serve("/f.bin", body);
      plantPart(server.url("/f.bin"), new byte[100_000], "\"older\"");

      assertThat(cache().fetch(FetchRequest.of(server.url("/f.bin"), "s")).path())
          .hasBinaryContent(body);
    }
  }

  @Test
  void aRangeThatCannotBeSatisfiedIsFetchedFromItsBeginning() throws IOException {
    byte[] body = "a,b\n".getBytes(UTF_8);
    try (HttpTestServer server = HttpTestServer.start()) {
      server.on(
          "/f.csv",
          request ->
              request.header("Range").isEmpty()
                  ? new HttpTestServer.Reply(200, body)
                  : new HttpTestServer.Reply(416, new byte[0], "Content-Range", "bytes */4"));
      plantPart(server.url("/f.csv"), new byte[100], "\"v1\"");

      assertThat(cache().fetch(FetchRequest.of(server.url("/f.csv"), "s")).path())
          .hasBinaryContent(body);
    }
  }

  @Test
  void whatIsAnnouncedAsTooLargeIsRefusedBeforeItIsRead() throws IOException {
    RawServer.Script script =
        (number, head, out) -> RawServer.write(out, "HTTP/1.1 200 OK\nContent-Length: 1001\n\nabc");
    try (RawServer server = RawServer.start(script)) {
      assertThatThrownBy(
              () ->
                  cache(1000, Duration.ofSeconds(9))
                      .fetch(FetchRequest.of(server.url("/f.csv"), "s")))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("larger than 1000 bytes");
      assertThat(server.heads()).hasSize(1);
    }
    assertNothingKept();
  }

  @Test
  void aBodyCutShortIsToldInBytes() throws IOException {
    RawServer.Script script =
        (number, head, out) -> RawServer.write(out, "HTTP/1.1 200 OK\nContent-Length: 500\n\nabc");
    try (RawServer server = RawServer.start(script)) {
      assertThatThrownBy(
              () ->
                  cache(1000, Duration.ofSeconds(9))
                      .fetch(FetchRequest.of(server.url("/f.csv"), "s")))
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining("the connection broke after 3 of 500 bytes: ");
    }
    assertNothingKept();
  }

  @Test
  void anEndlessBodyIsCutAtTheLimit() throws IOException {
    RawServer.Script script =
        (number, head, out) -> {
          RawServer.write(out, "HTTP/1.1 200 OK\nConnection: close\n\n");
          while (true) {
            out.write(new byte[8192]); // until the client hangs up
          }
        };
    try (RawServer server = RawServer.start(script)) {
      assertThatThrownBy(
              () ->
                  cache(1_000_000, Duration.ofSeconds(9))
                      .fetch(FetchRequest.of(server.url("/f.csv"), "s")))
          .isInstanceOf(RefusedException.class);
    }
    assertNothingKept();
  }

  @Test
  void aCompressionBombIsCutAtTheLimit() throws IOException {
    byte[] bomb = packed(out -> new GZIPOutputStream(out), new byte[5_000_000]);
    try (HttpTestServer server = HttpTestServer.start()) {
      server.on("/f.csv", 200, bomb, "Content-Encoding", "gzip");

      assertThatThrownBy(
              () ->
                  cache(1_000_000, Duration.ofSeconds(9))
                      .fetch(FetchRequest.of(server.url("/f.csv"), "s")))
          .isInstanceOf(RefusedException.class);
    }
    assertNothingKept();
  }

  @Test
  void bodiesPackedUnaskedAreUnpacked() throws IOException {
    byte[] body = large();
    byte[] half = packed(GZIPOutputStream::new, java.util.Arrays.copyOf(body, 150_000));
    byte[] rest = packed(GZIPOutputStream::new, java.util.Arrays.copyOfRange(body, 150_000, LARGE));
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.write(half);
    members.write(rest);
    try (HttpTestServer server = HttpTestServer.start()) {
      server.on("/gzip", 200, members.toByteArray(), "Content-Encoding", "GZIP");
      server.on(
          "/deflate", 200, packed(DeflaterOutputStream::new, body), "Content-Encoding", "deflate");
      server.on("/br", 200, body, "Content-Encoding", "br");

      assertThat(cache().fetch(FetchRequest.of(server.url("/gzip"), "s")).path())
          .hasBinaryContent(body);
      assertThat(cache().fetch(FetchRequest.of(server.url("/deflate"), "s")).path())
          .hasBinaryContent(body);
      assertThatThrownBy(() -> cache().fetch(FetchRequest.of(server.url("/br"), "s")))
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining("packed the file as 'br'");
    }
  }

  @Test
  void redirectsAreFollowedAndTheFinalAddressIsKept() {
    try (HttpTestServer server = HttpTestServer.start();
        HttpTestServer other = HttpTestServer.start()) {
      server.on("/start", 302, new byte[0], "Location", "next?a=1");
      server.on("/next?a=1", 307, new byte[0], "Location", other.url("/f.csv"));
      other.serve("/f.csv", "a\n".getBytes(UTF_8));
      String withPassword = server.url("/start").replace("http://", "http://ann:secretword@");

      CachedFile file = cache().fetch(FetchRequest.of(withPassword, "s"));

      assertThat(file.url()).isEqualTo(server.url("/start").replace("http://", "http://ann@"));
      assertThat(file.finalUrl()).isEqualTo(other.url("/f.csv"));
      assertThat(server.requests())
          .allSatisfy(r -> assertThat(r.header("Authorization")).startsWith("Basic "));
      assertThat(other.lastRequest().header("Authorization")).isEmpty();
    }
    assertThat(allText()).doesNotContain("secretword");
  }

  @Test
  void redirectsThatLeadNowhereAreRefused() {
    try (HttpTestServer server = HttpTestServer.start()) {
      server.on("/loop", 301, new byte[0], "Location", "/loop2");
      server.on("/loop2", 301, new byte[0], "Location", "/loop");
      server.on("/file", 301, new byte[0], "Location", "file:///etc/passwd");
      server.on("/none", 301, new byte[0]);
      for (int i = 0; i < 12; i++) {
        server.on("/" + i, 301, new byte[0], "Location", "/" + (i + 1));
      }

      assertRefused(server.url("/loop"), "in a circle");
      assertRefused(server.url("/file"), "redirects to where no file can be");
      assertRefused(server.url("/none"), "redirects to where no file can be");
      assertRefused(server.url("/0"), "more than 10 redirects");
    }
  }

  @Test
  void anInterruptionStopsTheDownload() {
    AtomicReference<RawServer> self = new AtomicReference<>();
    Thread here = Thread.currentThread();
    RawServer.Script script =
        (n, head, out) -> {
          here.interrupt();
          self.get().fallSilent();
        };
    try (RawServer server = RawServer.start(script)) {
      self.set(server);

      assertThatThrownBy(() -> cache().fetch(FetchRequest.of(server.url("/f.csv"), "s")))
          .isInstanceOf(InterruptedRunException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private void assertRefused(String url, String message) {
    assertThatThrownBy(() -> cache().fetch(FetchRequest.of(url, "s")))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(((DatawarpException) e).hint()).isNotBlank());
  }

  private void plantPart(String url, byte[] bytes, String validator) {
    PartFile part = new PartFile(folder.resolve(".partial"), url);
    try (PartFile.Writer writer = part.startAfresh(validator, LARGE)) {
      writer.write(bytes, bytes.length);
    }
  }

  private static void answerRange(String head, OutputStream out, byte[] body, String etag)
      throws IOException {
    int from = Integer.parseInt(head.replaceFirst("(?s).*Range: bytes=(\\d+)-.*", "$1"));
    RawServer.write(
        out,
        "HTTP/1.1 206 Partial\nETag: %s\nContent-Range: bytes %d-%d/%d\nContent-Length: %d\n\n"
            .formatted(etag, from, body.length - 1, body.length, body.length - from));
    out.write(body, from, body.length - from);
  }

  private interface Packer {
    OutputStream around(OutputStream out) throws IOException;
  }

  private static byte[] packed(Packer packer, byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream packing = packer.around(out)) {
      packing.write(bytes);
    }
    return out.toByteArray();
  }

  private void assertNothingKept() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(file -> assertThat(file.getFileName().toString()).startsWith("lock-"));
    }
  }

  private String allText() {
    StringBuilder text = new StringBuilder();
    Consumer<Path> read =
        file -> {
          try {
            text.append(file).append(Files.readString(file));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    try (Stream<Path> files = Files.walk(folder)) {
      files.filter(Files::isRegularFile).forEach(read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}

package org.datawarp.pipeline.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.datawarp.model.error.SourceUnavailableException;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.io.FileHash;
import org.datawarp.testing.HttpTestServer;
import org.datawarp.testing.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadCacheIT {
  private static final byte[] OLD = "a,b\n1,2\n".getBytes(UTF_8);
  private static final byte[] NEW = "a,b\n1,3\n4,5\n".getBytes(UTF_8);

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock("2026-11-03T10:00:00Z");
  private HttpTestServer server;
  private DownloadCache cache;

  @BeforeEach
  void start() {
    server = HttpTestServer.start();
    cache = newCache();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private DownloadCache newCache() {
    DownloadSettings settings =
        DownloadSettings.defaults(DownloadSettings.userAgent("1.2", "me@x.test"), Map.of());
    return new DownloadCache(folder, settings, clock, wait -> {});
  }

  @Test
  void aNewFileIsKeptWithItsHashAndItsMeta() throws Exception {
    server.serve("/a/adhd%20aug25.csv", OLD, "Content-Type", "text/csv");
    String url = server.url("/a/adhd%20aug25.csv");

    CachedFile file = cache.fetch(FetchRequest.of(url, "adhd_aug25"));

    Path path = folder.resolve("2026-11").resolve("adhd aug25.csv");
    assertThat(file.outcome()).isEqualTo(FetchOutcome.DOWNLOADED);
    assertThat(file.path()).isEqualTo(path).hasBinaryContent(OLD);
    assertThat(file.sha256()).isEqualTo(FileHash.sha256(OLD));
    assertThat(file.contentType()).isEqualTo("text/csv");
    assertThat(path.resolveSibling("adhd aug25.csv.sha256"))
        .hasContent(FileHash.sha256(OLD) + "  adhd aug25.csv\n");
    assertThat(server.lastRequest().header("User-Agent")).isEqualTo("datawarp/1.2 (+me@x.test)");
    Map<?, ?> index = JsonCodec.read(Files.readString(folder.resolve(".index.json")));
    assertThat(index.get("version")).isEqualTo("1.0");
    Map<?, ?> entry = (Map<?, ?>) ((Map<?, ?>) index.get("downloads")).get(url);
    assertThat(entry.get("local_path")).isEqualTo("2026-11/adhd aug25.csv");
    assertThat(entry.get("source_code")).isEqualTo("adhd_aug25");
    assertThat(entry.get("size_bytes")).isEqualTo((long) OLD.length);
    assertThat(entry.get("last_used")).isEqualTo("2026-11-03T10:00:00Z");
    assertThat(folder.resolve(".partial")).isDirectoryNotContaining("glob:**.part*");
  }

  @Test
  void anUnchangedFileIsNotTransferredAgain() {
    server.serve("/f.csv", OLD, "Last-Modified", "Mon, 02 Nov 2026 10:00:00 GMT");
    FetchRequest request = FetchRequest.of(server.url("/f.csv"), "one");
    CachedFile first = cache.fetch(request);
    clock.advance(Duration.ofDays(40));

    CachedFile second = newCache().fetch(FetchRequest.of(server.url("/f.csv"), "two"));

    assertThat(second.outcome()).isEqualTo(FetchOutcome.NOT_MODIFIED);
    assertThat(second.path()).isEqualTo(first.path());
    assertThat(server.lastRequest().header("If-Modified-Since")).contains("02 Nov 2026");
    CacheEntry entry = cache.entries().get(0);
    assertThat(entry.sources()).containsExactly("one", "two");
    assertThat(entry.sourceCode()).isEqualTo("one");
    assertThat(entry.lastUsed()).isEqualTo(clock.instant());
    assertThat(entry.lastCheckedAt()).isEqualTo(clock.instant());
    assertThat(entry.current().downloadedAt()).isEqualTo(Instant.parse("2026-11-03T10:00:00Z"));
  }

  @Test
  void theSameBytesFromAServerWithoutValidatorsAreNotASecondVersion() throws IOException {
    server.on("/f.csv", 200, OLD);
    FetchRequest request = FetchRequest.of(server.url("/f.csv"), "s");
    cache.fetch(request);

    CachedFile again = cache.fetch(request);

    assertThat(again.outcome()).isEqualTo(FetchOutcome.NOT_MODIFIED);
    assertThat(dataFiles()).containsExactly("2026-11/f.csv");
  }

  @Test
  void changedBytesAreARevisionAndBothVersionsStay() throws IOException {
    server.serve("/f.csv", OLD);
    FetchRequest request = FetchRequest.of(server.url("/f.csv"), "s");
    CachedFile first = cache.fetch(request);
    server.serve("/f.csv", NEW);
    clock.advance(Duration.ofHours(1));

    CachedFile second = cache.fetch(request);

    assertThat(second.outcome()).isEqualTo(FetchOutcome.REVISED);
    assertThat(second.previousSha256()).isEqualTo(first.sha256());
    assertThat(second.fileName()).isEqualTo("f.csv");
    assertThat(dataFiles()).containsExactlyInAnyOrder("2026-11/f.csv", "2026-11/f-2.csv");
    assertThat(first.path()).hasBinaryContent(OLD);
    assertThat(second.path()).hasBinaryContent(NEW);
    assertThat(cache.entries().get(0).previous())
        .extracting(CacheEntry.Version::sha256)
        .containsExactly(first.sha256());
  }

  @Test
  void twoAddressesWithTheSameFileNameDoNotCollide() {
    server.serve("/a/f.csv", OLD).serve("/b/f.csv", NEW).serve("/c/F.csv.meta", NEW);

    CachedFile one = cache.fetch(FetchRequest.of(server.url("/a/f.csv"), "s"));
    CachedFile two = cache.fetch(FetchRequest.of(server.url("/b/f.csv"), "s"));
    CachedFile three = cache.fetch(FetchRequest.of(server.url("/c/F.csv.meta"), "s"));

    assertThat(List.of(one.path(), two.path(), three.path())).doesNotHaveDuplicates();
    assertThat(one.path()).hasBinaryContent(OLD);
    assertThat(two.path()).hasBinaryContent(NEW);
    assertThat(three.path()).hasFileName("F.csv_meta");
  }

  @Test
  void aDamagedCopyIsFetchedAgainAndWhatWasThereIsKept() throws IOException {
    server.serve("/f.csv", OLD);
    FetchRequest request = FetchRequest.of(server.url("/f.csv"), "s");
    Path path = cache.fetch(request).path();
    Files.writeString(path, "edited");

    CachedFile again = cache.fetch(request);

    assertThat(again.outcome()).isEqualTo(FetchOutcome.RESTORED);
    assertThat(again.warnings()).singleElement().asString().contains("changed or damaged");
    assertThat(again.path()).isEqualTo(path).hasBinaryContent(OLD);
    assertThat(path.resolveSibling("f.csv.changed")).hasContent("edited");
    assertThat(server.lastRequest().header("If-None-Match")).isEmpty();
  }

  @Test
  void aVanishedCopyIsFetchedAgain() throws IOException {
    server.serve("/f.csv", OLD);
    FetchRequest request = FetchRequest.of(server.url("/f.csv"), "s");
    Path path = cache.fetch(request).path();
    Files.delete(path);

    CachedFile again = cache.fetch(request);

    assertThat(again.outcome()).isEqualTo(FetchOutcome.RESTORED);
    assertThat(again.path()).isEqualTo(path).hasBinaryContent(OLD);
  }

  @Test
  void forceTransfersAgain() {
    server.serve("/f.csv", OLD);
    FetchRequest request = FetchRequest.of(server.url("/f.csv"), "s");
    cache.fetch(request);

    CachedFile again = cache.fetch(request.in(FetchMode.FORCE));

    assertThat(again.outcome()).isEqualTo(FetchOutcome.NOT_MODIFIED);
    assertThat(server.lastRequest().header("If-None-Match")).isEmpty();
  }

  @Test
  void offlineUsesTheCacheAlone() {
    server.serve("/f.csv", OLD);
    String url = server.url("/f.csv");
    cache.fetch(FetchRequest.of(url, "s"));
    server.close();

    CachedFile cached = newCache().fetch(FetchRequest.of(url, "s").in(FetchMode.OFFLINE));

    assertThat(cached.outcome()).isEqualTo(FetchOutcome.CACHED);
    assertThatThrownBy(() -> cache.fetch(FetchRequest.of(url + "x", "s").in(FetchMode.OFFLINE)))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("not in the download cache");
    assertThatThrownBy(() -> cache.fetch(FetchRequest.of(url, "s")))
        .isInstanceOfSatisfying(
            SourceUnavailableException.class,
            e -> assertThat(e.hint()).contains("the copy of 2026-11-03 with --offline"));
  }

  @Test
  void offlineRefusesADamagedCopy() throws IOException {
    server.serve("/f.csv", OLD);
    FetchRequest request = FetchRequest.of(server.url("/f.csv"), "s");
    Files.writeString(cache.fetch(request).path(), "edited");

    assertThatThrownBy(() -> cache.fetch(request.in(FetchMode.OFFLINE)))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("changed or damaged");
  }

  @Test
  void offlineCreatesNothingWhereThereIsNothing() {
    Path absent = folder.resolve("downloads");
    DownloadCache empty =
        new DownloadCache(absent, DownloadSettings.defaults("t", Map.of()), clock, wait -> {});

    assertThatThrownBy(
            () -> empty.fetch(FetchRequest.of("http://x.test/", "s").in(FetchMode.OFFLINE)))
        .isInstanceOf(SourceUnavailableException.class);
    assertThat(empty.entries()).isEmpty();
    assertThat(absent).doesNotExist();
  }

  @Test
  void aPageInsteadOfADataFileIsRefusedWithItsTitleAndNotKept() throws IOException {
    byte[] page = "<!DOCTYPE html><title> We are\nsorry </title>".getBytes(UTF_8);
    server.on("/f.xlsx", 200, page, "Content-Type", "application/vnd.ms-excel");

    assertThatThrownBy(() -> cache.fetch(FetchRequest.of(server.url("/f.xlsx"), "s")))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessageContaining("a web page came instead of a data file ('We are sorry')");
    assertThat(dataFiles()).isEmpty();
    assertThat(cache.entries()).isEmpty();
  }

  @Test
  void aLandingPageIsGivenAsAPageAlsoOffline() {
    byte[] text = "<html><meta charset=utf-8><a href=x.csv>é</a>".getBytes(UTF_8);
    server.on("/old", 301, new byte[0], "Location", "/new/page");
    server.on("/new/page", 200, text);
    FetchRequest request = FetchRequest.of(server.url("/old"), "s");

    Page page = (Page) cache.fetchAny(request);
    Page offline = (Page) cache.fetchAny(request.in(FetchMode.OFFLINE));

    assertThat(page.text()).contains(">é<");
    assertThat(page.finalUrl()).hasToString(server.url("/new/page"));
    assertThat(offline.text()).isEqualTo(page.text());
    assertThat(offline.finalUrl()).isEqualTo(page.finalUrl());
    assertThat(offline.outcome()).isEqualTo(FetchOutcome.CACHED);
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    server.on("/f.csv", 200, new byte[0], "Content-Length", "0");

    assertThatThrownBy(() -> cache.fetch(FetchRequest.of(server.url("/f.csv"), "s")))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessageContaining("0 bytes");
    assertThat(dataFiles()).isEmpty();
  }

  @Test
  void theIndexIsRebuiltFromTheMetaFiles() throws IOException {
    server.serve("/f.csv", OLD).serve("/g.csv", NEW);
    cache.fetch(FetchRequest.of(server.url("/f.csv"), "one"));
    cache.fetch(FetchRequest.of(server.url("/g.csv"), "one"));
    clock.advance(Duration.ofDays(30));
    server.serve("/f.csv", NEW);
    cache.fetch(FetchRequest.of(server.url("/f.csv"), "two"));
    List<CacheEntry> before = cache.entries();
    Files.writeString(folder.resolve(".index.json"), "{\"version\": 1, \"downl");

    assertThat(newCache().entries()).isEqualTo(before);
    CachedFile file = newCache().fetch(FetchRequest.of(server.url("/f.csv"), "two"));

    assertThat(file.outcome()).isEqualTo(FetchOutcome.NOT_MODIFIED);
    assertThat(cache.entries()).isEqualTo(before);
    assertThat(folder.resolve(".index.json.damaged")).exists();
    assertThat(cache.rebuild()).isEqualTo(2);
    assertThat(cache.entries()).isEqualTo(before);
  }

  @Test
  void anIndexThatLeadsElsewhereIsNotBelieved() throws IOException {
    server.serve("/f.csv", OLD);
    cache.fetch(FetchRequest.of(server.url("/f.csv"), "s"));
    Path index = folder.resolve(".index.json");
    Files.writeString(index, Files.readString(index).replace("2026-11/f.csv", "../secret"));

    assertThat(cache.entries().get(0).current().path()).startsWith(folder).hasFileName("f.csv");
  }

  @Test
  void anIndexOfANewerProgramIsLeftAlone() throws IOException {
    Path index = folder.resolve(".index.json");
    Files.writeString(index, "{\"version\": 2, \"downloads\": {}}");

    assertThatThrownBy(() -> cache.touch(List.of()))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("newer version");
    assertThat(index).hasContent("{\"version\": 2, \"downloads\": {}}");
  }

  @Test
  void aForgottenFileLeavesTheIndexAndTheVersionBeforeItIsCurrent() {
    server.serve("/f.csv", OLD);
    FetchRequest request = FetchRequest.of(server.url("/f.csv"), "s");
    Path first = cache.fetch(request).path();
    server.serve("/f.csv", NEW);
    Path second = cache.fetch(request).path();

    cache.forget(second);
    assertThat(cache.entries()).singleElement().returns(first, e -> e.current().path());
    cache.forget(first);

    assertThat(cache.entries()).isEmpty();
    assertThat(first).exists();
  }

  @Test
  void touchingMovesTheLastUse() {
    server.serve("/f.csv", OLD);
    String url = cache.fetch(FetchRequest.of(server.url("/f.csv"), "s")).url();
    Instant checked = clock.instant();
    clock.advance(Duration.ofDays(3));

    cache.touch(List.of(url, "https://unknown.test/"));

    assertThat(cache.entries().get(0).lastUsed()).isEqualTo(clock.instant());
    assertThat(cache.entries().get(0).lastCheckedAt()).isEqualTo(checked);
    assertThat(cache.rebuild()).isEqualTo(1);
    assertThat(cache.entries().get(0).lastUsed()).isEqualTo(clock.instant());
  }

  @Test
  void whatARunLeftThatDiedBeforeTheIndexIsUsed() throws IOException {
    server.serve("/f.csv", OLD);
    FetchRequest request = FetchRequest.of(server.url("/f.csv"), "s");
    cache.fetch(request);
    Files.writeString(folder.resolve(".index.json"), "{\"version\": 1, \"downloads\": {}}");

    CachedFile again = cache.fetch(request);

    assertThat(again.outcome()).isEqualTo(FetchOutcome.DOWNLOADED);
    assertThat(dataFiles()).containsExactly("2026-11/f.csv");
    assertThat(folder.resolve(".partial")).isDirectoryNotContaining("glob:**.part*");
  }

  @Test
  void whatARunLeftThatDiedBeforeTheFileIsReplaced() throws IOException {
    server.serve("/f.csv", OLD);
    FetchRequest request = FetchRequest.of(server.url("/f.csv"), "s");
    Path path = cache.fetch(request).path();
    Files.delete(path);
    Files.delete(folder.resolve(".index.json"));
    server.serve("/f.csv", NEW);

    assertThat(cache.entries()).isEmpty();
    CachedFile file = cache.fetch(request);

    assertThat(file.path()).isEqualTo(path).hasBinaryContent(NEW);
    assertThat(cache.rebuild()).isEqualTo(1);
    assertThat(cache.entries().get(0).current().sha256()).isEqualTo(file.sha256());
  }

  @Test
  void oldLeftoversAreSweptAndYoungOnesStay() throws IOException {
    clock.advance(Duration.between(clock.instant(), Instant.now()).plusDays(3));
    Path partial = Files.createDirectories(folder.resolve(".partial"));
    Path month = Files.createDirectories(folder.resolve("2026-11"));
    Path youngPart = Files.writeString(partial.resolve("a.part"), "x");
    Path draft = Files.writeString(month.resolve(".f.csv.meta.123.tmp"), "x");
    Path oldPart = Files.writeString(partial.resolve("b.part"), "x");
    Files.setLastModifiedTime(
        oldPart, java.nio.file.attribute.FileTime.from(clock.instant().minus(Duration.ofDays(8))));
    server.serve("/f.csv", OLD);

    cache.fetch(FetchRequest.of(server.url("/f.csv"), "s"));

    assertThat(youngPart).exists();
    assertThat(oldPart).doesNotExist();
    assertThat(draft).doesNotExist();
  }

  @Test
  void aReadOnlyFolderIsAStorageFailure() throws IOException {
    Path file = Files.writeString(folder.resolve("not-a-folder"), "x");
    DownloadCache broken =
        new DownloadCache(file, DownloadSettings.defaults("t", Map.of()), clock, wait -> {});
    server.serve("/f.csv", OLD);

    assertThatThrownBy(() -> broken.fetch(FetchRequest.of(server.url("/f.csv"), "s")))
        .isInstanceOf(StorageException.class);
  }

  @Test
  void manyThreadsFetchOneAddressOnceAndManyAtMostTwoAtATime() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch bothIn = new CountDownLatch(2);
    for (int i = 0; i < 8; i++) {
      byte[] body = ("a\n" + i).getBytes(UTF_8);
      server.on(
          "/same/f.csv?n=" + i,
          request -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            bothIn.countDown();
            awaitQuietly(bothIn);
            running.decrementAndGet();
            return new HttpTestServer.Reply(200, body);
          });
    }
    server.serve("/one.csv", OLD);
    List<Callable<CachedFile>> work = new ArrayList<>();
    IntStream.range(0, 8)
        .forEach(
            i -> {
              String url = server.url("/same/f.csv?n=" + i);
              work.add(() -> cache.fetch(FetchRequest.of(url, "s" + i)));
              work.add(() -> cache.fetch(FetchRequest.of(server.url("/one.csv"), "s" + i)));
            });

    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      for (Future<CachedFile> file : threads.invokeAll(work)) {
        assertThat(file.get().path()).exists();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(most).hasValue(2);
    assertThat(cache.entries()).hasSize(9);
    assertThat(dataFiles()).hasSize(9);
    CacheEntry one =
        cache.entries().stream().filter(e -> e.url().endsWith("/one.csv")).findFirst().get();
    assertThat(one.sources()).hasSize(8);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<String> dataFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .filter(name -> !name.startsWith(".") && !name.matches(".*\\.(meta|sha256)"))
          .toList();
    }
  }
}

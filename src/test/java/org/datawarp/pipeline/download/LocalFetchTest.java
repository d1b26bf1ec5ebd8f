package org.datawarp.pipeline.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.SourceUnavailableException;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.testing.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFetchTest {
  @TempDir Path folder;
  private final SettableClock clock = new SettableClock("2026-11-03T10:00:00Z");
  private DownloadCache cache;
  private Path file;

  @BeforeEach
  void writeFile() throws IOException {
    DownloadSettings settings =
        new DownloadSettings(
            Duration.ofSeconds(1), Duration.ofSeconds(1), 1000, 0, "t", null, Map.of());
    cache = new DownloadCache(folder.resolve("downloads"), settings, clock, wait -> {});
    file = write("a b.csv", "a,b\n1,2\n", "2026-11-01T00:00:00Z");
  }

  private Path write(String name, String text, String changedAt) throws IOException {
    Path path = Files.writeString(folder.resolve(name), text);
    Files.setLastModifiedTime(path, FileTime.from(Instant.parse(changedAt)));
    return path;
  }

  private FetchRequest request() {
    return FetchRequest.of(file.toString(), "s");
  }

  @Test
  void aLocalFileIsCopiedOnce() throws IOException {
    CachedFile first = cache.fetch(request());
    FileTime written = Files.getLastModifiedTime(first.path());

    CachedFile second = cache.fetch(FetchRequest.of(file.toUri().toString(), "other"));

    assertThat(first.outcome()).isEqualTo(FetchOutcome.LOCAL);
    assertThat(first.url()).isEqualTo(file.toUri().toString());
    assertThat(first.path()).hasFileName("a b.csv").hasContent("a,b\n1,2\n");
    assertThat(second.path()).isEqualTo(first.path());
    assertThat(Files.getLastModifiedTime(second.path())).isEqualTo(written);
    assertThat(cache.entries().get(0).sources()).containsExactly("s", "other");
  }

  @Test
  void aChangedFileBecomesANewVersion() throws IOException {
    CachedFile first = cache.fetch(request());
    write("a b.csv", "a,b\n1,9\n", "2026-11-02T00:00:00Z");

    CachedFile second = cache.fetch(request());

    assertThat(second.previousSha256()).isEqualTo(first.sha256());
    assertThat(second.path()).hasFileName("a b-2.csv").hasContent("a,b\n1,9\n");
    assertThat(first.path()).hasContent("a,b\n1,2\n");
    assertThat(cache.entries().get(0).previous()).hasSize(1);
  }

  @Test
  void aChangeWithinTheClocksGrainIsSeen() throws IOException {
    String justNow = clock.instant().minusMillis(500).toString();
    write("a b.csv", "a,b\n1,2\n", justNow);
    cache.fetch(request());
    write("a b.csv", "a,b\n1,9\n", justNow);

    assertThat(cache.fetch(request()).path()).hasContent("a,b\n1,9\n");
  }

  @Test
  void aTouchedFileIsStillTheSame() throws IOException {
    CachedFile first = cache.fetch(request());
    write("a b.csv", "a,b\n1,2\n", "2026-11-02T12:00:00Z");

    CachedFile second = cache.fetch(request());

    assertThat(second.path()).isEqualTo(first.path());
    assertThat(second.previousSha256()).isNull();
    assertThat(second.lastModified()).isEqualTo("2026-11-02T12:00:00Z");
  }

  @Test
  void aDamagedCopyIsMadeAgain() throws IOException {
    Path copy = cache.fetch(request()).path();
    Files.writeString(copy, "edited");

    CachedFile again = cache.fetch(request());

    assertThat(again.path()).isEqualTo(copy).hasContent("a,b\n1,2\n");
    assertThat(again.warnings()).hasSize(1);
    assertThat(copy.resolveSibling("a b.csv.changed")).hasContent("edited");
  }

  @Test
  void aVanishedFileIsReadFromTheCacheOffline() throws IOException {
    cache.fetch(request());
    Files.delete(file);

    assertThat(cache.fetch(request().in(FetchMode.OFFLINE)).outcome())
        .isEqualTo(FetchOutcome.CACHED);
    assertThatThrownBy(() -> cache.fetch(request()))
        .isInstanceOfSatisfying(
            SourceUnavailableException.class, e -> assertThat(e.hint()).contains("--offline"))
        .hasMessageContaining("no such file");
  }

  @Test
  void progressIsTold() {
    List<Long> progress = new ArrayList<>();

    cache.fetch(request().tellingOf((url, bytes, total) -> progress.add(bytes * 100 + total)));

    assertThat(progress).containsExactly(808L);
  }

  @Test
  void whatIsNoFileIsSaid() throws Exception {
    assertFails(folder, SourceUnreadableException.class, "a folder, not a file");
    assertFails(folder.resolve("none.csv"), SourceUnavailableException.class, "no such file");
    assertFails(
        write("empty.csv", "", "2026-11-01T00:00:00Z"), SourceUnreadableException.class, "empty");
    assertFails(
        write("page.csv", "<html><title>x</title>", "2026-11-01T00:00:00Z"),
        SourceUnreadableException.class,
        "a web page");
    assertFails(
        write("large.csv", "x".repeat(1001), "2026-11-01T00:00:00Z"),
        RefusedException.class,
        "larger than 1000 bytes");
    assertThat(folder.resolve("downloads").resolve("2026-11")).doesNotExist();
  }

  @Test
  void aPipeOrDeviceIsRefusedAndNotRead() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/zero")));
    Path pipe = folder.resolve("pipe");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);

    assertFails(pipe, SourceUnreadableException.class, "a pipe or device");
    assertFails(Path.of("/dev/zero"), SourceUnreadableException.class, "a pipe or device");
  }

  @Test
  void anUnreadableFileIsSaid() throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeTrue(!Files.isReadable(file), "root reads everything");

    assertFails(file, SourceUnavailableException.class, "permission denied");
  }

  @Test
  void aForgottenSchemeIsGuessed() {
    assertThatThrownBy(() -> cache.fetch(FetchRequest.of("digital.nhs.uk/data/x.csv", "s")))
        .isInstanceOfSatisfying(
            SourceUnavailableException.class,
            e -> assertThat(e.hint()).isEqualTo("a web address begins with https://"));
  }

  @Test
  void aSavedPageIsAPage() throws IOException {
    Path page = write("page.html", "<!doctype html><a href='x.csv'>é</a>", "2026-11-01T00:00:00Z");

    Page fetched = (Page) cache.fetchAny(FetchRequest.of(page.toString(), "s"));

    assertThat(fetched.text()).contains("é");
    assertThat(fetched.finalUrl()).isEqualTo(page.toUri());
    assertThat(fetched.outcome()).isEqualTo(FetchOutcome.LOCAL);
  }

  private void assertFails(Path path, Class<?> type, String message) {
    assertThatThrownBy(() -> cache.fetch(FetchRequest.of(path.toString(), "s")))
        .isInstanceOf(type)
        .hasMessageContaining(message)
        .hasMessageContaining(path.getFileName().toString());
  }
}

package org.datawarp.pipeline.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.SourceUnavailableException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.IoErrors;
import org.jspecify.annotations.Nullable;

/**
 * Brings one file into its part file: conditional, resumed where possible, tried again where that
 * can help, never larger than allowed.
 */
final class Transfer {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes\\s+(\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  /** Progress that makes a broken connection count as the first failure again. */
  private static final long NOTEWORTHY_PROGRESS = 1 << 20;

  private final HttpFetcher fetcher;
  private final DownloadSettings settings;
  private final Clock clock;
  private final RetryDelay pause;

  /**
   * What the cache holds already.
   *
   * @param etag its ETag
   * @param lastModified its Last-Modified date
   */
  record Condition(@Nullable String etag, @Nullable String lastModified) {
    static final Condition NONE = new Condition(null, null);

    boolean isEmpty() {
      return etag == null && lastModified == null;
    }
  }

  Transfer(HttpFetcher fetcher, DownloadSettings settings, Clock clock, RetryDelay pause) {
    this.fetcher = fetcher;
    this.settings = settings;
    this.clock = clock;
    this.pause = pause;
  }

  /**
   * Fetches an address into its part file.
   *
   * @throws SourceUnavailableException if it cannot be had, after the attempts that make sense
   * @throws RefusedException if it is larger than allowed
   * @throws StorageException if it cannot be written
   */
  ReceivedFile run(
      Location.Remote location, Condition condition, PartFile part, ProgressListener progress) {
    int attempts = 0;
    int failures = 0;
    while (true) {
      attempts++;
      long before = sizeOf(part);
      try {
        return attempt(location, condition, part, progress);
      } catch (FailedAttemptException e) {
        failures = sizeOf(part) - before >= NOTEWORTHY_PROGRESS ? 1 : failures + 1;
        Duration wait =
            e.retryAfter() != null
                ? e.retryAfter()
                : RetryRules.backoff(failures, ThreadLocalRandom.current());
        boolean isTooLong = wait.compareTo(RetryRules.LONGEST_WAIT) > 0;
        if (failures > Math.min(settings.retries(), e.failure().chances()) || isTooLong) {
          if (part.findResumable().isEmpty()) {
            part.delete();
          }
          throw finalFailure(e, attempts, isTooLong ? wait : null);
        }
        rest(wait, location);
      } catch (RefusedException | StorageException e) {
        deleteAfter(e, part);
        throw e;
      }
    }
  }

  /** Nothing of a file that is too large, or for which the disk is too small, is worth keeping. */
  private static void deleteAfter(RuntimeException failure, PartFile part) {
    try {
      part.delete();
    } catch (StorageException e) {
      failure.addSuppressed(e);
    }
  }

  private static SourceUnavailableException finalFailure(
      FailedAttemptException e, int attempts, @Nullable Duration wait) {
    String tried = attempts > 1 ? ", " + attempts + " attempts" : "";
    String hint =
        wait == null
            ? e.failure().hint()
            : "the server asks to wait " + (wait.toSeconds() + 59) / 60 + " minutes";
    String message = e.failure().message() + tried;
    return e.failure().isAbsent()
        ? SourceUnavailableException.absent(message, hint, e.getCause())
        : new SourceUnavailableException(message, hint, e.getCause());
  }

  private void rest(Duration wait, Location.Remote location) {
    try {
      pause.last(wait);
    } catch (InterruptedException e) {
      throw interrupted(location, e);
    }
  }

  private static InterruptedRunException interrupted(Location.Remote location, Exception e) {
    Thread.currentThread().interrupt();
    return new InterruptedRunException(
        "stopped while downloading " + location.key(),
        "what has arrived is kept for the next run",
        e);
  }

  private ReceivedFile attempt(
      Location.Remote location, Condition condition, PartFile part, ProgressListener progress)
      throws FailedAttemptException {
    Optional<PartFile.Resumable> resumable = part.findResumable();
    Map<String, String> headers = new LinkedHashMap<>();
    resumable.ifPresentOrElse(
        rest -> {
          headers.put("Range", "bytes=" + rest.size() + "-");
          headers.put("If-Range", rest.validator());
        },
        () -> {
          if (condition.etag() != null) {
            headers.put("If-None-Match", condition.etag());
          }
          if (condition.lastModified() != null) {
            headers.put("If-Modified-Since", condition.lastModified());
          }
        });
    try (HttpReply reply = fetcher.get(location, headers)) {
      int status = reply.status();
      if (status == 304 && resumable.isEmpty() && !condition.isEmpty()) {
        return arrival(reply, null);
      }
      if (status == 200) {
        return receiveAll(reply, part, progress);
      }
      if (resumable.isPresent() && (status == 206 || status == 416)) {
        return receiveRest(reply, resumable.get(), part, progress);
      }
      throw failedStatus(reply);
    } catch (InterruptedException | InterruptedIOException e) {
      throw interrupted(location, e);
    } catch (IOException e) {
      throw new FailedAttemptException(
          NetworkFailures.of(e, location.uri(), location.key(), fetcher.proxyOf(location.uri())),
          null,
          e);
    }
  }

  private FailedAttemptException failedStatus(HttpReply reply) {
    Location.Remote location = reply.location();
    Duration retryAfter =
        reply
            .header("Retry-After")
            .flatMap(header -> RetryRules.retryAfter(header, clock.instant()))
            .orElse(null);
    return new FailedAttemptException(
        NetworkFailures.of(reply.status(), location.key(), fetcher.proxyOf(location.uri())),
        retryAfter,
        null);
  }

  private ReceivedFile receiveAll(HttpReply reply, PartFile part, ProgressListener progress)
      throws IOException, FailedAttemptException {
    String encoding = reply.header("Content-Encoding").orElse("").strip().toLowerCase(Locale.ROOT);
    boolean isPlain = encoding.isEmpty() || encoding.equals("identity");
    OptionalLong length = reply.contentLength();
    long totalBytes = isPlain ? length.orElse(-1) : -1;
    checkRoom(reply, Math.max(totalBytes, 0), 0, part);
    String validator = isPlain ? validator(reply) : null;
    try (PartFile.Writer writer = part.startAfresh(validator, totalBytes)) {
      InputStream body = isPlain ? reply.body() : unpacked(encoding, reply);
      return receive(reply, body, writer, totalBytes, progress);
    }
  }

  /** A server may ignore or misunderstand the range: nothing is appended that does not fit. */
  private ReceivedFile receiveRest(
      HttpReply reply, PartFile.Resumable rest, PartFile part, ProgressListener progress)
      throws IOException, FailedAttemptException {
    Matcher range = CONTENT_RANGE.matcher(reply.header("Content-Range").orElse("").strip());
    String validator = validator(reply);
    boolean fits =
        reply.status() == 206
            && range.matches()
            && Long.parseLong(range.group(1)) == rest.size()
            && !range.group(3).equals("*")
            && Long.parseLong(range.group(2)) == Long.parseLong(range.group(3)) - 1
            && (rest.totalBytes() < 0 || Long.parseLong(range.group(3)) == rest.totalBytes())
            && (validator == null || validator.equals(rest.validator()))
            && reply.header("Content-Encoding").orElse("identity").equals("identity");
    if (!fits) {
      part.delete();
      throw new FailedAttemptException(
          new NetworkFailures.Failure(
              "the server cannot resume a download: " + reply.location().key(),
              "try again: it will be fetched from its beginning",
              Integer.MAX_VALUE),
          Duration.ZERO,
          null);
    }
    long totalBytes = Long.parseLong(range.group(3));
    checkRoom(reply, totalBytes, rest.size(), part);
    try (PartFile.Writer writer = part.append()) {
      return receive(reply, reply.body(), writer, totalBytes, progress);
    }
  }

  private ReceivedFile receive(
      HttpReply reply,
      InputStream body,
      PartFile.Writer writer,
      long totalBytes,
      ProgressListener progress)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    String shown = reply.location().key();
    progress.advanced(shown, writer.size(), totalBytes);
    for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
      if (writer.size() + count > settings.maxBytes()) {
        throw tooLarge(shown);
      }
      writer.write(buffer, count);
      progress.advanced(shown, writer.size(), totalBytes);
    }
    if (totalBytes >= 0 && writer.size() != totalBytes) {
      throw new IOException("the download ended at byte " + writer.size() + " of " + totalBytes);
    }
    String sha256 = writer.finish();
    return arrival(reply, new ReceivedFile.Bytes(writer.size(), sha256));
  }

  private InputStream unpacked(String encoding, HttpReply reply)
      throws IOException, FailedAttemptException {
    InputStream packed = new LimitedStream(reply.body(), settings.maxBytes());
    return switch (encoding) {
      case "gzip", "x-gzip" -> new GZIPInputStream(packed, BUFFER_BYTES);
      case "deflate" -> new InflaterInputStream(packed);
      default ->
          throw new FailedAttemptException(
              new NetworkFailures.Failure(
                  "the server packed the file as '"
                      + encoding.replaceAll("[^a-z0-9, -]", "?")
                      + "' unasked: "
                      + reply.location().key(),
                  "download it with a browser and give its path",
                  0),
              null,
              null);
    };
  }

  private void checkRoom(HttpReply reply, long totalBytes, long present, PartFile part)
      throws IOException {
    if (totalBytes > settings.maxBytes() || reply.contentLength().orElse(0) > settings.maxBytes()) {
      throw tooLarge(reply.location().key());
    }
    Path folder = part.path().toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder);
      long free = Files.getFileStore(folder).getUsableSpace();
      if (totalBytes - present > free) {
        throw new StorageException(
            "no room for " + totalBytes + " bytes in " + folder + ", which has " + free,
            "free space, or use a workspace on another disk");
      }
    } catch (IOException e) {
      throw new StorageException(
          "cannot write to " + folder + ": " + IoErrors.of(e), "mend its permissions", e);
    }
  }

  private RefusedException tooLarge(String shown) {
    return new RefusedException(
        "larger than " + settings.maxBytes() + " bytes: " + shown,
        "raise downloads.max_bytes in the configuration if that is right");
  }

  /** Returns what If-Range may hold: a strong ETag, else a date. Source: RFC 9110, 13.1.5. */
  private static @Nullable String validator(HttpReply reply) {
    String etag = reply.header("ETag").orElse("");
    return etag.startsWith("\"") ? etag : reply.header("Last-Modified").orElse(null);
  }

  private static ReceivedFile arrival(HttpReply reply, ReceivedFile.@Nullable Bytes file) {
    return new ReceivedFile(
        reply.location(),
        reply.header("ETag").orElse(null),
        reply.header("Last-Modified").orElse(null),
        reply.header("Content-Type").orElse(null),
        reply.header("Content-Disposition").orElse(null),
        file);
  }

  private static long sizeOf(PartFile part) {
    return part.findResumable().map(PartFile.Resumable::size).orElse(0L);
  }
}

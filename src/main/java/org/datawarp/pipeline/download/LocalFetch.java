package org.datawarp.pipeline.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.SourceUnavailableException;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.jspecify.annotations.Nullable;

/**
 * Copies files of this machine into the cache: an analyst's file may change or vanish, and what was
 * loaded must stay traceable to its bytes.
 */
final class LocalFetch {
  private static final Pattern HOST =
      Pattern.compile("(?i)[a-z0-9-]\\.(?:uk|wales|scot|com|org|net)\\b");

  /** A file changed less than this before it was last looked at may have changed again unseen. */
  private static final Duration CLOCK_GRAIN = Duration.ofSeconds(2);

  private final CacheStore store;
  private final DownloadSettings settings;
  private final Clock clock;

  LocalFetch(CacheStore store, DownloadSettings settings, Clock clock) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
  }

  Fetched fetch(Location.Local location, FetchRequest request) {
    Path file = location.path();
    Optional<CacheEntry> known = store.find(location.key());
    boolean isOffline = request.mode() == FetchMode.OFFLINE;
    if (isOffline && known.isPresent() && !Files.exists(file)) {
      return RemoteFetch.cached(known.get(), request.source(), store);
    }
    BasicFileAttributes attributes = require(file, known.isPresent());
    ContentKind kind = ContentKind.of(file);
    if (kind == ContentKind.EMPTY) {
      throw SourceUnreadableException.absent("the file is empty (0 bytes): " + file, null, null);
    }
    if (kind.isPage()) {
      return page(location, attributes);
    }
    return store.alone(location.key(), () -> copied(location, request, attributes));
  }

  private BasicFileAttributes require(Path file, boolean isCached) {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw SourceUnavailableException.absent(
          "no such file: " + file,
          isCached
              ? "say where it is now with --url, or use the copy in the download cache with --offline"
              : looksLike(file),
          e);
    } catch (AccessDeniedException e) {
      throw denied(file, e);
    } catch (IOException e) {
      throw new SourceUnavailableException(
          "cannot read " + file + ": " + IoErrors.of(e), "check the path", e);
    }
    if (attributes.isDirectory()) {
      throw new SourceUnreadableException(
          "a folder, not a file: " + file, "give the path of one file in it");
    }
    if (!attributes.isRegularFile()) {
      throw new SourceUnreadableException(
          "a pipe or device, not a file: " + file, "write it to a file first");
    }
    if (!Files.isReadable(file)) {
      throw denied(file, null);
    }
    if (attributes.size() > settings.maxBytes()) {
      throw new RefusedException(
          "larger than " + settings.maxBytes() + " bytes: " + file,
          "raise downloads.max_bytes in the configuration if that is right");
    }
    return attributes;
  }

  private static String looksLike(Path file) {
    String name = String.valueOf(file.getFileName());
    boolean isHost = HOST.matcher(file.toString()).find();
    return isHost ? "a web address begins with https://" : "check the spelling of " + name;
  }

  private static SourceUnavailableException denied(Path file, @Nullable Throwable cause) {
    return new SourceUnavailableException(
        "permission denied: " + file, "make the file readable for this user", cause);
  }

  private static Page page(Location.Local location, BasicFileAttributes attributes) {
    if (attributes.size() > RemoteFetch.MAX_PAGE_BYTES) {
      throw new SourceUnreadableException(
          "a web page of " + attributes.size() + " bytes: " + location.path(), null);
    }
    try {
      String text = PageText.decode(Files.readAllBytes(location.path()), (String) null);
      return new Page(
          location.key(),
          location.path().toUri(),
          text,
          attributes.lastModifiedTime().toInstant(),
          FetchOutcome.LOCAL);
    } catch (IOException e) {
      throw new SourceUnavailableException(
          "cannot read " + location.path() + ": " + IoErrors.of(e), "check the path", e);
    }
  }

  private CachedFile copied(
      Location.Local location, FetchRequest request, BasicFileAttributes attributes) {
    CacheEntry known = store.find(location.key()).orElse(null);
    Instant lookedAt = clock.instant();
    String changedAt = attributes.lastModifiedTime().toInstant().toString();
    CacheStore.Condition state =
        known == null ? CacheStore.Condition.MISSING : CacheStore.check(known.current());
    if (known != null && state == CacheStore.Condition.SOUND) {
      boolean isUnchanged =
          request.mode() != FetchMode.FORCE && isSurelyUnchanged(known, attributes);
      if (isUnchanged || FileHash.sha256(location.path()).equals(known.current().sha256())) {
        CacheEntry entry =
            store.confirm(location.key(), request.source(), lookedAt, null, changedAt);
        return RemoteFetch.file(entry, FetchOutcome.LOCAL, null, List.of());
      }
    }
    PartFile part = store.part(location.key());
    ReceivedFile.Bytes bytes = copy(location.path(), attributes, part, request.progress());
    CacheEntry entry =
        store.keep(
            location.key(),
            request.source(),
            part,
            new CacheStore.Newcomer(
                location.key(),
                bytes,
                FileNames.safe(String.valueOf(location.path().getFileName())),
                null,
                changedAt,
                null));
    String before = known == null ? bytes.sha256() : known.current().sha256();
    return RemoteFetch.file(
        entry,
        FetchOutcome.LOCAL,
        before.equals(bytes.sha256()) ? null : before,
        state == CacheStore.Condition.DAMAGED
            ? List.of(
                "the cached copy was changed or damaged and was made again: "
                    + entry.current().path())
            : List.of());
  }

  private static boolean isSurelyUnchanged(CacheEntry known, BasicFileAttributes attributes) {
    Instant changedAt = attributes.lastModifiedTime().toInstant();
    return attributes.size() == known.current().sizeBytes()
        && changedAt.toString().equals(known.current().lastModified())
        && changedAt.plus(CLOCK_GRAIN).isBefore(known.lastCheckedAt());
  }

  /** Copies into the part file; a file that changes meanwhile is refused, not copied half. */
  private static ReceivedFile.Bytes copy(
      Path file, BasicFileAttributes before, PartFile part, ProgressListener progress) {
    try (PartFile.Writer writer = part.startAfresh(null, before.size());
        InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        writer.write(buffer, count);
        progress.advanced(file.toString(), writer.size(), before.size());
      }
      BasicFileAttributes after = Files.readAttributes(file, BasicFileAttributes.class);
      if (writer.size() != before.size()
          || !after.lastModifiedTime().equals(before.lastModifiedTime())) {
        throw new SourceUnavailableException(
            "the file changed while it was read: " + file, "try again when it is complete");
      }
      return new ReceivedFile.Bytes(writer.size(), writer.finish());
    } catch (IOException e) {
      throw new SourceUnavailableException(
          "cannot read " + file + ": " + IoErrors.of(e), "check the file", e);
    } catch (StorageException | SourceUnavailableException e) {
      part.delete();
      throw e;
    }
  }
}

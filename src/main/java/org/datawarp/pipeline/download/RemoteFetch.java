package org.datawarp.pipeline.download;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datawarp.model.Secrets;
import org.datawarp.model.error.SourceUnavailableException;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.io.IoErrors;
import org.jspecify.annotations.Nullable;

/** Fetches what is behind an http or https address, through the cache. */
final class RemoteFetch {
  static final long MAX_PAGE_BYTES = 16L << 20;

  private final CacheStore store;
  private final PageStore pages;
  private final Transfer transfer;
  private final Clock clock;

  RemoteFetch(CacheStore store, PageStore pages, Transfer transfer, Clock clock) {
    this.store = store;
    this.pages = pages;
    this.transfer = transfer;
    this.clock = clock;
  }

  Fetched fetch(Location.Remote location, FetchRequest request) {
    if (request.mode() == FetchMode.OFFLINE) {
      return offline(location, request);
    }
    return store.alone(location.key(), () -> online(location, request));
  }

  private Fetched offline(Location.Remote location, FetchRequest request) {
    Optional<CacheEntry> known = store.find(location.key());
    if (known.isPresent()) {
      return cached(known.get(), request.source(), store);
    }
    Optional<Page> page = pages.find(location.key());
    if (page.isPresent()) {
      return page.get();
    }
    throw new SourceUnavailableException(
        "not in the download cache: " + location.key(), "run once without --offline");
  }

  /** Gives a cache entry's file without asking its publisher. */
  static CachedFile cached(CacheEntry entry, String source, CacheStore store) {
    CacheEntry.Version version = entry.current();
    switch (CacheStore.check(version)) {
      case SOUND -> {}
      case MISSING ->
          throw new StorageException(
              "the cached copy of " + entry.url() + " is gone: " + version.path(),
              "run without --offline to fetch it again");
      case DAMAGED ->
          throw new StorageException(
              "the cached copy of " + entry.url() + " was changed or damaged: " + version.path(),
              "run without --offline to fetch it again; what is there now will be kept beside it");
    }
    List<String> warnings = new ArrayList<>();
    try {
      store.use(List.of(entry.url()), source);
    } catch (StorageException e) {
      warnings.add("the use of " + entry.url() + " could not be noted: " + e.getMessage());
    }
    return file(entry, FetchOutcome.CACHED, null, warnings);
  }

  private Fetched online(Location.Remote location, FetchRequest request) {
    String key = location.key();
    if (Secrets.isBlotted(location.uri().toString())) {
      throw new UsageException(
          "the secret in this address was not stored: " + key,
          "give the whole address with --url, or register it under publications in config.yaml"
              + " with ${VARIABLE} for the secret");
    }
    Optional<CacheEntry> known = store.find(key);
    CacheStore.Condition state =
        known.map(entry -> CacheStore.check(entry.current())).orElse(CacheStore.Condition.MISSING);
    PartFile part = store.part(key);
    Transfer.Condition condition = Transfer.Condition.NONE;
    if (request.mode() == FetchMode.FORCE) {
      part.delete();
    } else if (known.isPresent() && state == CacheStore.Condition.SOUND) {
      condition =
          new Transfer.Condition(
              known.get().current().etag(), known.get().current().lastModified());
    }
    Instant askedAt = clock.instant();
    ReceivedFile arrival = run(location, condition, part, request, known.orElse(null), state);
    if (arrival.file() == null) {
      CacheEntry entry =
          store.confirm(key, request.source(), askedAt, arrival.etag(), arrival.lastModified());
      return file(entry, FetchOutcome.NOT_MODIFIED, null, List.of());
    }
    ContentKind kind = ContentKind.of(part.path());
    if (kind == ContentKind.EMPTY) {
      part.delete();
      throw SourceUnreadableException.absent(
          "an empty file (0 bytes) came: " + key,
          "it may be being published; try again later",
          null);
    }
    if (kind.isPage()) {
      return page(location, arrival, part);
    }
    return keep(location, request, arrival, part, known.orElse(null), state);
  }

  private ReceivedFile run(
      Location.Remote location,
      Transfer.Condition condition,
      PartFile part,
      FetchRequest request,
      @Nullable CacheEntry known,
      CacheStore.Condition state) {
    try {
      return transfer.run(location, condition, part, request.progress());
    } catch (SourceUnavailableException e) {
      if (known == null || state != CacheStore.Condition.SOUND) {
        throw e;
      }
      String day = known.current().downloadedAt().atZone(ZoneOffset.UTC).toLocalDate().toString();
      String message = String.valueOf(e.getMessage());
      String hint = e.hint() + "; or use the copy of " + day + " with --offline";
      throw e.isAbsent()
          ? SourceUnavailableException.absent(message, hint, e)
          : new SourceUnavailableException(message, hint, e);
    }
  }

  private CachedFile keep(
      Location.Remote location,
      FetchRequest request,
      ReceivedFile arrival,
      PartFile part,
      @Nullable CacheEntry known,
      CacheStore.Condition state) {
    String key = location.key();
    ReceivedFile.Bytes bytes = bytes(arrival);
    boolean isSame = known != null && known.current().sha256().equals(bytes.sha256());
    if (isSame && state == CacheStore.Condition.SOUND) {
      part.delete();
      CacheEntry entry =
          store.confirm(
              key, request.source(), clock.instant(), arrival.etag(), arrival.lastModified());
      return file(entry, FetchOutcome.NOT_MODIFIED, null, List.of());
    }
    CacheEntry entry =
        store.keep(
            key,
            request.source(),
            part,
            new CacheStore.Newcomer(
                arrival.location().key(),
                bytes,
                FileNames.ofDownload(
                    arrival.contentDisposition(), arrival.location().uri(), location.uri()),
                arrival.etag(),
                arrival.lastModified(),
                arrival.contentType()));
    List<String> warnings = warnings(known, state);
    if (known == null) {
      return file(entry, FetchOutcome.DOWNLOADED, null, warnings);
    }
    return isSame
        ? file(entry, FetchOutcome.RESTORED, null, warnings)
        : file(entry, FetchOutcome.REVISED, known.current().sha256(), warnings);
  }

  private static List<String> warnings(@Nullable CacheEntry known, CacheStore.Condition state) {
    if (known == null) {
      return List.of();
    }
    String path = known.current().path().toString();
    return switch (state) {
      case SOUND -> List.of();
      case MISSING -> List.of("the cached copy was gone and was fetched again: " + path);
      case DAMAGED ->
          List.of("the cached copy was changed or damaged and was fetched again: " + path);
    };
  }

  private Page page(Location.Remote location, ReceivedFile arrival, PartFile part) {
    if (bytes(arrival).size() > MAX_PAGE_BYTES) {
      part.delete();
      throw new SourceUnreadableException(
          "a web page of " + bytes(arrival).size() + " bytes came: " + location.key(),
          "give the address of the data file itself");
    }
    try {
      String text = PageText.decode(Files.readAllBytes(part.path()), arrival.contentType());
      Page page =
          new Page(
              location.key(),
              arrival.location().uri(),
              text,
              clock.instant(),
              FetchOutcome.DOWNLOADED);
      pages.save(page, arrival.location().key());
      part.delete();
      return page;
    } catch (IOException e) {
      throw new StorageException(
          "cannot read " + part.path() + ": " + IoErrors.of(e), "mend its permissions", e);
    }
  }

  private static ReceivedFile.Bytes bytes(ReceivedFile arrival) {
    if (arrival.file() == null) {
      throw new IllegalStateException("nothing arrived");
    }
    return arrival.file();
  }

  static CachedFile file(
      CacheEntry entry,
      FetchOutcome outcome,
      @Nullable String previousSha256,
      List<String> warnings) {
    CacheEntry.Version version = entry.current();
    return new CachedFile(
        entry.url(),
        entry.finalUrl(),
        version.path(),
        version.sha256(),
        version.sizeBytes(),
        outcome,
        version.downloadedAt(),
        version.etag(),
        version.lastModified(),
        version.contentType(),
        version.fileName(),
        previousSha256,
        warnings);
  }
}

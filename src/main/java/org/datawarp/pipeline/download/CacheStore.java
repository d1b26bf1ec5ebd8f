package org.datawarp.pipeline.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.jspecify.annotations.Nullable;

/**
 * The files of the cache. A file once there is never overwritten; a new version gets a name of its
 * own. The order of every change is: hash and {@code .meta}, then the file, then the index, so that
 * a kill leaves the old state or the new one, and at worst a {@code .meta} without its file.
 */
final class CacheStore {
  private static final int LOCK_FILES = 256;

  /** The {@code .meta} file's note of the last use may lag by this, to spare writes. */
  private static final Duration META_LAG = Duration.ofDays(1);

  private final Path folder;
  private final Clock clock;
  private final MetaFiles metas;
  private final CacheIndex index;

  /** The state of a file in the cache. */
  enum Condition {
    SOUND,
    MISSING,
    DAMAGED
  }

  /**
   * A version to be kept.
   *
   * @param finalUrl the address after redirects
   * @param bytes its size and hash
   * @param lastModified see {@link CacheEntry.Version#lastModified}
   */
  record Newcomer(
      String finalUrl,
      ReceivedFile.Bytes bytes,
      String fileName,
      @Nullable String etag,
      @Nullable String lastModified,
      @Nullable String contentType) {}

  CacheStore(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
    EntryCodec codec = new EntryCodec(folder);
    this.metas = new MetaFiles(folder, codec);
    this.index = new CacheIndex(folder, codec, metas);
  }

  Optional<CacheEntry> find(String key) {
    return index.find(key);
  }

  List<CacheEntry> list() {
    return List.copyOf(index.read().values());
  }

  void blotOutSecrets() {
    index.blotOutSecrets();
  }

  int rebuild() {
    return index.rebuild();
  }

  /** Works alone on an address, after whoever fetches it now, in this program or another. */
  <T> T alone(String key, Supplier<T> work) {
    int number = Math.floorMod(key.hashCode(), LOCK_FILES);
    return UrlLocks.behind(partialFolder().resolve("lock-" + number), work);
  }

  PartFile part(String key) {
    return new PartFile(partialFolder(), key);
  }

  private Path partialFolder() {
    return folder.resolve(".partial");
  }

  /** Reads a file whole and compares its hash. */
  static Condition check(CacheEntry.Version version) {
    try {
      if (!Files.isRegularFile(version.path())) {
        return Condition.MISSING;
      }
      boolean isSound =
          Files.size(version.path()) == version.sizeBytes()
              && FileHash.sha256(version.path()).equals(version.sha256());
      return isSound ? Condition.SOUND : Condition.DAMAGED;
    } catch (IOException e) {
      throw new StorageException(
          "cannot read " + version.path() + ": " + IoErrors.of(e), "mend its permissions", e);
    }
  }

  /** Makes a part file the current version of its address. */
  CacheEntry keep(String key, String source, PartFile part, Newcomer newcomer) {
    CacheEntry kept =
        index.change(
            entries -> {
              CacheEntry old = entries.get(key);
              CacheEntry entry =
                  old != null && old.current().sha256().equals(newcomer.bytes().sha256())
                      ? restored(old, newcomer)
                      : added(key, source, newcomer, entries);
              entry = usedBy(entry, source, clock.instant());
              place(part, entry);
              entries.put(key, entry);
              return entry;
            });
    part.deleteMemo();
    return kept;
  }

  /**
   * Notes that the publisher confirmed the current version.
   *
   * @param checkedAt when it was asked
   */
  CacheEntry confirm(
      String key,
      String source,
      Instant checkedAt,
      @Nullable String etag,
      @Nullable String lastModified) {
    return index.change(
        entries -> {
          CacheEntry old = entry(entries, key);
          CacheEntry.Version version = old.current();
          CacheEntry confirmed =
              new CacheEntry(
                  key,
                  old.finalUrl(),
                  new CacheEntry.Version(
                      version.path(),
                      version.sha256(),
                      version.sizeBytes(),
                      version.downloadedAt(),
                      version.fileName(),
                      etag == null ? version.etag() : etag,
                      lastModified == null ? version.lastModified() : lastModified,
                      version.contentType()),
                  old.sourceCode(),
                  old.sources(),
                  old.lastUsed(),
                  checkedAt,
                  old.previous());
          return replace(entries, old, usedBy(confirmed, source, clock.instant()));
        });
  }

  /** Notes a use without a check, by a source or by nobody new. */
  void use(Collection<String> keys, @Nullable String source) {
    index.change(
        entries -> {
          for (String key : keys) {
            CacheEntry old = entries.get(key);
            if (old != null) {
              String user = source == null ? old.sourceCode() : source;
              replace(entries, old, usedBy(old, user, clock.instant()));
            }
          }
          return keys.size();
        });
  }

  /** Takes files out of the index; where there is a version before, it becomes the current one. */
  void forget(Collection<Path> files) {
    Set<Path> paths = absolute(files);
    index.change(
        entries -> {
          forget(entries, paths);
          return paths.size();
        });
  }

  /** Writes the index, as it would be without files, to a place of the caller's. */
  void draftWithout(Path target, Collection<Path> files) {
    Set<Path> paths = absolute(files);
    SortedMap<String, CacheEntry> entries = index.read();
    forget(entries, paths);
    index.writeCopy(target, entries);
  }

  /**
   * Writes the index, with files as an older copy of it has them, to a place of the caller's:
   * entries that the copy has come back, those that it has not go.
   */
  void draftAs(Path target, Path oldIndex, Collection<Path> files) {
    Set<Path> paths = absolute(files);
    SortedMap<String, CacheEntry> old = index.readCopy(oldIndex);
    SortedMap<String, CacheEntry> entries = index.read();
    Set<Path> unknown = new HashSet<>(paths);
    old.values().forEach(entry -> unknown.remove(entry.current().path()));
    forget(entries, unknown);
    old.forEach((key, entry) -> recall(entries, key, entry, paths));
    index.writeCopy(target, entries);
  }

  private static void forget(SortedMap<String, CacheEntry> entries, Set<Path> paths) {
    entries.replaceAll((key, entry) -> without(entry, paths));
    entries.values().removeIf(entry -> paths.contains(entry.current().path()));
  }

  /** An address that has been fetched again keeps its newer entry. */
  private static void recall(
      SortedMap<String, CacheEntry> entries, String key, CacheEntry entry, Set<Path> paths) {
    CacheEntry now = entries.get(key);
    boolean isFree = now == null || entry.previous().contains(now.current());
    if (paths.contains(entry.current().path()) && isFree) {
      entries.put(key, entry);
    }
  }

  private static Set<Path> absolute(Collection<Path> files) {
    return files.stream()
        .map(file -> file.toAbsolutePath().normalize())
        .collect(Collectors.toSet());
  }

  private static CacheEntry without(CacheEntry entry, Set<Path> paths) {
    List<CacheEntry.Version> left =
        Stream.concat(Stream.of(entry.current()), entry.previous().stream())
            .filter(version -> !paths.contains(version.path()))
            .toList();
    if (left.isEmpty()) {
      return entry; // the caller drops it whole
    }
    return new CacheEntry(
        entry.url(),
        entry.finalUrl(),
        left.get(0),
        entry.sourceCode(),
        entry.sources(),
        entry.lastUsed(),
        entry.lastCheckedAt(),
        left.subList(1, left.size()));
  }

  private static CacheEntry entry(SortedMap<String, CacheEntry> entries, String key) {
    CacheEntry entry = entries.get(key);
    if (entry == null) {
      throw new StorageException(
          "the cache entry vanished meanwhile: " + key, "another program removed it; try again");
    }
    return entry;
  }

  private CacheEntry replace(
      SortedMap<String, CacheEntry> entries, CacheEntry old, CacheEntry changed) {
    entries.put(changed.url(), changed);
    boolean isWorthWriting =
        !old.sources().equals(changed.sources())
            || !old.current().equals(changed.current())
            || old.lastUsed().plus(META_LAG).isBefore(changed.lastUsed());
    if (isWorthWriting && Files.isRegularFile(changed.current().path())) {
      metas.writeMeta(changed);
    }
    return changed;
  }

  private static CacheEntry usedBy(CacheEntry entry, String source, Instant now) {
    List<String> sources = new ArrayList<>(entry.sources());
    if (!sources.contains(source)) {
      sources.add(source);
    }
    return new CacheEntry(
        entry.url(),
        entry.finalUrl(),
        entry.current(),
        entry.sourceCode(),
        sources,
        now,
        entry.lastCheckedAt(),
        entry.previous());
  }

  /** The same bytes came again: they go where they were. */
  private CacheEntry restored(CacheEntry old, Newcomer newcomer) {
    CacheEntry.Version before = old.current();
    return new CacheEntry(
        old.url(),
        newcomer.finalUrl(),
        new CacheEntry.Version(
            before.path(),
            before.sha256(),
            before.sizeBytes(),
            before.downloadedAt(),
            before.fileName(),
            newcomer.etag(),
            newcomer.lastModified(),
            newcomer.contentType()),
        old.sourceCode(),
        old.sources(),
        old.lastUsed(),
        clock.instant(),
        old.previous());
  }

  private CacheEntry added(
      String key, String source, Newcomer newcomer, SortedMap<String, CacheEntry> entries) {
    Instant now = clock.instant();
    CacheEntry old = entries.get(key);
    List<CacheEntry.Version> previous = new ArrayList<>();
    if (old != null) {
      previous.add(old.current());
      previous.addAll(old.previous());
    }
    CacheEntry.Version version =
        new CacheEntry.Version(
            freePath(key, newcomer, now, entries),
            newcomer.bytes().sha256(),
            newcomer.bytes().size(),
            now,
            newcomer.fileName(),
            newcomer.etag(),
            newcomer.lastModified(),
            newcomer.contentType());
    return new CacheEntry(
        key,
        newcomer.finalUrl(),
        version,
        old == null ? source : old.sourceCode(),
        old == null ? List.of(source) : old.sources(),
        now,
        now,
        previous);
  }

  private void place(PartFile part, CacheEntry entry) {
    Path target = entry.current().path();
    if (check(entry.current()) == Condition.SOUND) {
      metas.write(entry); // placed by a run that died before it wrote the index
      part.delete();
      return;
    }
    if (Files.exists(target)) {
      setAside(target);
    }
    metas.write(entry);
    AtomicFile.moveOver(part.path(), target);
  }

  /** A file changed in the cache may hold a person's work: it is kept under another name. */
  private static void setAside(Path file) {
    for (int number = 1; ; number++) {
      Path aside = MetaFiles.beside(file, number == 1 ? ".changed" : ".changed-" + number);
      if (!Files.exists(aside)) {
        AtomicFile.moveOver(file, aside);
        return;
      }
    }
  }

  /** Finds a name that no file has and that the index does not promise to another version. */
  private Path freePath(
      String key, Newcomer newcomer, Instant now, Map<String, CacheEntry> entries) {
    Path month = folder.resolve(YearMonth.from(now.atZone(ZoneOffset.UTC)).toString());
    for (int number = 1; ; number++) {
      String name = newcomer.fileName();
      Path path = month.resolve(number == 1 ? name : FileNames.numbered(name, number));
      boolean isPromised =
          entries.values().stream()
              .flatMap(e -> Stream.concat(Stream.of(e.current()), e.previous().stream()))
              .anyMatch(version -> version.path().equals(path));
      boolean isFree = !Files.exists(path) || isLeftover(path, key, newcomer.bytes());
      if (isFree && !isPromised) {
        return path;
      }
    }
  }

  private boolean isLeftover(Path path, String key, ReceivedFile.Bytes bytes) {
    return metas
        .find(path)
        .filter(entry -> entry.url().equals(key))
        .filter(entry -> entry.current().sha256().equals(bytes.sha256()))
        .filter(entry -> check(entry.current()) == Condition.SOUND)
        .isPresent();
  }
}

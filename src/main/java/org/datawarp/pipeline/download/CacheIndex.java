package org.datawarp.pipeline.download;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.datawarp.model.Secrets;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.IoErrors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code .index.json}: what is in the cache, by address. Changed only behind {@code .index.lock},
 * read without it, since it is replaced whole. A damaged or missing index is built again from the
 * {@code .meta} files.
 */
final class CacheIndex {
  static final String VERSION = "1.0";

  private static final int MAJOR = 1;

  private static final Logger LOG = LoggerFactory.getLogger(CacheIndex.class);

  private final Path folder;
  private final Path file;
  private final EntryCodec codec;
  private final MetaFiles metas;

  CacheIndex(Path folder, EntryCodec codec, MetaFiles metas) {
    this.folder = folder;
    this.file = folder.resolve(".index.json");
    this.codec = codec;
    this.metas = metas;
  }

  /** Reads all entries; the folder need not exist. */
  SortedMap<String, CacheEntry> read() {
    try {
      return parse();
    } catch (DamagedIndexException e) {
      return metas.readAll();
    }
  }

  Optional<CacheEntry> find(String key) {
    return Optional.ofNullable(read().get(key));
  }

  /**
   * Changes the index. The change sees all entries and may do what must happen at the same time as
   * the change, such as choosing a free file name.
   */
  <T> T change(Function<SortedMap<String, CacheEntry>, T> change) {
    return UrlLocks.behind(
        lockFile(),
        () -> {
          SortedMap<String, CacheEntry> entries = readForChange();
          Map<String, CacheEntry> before = Map.copyOf(entries);
          T result = change.apply(entries);
          if (!before.equals(entries) || !Files.exists(file)) {
            write(entries);
          }
          return result;
        });
  }

  /** Builds the index again; returns the number of entries. */
  int rebuild() {
    return UrlLocks.behind(
        lockFile(),
        () -> {
          SortedMap<String, CacheEntry> entries = metas.readAll();
          write(entries);
          return entries.size();
        });
  }

  /** Takes secrets out of an index that an older version wrote, and out of its .meta files. */
  void blotOutSecrets() {
    if (!holdsSecrets()) {
      return;
    }
    UrlLocks.behind(
        lockFile(),
        () -> {
          SortedMap<String, CacheEntry> entries = readForChange();
          entries.values().stream()
              .filter(entry -> Files.isRegularFile(entry.current().path()))
              .forEach(metas::writeMeta);
          write(entries);
          return entries.size();
        });
  }

  private boolean holdsSecrets() {
    try {
      String text = Files.exists(file) ? Files.readString(file) : "";
      return !Secrets.blotted(text).equals(text);
    } catch (CharacterCodingException e) {
      return false; // a damaged one is set aside by whoever changes it
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + IoErrors.of(e), null, e);
    }
  }

  private Path lockFile() {
    return folder.resolve(".index.lock");
  }

  private SortedMap<String, CacheEntry> readForChange() {
    boolean isMissing = !Files.exists(file);
    try {
      SortedMap<String, CacheEntry> entries = parse();
      if (isMissing && !entries.isEmpty()) {
        LOG.warn("{} was missing; built again from {} .meta files", file, entries.size());
      }
      return entries;
    } catch (DamagedIndexException e) {
      setAside();
      SortedMap<String, CacheEntry> entries = metas.readAll();
      LOG.warn(
          "{} was damaged ({}) and is built again from the .meta files: {} addresses",
          file,
          e.getMessage(),
          entries.size());
      return entries;
    }
  }

  /** Keeps the damaged file for a person to look at. */
  private void setAside() {
    AtomicFile.moveOver(file, folder.resolve(".index.json.damaged"));
  }

  private void write(SortedMap<String, CacheEntry> entries) {
    writeCopy(file, entries);
  }

  /** Writes entries as an index elsewhere. */
  void writeCopy(Path target, SortedMap<String, CacheEntry> entries) {
    Map<String, Object> downloads = new LinkedHashMap<>();
    entries.forEach((url, entry) -> downloads.put(url, codec.write(entry)));
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("version", VERSION);
    index.put("downloads", downloads);
    AtomicFile.replace(target, JsonCodec.write(index) + "\n");
  }

  /** Reads a copy of the index that was kept elsewhere; a damaged or missing one holds nothing. */
  SortedMap<String, CacheEntry> readCopy(Path copy) {
    try {
      return Files.exists(copy) ? parse(copy) : new TreeMap<>();
    } catch (DamagedIndexException e) {
      LOG.warn("{} is damaged: {}", copy, e.getMessage());
      return new TreeMap<>();
    }
  }

  private SortedMap<String, CacheEntry> parse() throws DamagedIndexException {
    return Files.exists(file) ? parse(file) : metas.readAll();
  }

  private SortedMap<String, CacheEntry> parse(Path json) throws DamagedIndexException {
    try {
      Map<String, @Nullable Object> index = JsonCodec.read(Files.readString(json));
      if (!(index.get("downloads") instanceof Map<?, ?> downloads)) {
        throw new DamagedIndexException("it has no downloads");
      }
      if (major(index.get("version")) > MAJOR) {
        throw new StorageException(
            json + " was written by a newer version of datawarp", "use that version");
      }
      SortedMap<String, CacheEntry> entries = new TreeMap<>();
      for (Map.Entry<?, ?> download : downloads.entrySet()) {
        if (!(download.getValue() instanceof Map<?, ?> values)) {
          throw new DamagedIndexException("an entry is not an object");
        }
        CacheEntry entry = codec.read(String.valueOf(download.getKey()), values);
        entries.put(entry.url(), entry);
      }
      return entries;
    } catch (MalformedJsonException
        | EntryCodec.MalformedEntryException
        | CharacterCodingException e) {
      throw new DamagedIndexException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new StorageException("cannot read " + json + ": " + IoErrors.of(e), null, e);
    }
  }

  /** Returns the number before the point; earlier ones were written as {@code 1}. */
  private static int major(@Nullable Object version) throws DamagedIndexException {
    String text = version instanceof Number || version instanceof String ? version.toString() : "";
    int point = text.indexOf('.');
    try {
      return Integer.parseInt(point < 0 ? text : text.substring(0, point));
    } catch (NumberFormatException e) {
      throw new DamagedIndexException("it has no version");
    }
  }

  private static final class DamagedIndexException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedIndexException(String message) {
      super(message);
    }
  }
}

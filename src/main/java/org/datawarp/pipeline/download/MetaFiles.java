package org.datawarp.pipeline.download;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.IoErrors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files beside a download: {@code .meta}, from which the index can be rebuilt, and its hash.
 */
final class MetaFiles {
  static final String META = ".meta";
  static final String HASH = ".sha256";

  private static final Logger LOG = LoggerFactory.getLogger(MetaFiles.class);
  private static final String MONTH = "[0-9][0-9][0-9][0-9]-[0-9][0-9]";
  private static final Comparator<CacheEntry> NEWEST_FIRST =
      Comparator.comparing((CacheEntry entry) -> entry.current().downloadedAt())
          .thenComparing(entry -> entry.current().path())
          .reversed();

  private final Path folder;
  private final EntryCodec codec;

  MetaFiles(Path folder, EntryCodec codec) {
    this.folder = folder;
    this.codec = codec;
  }

  /** Writes the hash in the format of {@code sha256sum -c}, and the {@code .meta} file. */
  void write(CacheEntry entry) {
    Path file = entry.current().path();
    AtomicFile.replace(
        beside(file, HASH), entry.current().sha256() + "  " + file.getFileName() + "\n");
    writeMeta(entry);
  }

  /** Writes the {@code .meta} file alone. */
  void writeMeta(CacheEntry entry) {
    AtomicFile.replace(
        beside(entry.current().path(), META), JsonCodec.write(codec.writeMeta(entry)) + "\n");
  }

  /** Builds all entries from the {@code .meta} files whose data files are there. */
  SortedMap<String, CacheEntry> readAll() {
    Map<String, List<CacheEntry>> versions = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      for (Path month : list(folder, MONTH)) {
        for (Path meta : list(month, "*" + META)) {
          CacheEntry entry = read(month, meta);
          if (entry != null) {
            versions.computeIfAbsent(entry.url(), url -> new ArrayList<>()).add(entry);
          }
        }
      }
    }
    SortedMap<String, CacheEntry> entries = new TreeMap<>();
    versions.forEach((url, found) -> entries.put(url, joined(found)));
    return entries;
  }

  /** Finds what the {@code .meta} file of a data file says. */
  Optional<CacheEntry> find(Path file) {
    Path meta = beside(file, META);
    return Files.isRegularFile(meta)
        ? Optional.ofNullable(read(requireNonNull(file.getParent()), meta))
        : Optional.empty();
  }

  static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private static CacheEntry joined(List<CacheEntry> versions) {
    List<CacheEntry> sorted = versions.stream().sorted(NEWEST_FIRST).toList();
    CacheEntry newest = sorted.get(0);
    return new CacheEntry(
        newest.url(),
        newest.finalUrl(),
        newest.current(),
        newest.sourceCode(),
        newest.sources(),
        newest.lastUsed(),
        newest.lastCheckedAt(),
        sorted.stream().skip(1).map(CacheEntry::current).toList());
  }

  private @Nullable CacheEntry read(Path month, Path meta) {
    String name = meta.getFileName().toString();
    Path file = month.resolve(name.substring(0, name.length() - META.length()));
    if (!Files.isRegularFile(file)) {
      return null; // written just before a kill, or its file was moved away
    }
    try {
      Map<String, @Nullable Object> values = JsonCodec.read(Files.readString(meta));
      if (!(values.get("url") instanceof String url)) {
        throw new EntryCodec.MalformedEntryException("'url' is missing");
      }
      CacheEntry entry = codec.read(url, values);
      if (!entry.current().path().equals(file)) {
        throw new EntryCodec.MalformedEntryException("it describes another file");
      }
      return entry;
    } catch (IOException | MalformedJsonException | EntryCodec.MalformedEntryException e) {
      LOG.warn("{} cannot be used: {}", meta, e.getMessage());
      return null;
    }
  }

  private static List<Path> list(Path directory, String glob) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
      stream.forEach(found::add);
    } catch (IOException e) {
      throw new StorageException("cannot list " + directory + ": " + IoErrors.of(e), null, e);
    }
    return found;
  }
}

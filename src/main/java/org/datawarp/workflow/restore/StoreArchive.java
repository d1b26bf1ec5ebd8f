package org.datawarp.workflow.restore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.lifecycle.version.ArchiveMeta;
import org.datawarp.lifecycle.version.NewNames;
import org.datawarp.model.RunListener;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.StoreUnavailableException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.datawarp.storage.object.ArchiveKeys;
import org.datawarp.storage.object.ListedObject;
import org.datawarp.storage.object.ObjectReader;
import org.datawarp.storage.object.ObjectStore;
import org.datawarp.storage.workspace.LayoutPaths;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.workflow.restore.RestorePlan.Left;
import org.jspecify.annotations.Nullable;

/**
 * The archive as a store holds it: which exports are there, and the way back into {@code archive/},
 * where every file is verified and nothing is overwritten.
 */
final class StoreArchive {
  private static final String PARQUET = ".parquet";
  private static final int MAX_META_BYTES = 1 << 20;

  /** A day's export of a source, or of one period of it, which has the period's name. */
  private static final Pattern EXPORT =
      Pattern.compile("parquet/(\\d{4}-\\d{2}-\\d{2})/(?:([^/]++)/)?([^/]+)\\.parquet");

  private static final String ROWS = "-rows";

  /** What ends the literal beginning of a pattern. */
  private static final String GLOBS = "*?[{";

  private final Workspace workspace;
  private final ObjectStore store;
  private final ObjectReader reader;
  private final NewNames names;
  private final Map<String, ListedObject> objects = new TreeMap<>();
  private final List<Left> left = new ArrayList<>();

  /**
   * Makes the archive of an open store, which the caller closes.
   *
   * @param names under which names things are known today
   */
  StoreArchive(Workspace workspace, ObjectStore store, NewNames names) {
    this.names = names;
    this.workspace = workspace;
    this.store = store;
    this.reader = new ObjectReader(store);
  }

  /**
   * An export in the store.
   *
   * @param key its key
   * @param source the source's code, as it is called today
   * @param manifest its manifest, as it is called today; null where unknown
   * @param day the day it was archived on, as its key says
   * @param meta what the {@code .meta} beside it says; null where there is none
   */
  record Found(
      String key,
      String source,
      @Nullable String manifest,
      String day,
      @Nullable ArchiveMeta meta) {
    /** Tells whether it holds one period of its source and no more. */
    boolean isPeriod() {
      return key.split("/", -1).length > 3;
    }

    @Nullable String period() {
      return meta == null ? null : meta.period();
    }

    private String unit() {
      return isPeriod() ? source + " " + key.substring(key.lastIndexOf('/') + 1) : source;
    }

    private String newness() {
      return meta == null ? day : meta.archivedAt().toString();
    }
  }

  /**
   * Finds what was archived last of each source, or of each period of it. What is not there is
   * among {@link #left()}.
   *
   * @throws NotFoundException if there is nothing of the only source that is asked for
   */
  List<Found> find(List<SourcePattern> sources) {
    store.forEach("parquet/", object -> objects.put(object.key(), object));
    store.forEach("manifests/", object -> objects.put(object.key(), object));
    Map<String, Found> newest = new TreeMap<>();
    for (SourcePattern pattern : sources) {
      List<Found> found = find(pattern);
      if (found.isEmpty() && sources.size() > 1) {
        left.add(
            new Left(
                pattern.toString(), store.address() + " holds nothing of it", Left.Kind.PROBLEM));
      } else if (found.isEmpty()) {
        throw new NotFoundException(
            store.address() + " holds nothing of '" + pattern + "'",
            "'datawarp sync pull' takes any pattern of keys; a bucket's prefix is part of --from");
      }
      for (Found each : found) {
        newest.merge(each.unit(), each, (a, b) -> a.newness().compareTo(b.newness()) >= 0 ? a : b);
      }
    }
    return List.copyOf(newest.values());
  }

  private List<Found> find(SourcePattern pattern) {
    List<Found> all = new ArrayList<>();
    for (String key : objects.keySet()) {
      Matcher shape = EXPORT.matcher(key);
      if (!shape.matches()) {
        continue;
      }
      String code = shape.group(2) == null ? withoutNumbers(shape.group(3)) : shape.group(2);
      String today = names.source(code, null);
      boolean isPeriod = shape.group(2) != null;
      if (mayBeMeant(pattern, code)
          || mayBeMeant(pattern, today)
          || (isPeriod && (beginsAs(pattern, code) || beginsAs(pattern, today)))) {
        Found found = found(key, today, shape.group(1));
        String manifest = found.manifest();
        if (pattern.matches(found.source()) || (manifest != null && pattern.matches(manifest))) {
          all.add(found);
        }
      }
    }
    return all;
  }

  /** What was archived before it got another name is known by that one. */
  private Found found(String key, String code, String day) {
    ArchiveMeta meta = meta(key).orElse(null);
    if (meta == null) {
      return new Found(key, code, null, day, null);
    }
    String manifest = meta.manifest();
    return new Found(
        key,
        names.source(meta.source(), meta.archivedAt()),
        manifest == null ? null : names.manifest(manifest, meta.archivedAt()),
        day,
        meta);
  }

  /** Returns a name without the {@code -2} and {@code -rows} that other content of a day gets. */
  private static String withoutNumbers(String name) {
    int end = name.length();
    while (true) {
      int start = end;
      while (start > 0 && Character.isDigit(name.charAt(start - 1))) {
        start--;
      }
      if (start < end && start > 1 && name.charAt(start - 1) == '-') {
        end = start - 1;
      } else if (end > ROWS.length() && name.startsWith(ROWS, end - ROWS.length())) {
        end -= ROWS.length();
      } else {
        return name.substring(0, end);
      }
    }
  }

  /** A source's code begins with its manifest's name; only these are worth a request each. */
  private static boolean mayBeMeant(SourcePattern pattern, String code) {
    for (int end = code.length(); end > 0; end = code.lastIndexOf('_', end - 1)) {
      if (pattern.matches(code.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Tells whether a pattern may mean a manifest with a period of a canonical source: both names
   * begin with their publication's first word.
   */
  private static boolean beginsAs(SourcePattern pattern, String code) {
    String wanted = pattern.toString();
    int literal = 0;
    while (literal < wanted.length() && GLOBS.indexOf(wanted.charAt(literal)) < 0) {
      literal++;
    }
    int end = code.indexOf('_');
    int word = Math.min(literal, end < 0 ? code.length() : end);
    return code.regionMatches(0, wanted, 0, word);
  }

  private Optional<ArchiveMeta> meta(String key) {
    String meta = key + ArchiveMeta.SUFFIX;
    return objects.containsKey(meta)
        ? store
            .read(meta, MAX_META_BYTES)
            .flatMap(bytes -> ArchiveMeta.parse(new String(bytes, StandardCharsets.UTF_8)))
        : Optional.empty();
  }

  /** Lists the keys of all that belongs to an export, itself last. */
  List<String> keys(Found found) {
    List<String> keys = new ArrayList<>();
    manifest(found).ifPresent(keys::add);
    String stem = found.key().substring(0, found.key().length() - PARQUET.length());
    keys.add(stem + ".md");
    if (found.isPeriod()) {
      keys.add(found.key().substring(0, found.key().lastIndexOf('/')) + ".md");
    }
    keys.add(found.key());
    return keys.stream()
        .flatMap(key -> List.of(key + ArchiveMeta.SUFFIX, key).stream())
        .filter(objects::containsKey)
        .toList();
  }

  /** A manifest is archived on the day of its exports, or with its last one, later. */
  private Optional<String> manifest(Found found) {
    String name = found.meta() == null ? null : found.meta().manifest();
    if (name == null) {
      return Optional.empty();
    }
    Pattern shape =
        Pattern.compile(
            "manifests/(\\d{4}-\\d{2}-\\d{2})/"
                + Pattern.quote(name)
                + "(-\\d+)?(\\.\\w+)*\\.yaml");
    return objects.keySet().stream()
        .filter(key -> shape.matcher(key).matches())
        .filter(key -> key.split("/", -1)[1].compareTo(found.day()) >= 0)
        .min(Comparator.naturalOrder());
  }

  /** Returns where an object's file belongs. */
  Path place(String key) {
    Path target = workspace.resolve(ArchiveKeys.pathOf(key));
    if (!ArchiveKeys.isUsable(key)
        || !target.startsWith(workspace.archive())
        || !LayoutPaths.mayHold(ArchiveKeys.pathOf(key))) {
      throw new RefusedException(
          store.address() + "/" + key + " would not lie in archive/", "look at who wrote it there");
    }
    return target;
  }

  /** Returns an object's size. */
  long sizeBytes(String key) {
    ListedObject object = objects.get(key);
    return object == null ? 0 : object.sizeBytes();
  }

  /** Returns what cannot be brought, and why. */
  List<Left> left() {
    return List.copyOf(left);
  }

  /**
   * What was brought.
   *
   * @param exports the exports that lie in the archive now, whole and with all that belongs to them
   * @param files the files brought, relative to the workspace
   */
  record Brought(List<Found> exports, List<String> files) {}

  /**
   * Brings exports into the archive, each file whole before it has its name. What is there already
   * with the same content is left. An export of which something arrives otherwise than it was
   * stored, or has no place, is among {@link #left()}, and nothing new of it stays.
   *
   * @throws StorageException if the only export arrives otherwise than it was stored
   * @throws RefusedException if another file has the only export's place
   */
  Brought bring(List<Found> all, RunListener listener) {
    List<Found> exports = new ArrayList<>();
    List<String> brought = new ArrayList<>();
    long total = all.stream().flatMap(f -> keys(f).stream()).mapToLong(this::sizeBytes).sum();
    long done = 0;
    for (Found found : all) {
      List<String> own = new ArrayList<>();
      try {
        for (String key : keys(found)) {
          if (bring(key)) {
            own.add(ArchiveKeys.pathOf(key));
          }
          done += sizeBytes(key);
          listener.progressed("bringing back", done, total);
        }
        exports.add(found);
        brought.addAll(own);
      } catch (StoreUnavailableException e) {
        throw e; // the others would fail the same way
      } catch (StorageException | RefusedException | NotFoundException e) {
        takeAway(own);
        if (all.size() == 1 && left.isEmpty()) {
          throw e;
        }
        left.add(new Left(found.source(), String.valueOf(e.getMessage()), Left.Kind.PROBLEM));
      }
    }
    return new Brought(exports, brought);
  }

  /** Nothing is left that belongs to an export which is not there; the store has it still. */
  private void takeAway(List<String> files) {
    for (String file : files) {
      try {
        Files.deleteIfExists(workspace.resolve(file));
      } catch (IOException e) {
        throw new StorageException("cannot delete " + file + ": " + e.getMessage(), null, e);
      }
    }
  }

  private boolean bring(String key) {
    Path target = place(key);
    Optional<String> expected = expected(key);
    if (Files.exists(target)) {
      String there = expected.orElseGet(() -> reader.hash(key).sha256());
      if (!FileHash.sha256(target).equals(there)) {
        throw new RefusedException(
            "another file is at " + workspace.relative(target) + " than in " + store.address(),
            "nothing is overwritten; move it away first");
      }
      return false;
    }
    if (expected.isPresent()) {
      reader.save(key, target, expected.get());
    } else if (key.endsWith(ArchiveMeta.SUFFIX)) {
      // Nobody vouches for it; it has to fit the file that it describes.
      byte[] text = store.read(key, MAX_META_BYTES).orElseThrow();
      AtomicFile.replace(target, out -> out.write(text));
    } else {
      reader.save(key, target);
    }
    return true;
  }

  /** What archive wrote beside a file counts most; another tool may have copied the file there. */
  private Optional<String> expected(String key) {
    Optional<String> described = meta(key).map(ArchiveMeta::sha256);
    return described.isPresent() ? described : store.find(key).flatMap(reader::expected);
  }
}

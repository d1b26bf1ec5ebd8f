package org.datawarp.pipeline.manifest;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.datawarp.model.ManifestState;
import org.datawarp.model.UnreadablePath;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.storage.workspace.Workspace;

/**
 * The manifests of a workspace: drafts in {@code manifests/pending}, the others in {@code
 * manifests/active}, one YAML file each, called after the manifest with {@code .enriched}, {@code
 * .canonical} or {@code .deprecated} before {@code .yaml} where these apply.
 */
public final class ManifestStore {
  private static final String CANONICAL = ".canonical";
  private static final String ENRICHED = ".enriched";

  private static final List<String> SUFFIXES =
      List.of(
          ".yaml",
          ".enriched.yaml",
          ".canonical.yaml",
          ".enriched.canonical.yaml",
          ".deprecated.yaml",
          ".enriched.deprecated.yaml",
          ".canonical.deprecated.yaml",
          ".enriched.canonical.deprecated.yaml");

  /** Endings of legacy files, read but never written. */
  private static final List<String> LEGACY_SUFFIXES =
      List.of("_enriched.yaml", "_canonical.yaml", "_enriched_canonical.yaml");

  private final Workspace workspace;

  /** Makes the store of one workspace. */
  public ManifestStore(Workspace workspace) {
    this.workspace = workspace;
  }

  /** A manifest and the file it stands in. */
  public record Stored(Manifest manifest, Path file) {}

  /** Finds the manifest in use. */
  public Optional<Stored> findActive(String name) {
    return find(workspace.activeManifests(), name);
  }

  /** Finds a draft. */
  public Optional<Stored> findPending(String name) {
    return find(workspace.pendingManifests(), name);
  }

  /**
   * Finds a manifest as it lies in the archive: of several the one that was archived last. What
   * refreshes put there when they replaced it does not count.
   */
  public Optional<Stored> findArchived(String name) {
    return findNewest(workspace.archive().resolve("manifests"), name, ManifestState.ARCHIVED);
  }

  /**
   * Refuses to go on with a manifest that was deprecated and is not in use.
   *
   * @throws RefusedException saying when it was deprecated and how that is taken back
   */
  public void requireNotDeprecated(String name) {
    Path root = workspace.root().resolve("manifests").resolve(".archive");
    findNewest(root, name, ManifestState.DEPRECATED)
        .ifPresent(
            stored -> {
              throw new RefusedException(
                  name + " was deprecated on " + root.relativize(stored.file()).getName(0),
                  "'datawarp history --runs' names that run; 'datawarp undo RUN' takes it back");
            });
  }

  private Optional<Stored> findNewest(Path root, String name, ManifestState state) {
    if (!isFileName(name) || !Files.isDirectory(root)) {
      return Optional.empty();
    }
    Pattern shape = Pattern.compile(Pattern.quote(name) + "(-\\d+)?(\\.\\w+)*\\.yaml");
    try (Stream<Path> files = Files.walk(root, 2)) {
      return files
          .filter(file -> shape.matcher(file.getFileName().toString()).matches())
          .filter(Files::isRegularFile)
          .map(file -> new Stored(read(file), file))
          .filter(stored -> stored.manifest().name().equals(name))
          .filter(stored -> stored.manifest().state() == state)
          .max(Comparator.comparing(stored -> lastChange(stored.manifest())));
    } catch (IOException e) {
      throw new StorageException("cannot list " + root + ": " + IoErrors.of(e), null, e);
    }
  }

  private static Instant lastChange(Manifest manifest) {
    List<ManifestHeader.StateChange> history = manifest.header().history();
    return history.isEmpty() ? Instant.EPOCH : history.get(history.size() - 1).at();
  }

  /**
   * Finds a manifest, in use or else a draft.
   *
   * @throws NotFoundException if there is none of that name
   * @throws RefusedException if it was deprecated
   */
  public Stored require(String name) {
    Optional<Stored> found = findActive(name).or(() -> findPending(name));
    if (found.isEmpty()) {
      requireNotDeprecated(name);
    }
    return found.orElseThrow(
        () ->
            NotFoundException.named(
                "no manifest '" + name + "' in " + workspace.root(), name, listNames()));
  }

  /** Lists the manifests in use by name. */
  public List<Stored> listActive() {
    return list(workspace.activeManifests());
  }

  /** Lists the names of the manifests in use, by name; reads none of them. */
  public List<String> listNames() {
    return listNames(workspace.activeManifests());
  }

  /** Lists the names of the drafts, by name; reads none of them. */
  public List<String> listPendingNames() {
    return listNames(workspace.pendingManifests());
  }

  private static List<String> listNames(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(ManifestStore::isManifest)
          .map(file -> file.getFileName().toString().split("\\.", 2)[0])
          .sorted()
          .distinct()
          .toList();
    } catch (IOException e) {
      throw new StorageException("cannot list " + folder + ": " + IoErrors.of(e), null, e);
    }
  }

  /**
   * Lists the drafts by name that can be read.
   *
   * @param unreadable gets the others, and the folder where it cannot be listed
   */
  public List<Stored> listPending(Collection<UnreadablePath> unreadable) {
    Path folder = workspace.pendingManifests();
    List<Stored> manifests = new ArrayList<>();
    try {
      for (Path file : files(folder)) {
        try {
          manifests.add(new Stored(read(file), file));
        } catch (UsageException | StorageException e) {
          String path = workspace.relative(file);
          unreadable.add(new UnreadablePath(path, reason(e, path)));
        }
      }
    } catch (IOException e) {
      unreadable.add(IoErrors.unreadable(workspace.relative(folder), e));
    }
    return manifests;
  }

  /** What is wrong in a file begins with its path, which is told already. */
  private static String reason(RuntimeException failure, String path) {
    String message = String.valueOf(failure.getMessage());
    if (failure.getCause() instanceof AccessDeniedException) {
      return "permission denied";
    }
    return message.startsWith(path + ":") ? message.substring(path.length() + 1) : message;
  }

  /** Lists the drafts by name. */
  public List<Stored> listPending() {
    return list(workspace.pendingManifests());
  }

  /**
   * Reads one manifest file.
   *
   * @throws org.datawarp.model.error.UsageException if it is malformed, with file, line and column
   */
  public Manifest read(Path file) {
    try {
      return parse(workspace.relative(file), Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new UsageException(
          workspace.relative(file) + ":1:1: " + IoErrors.of(e), "save it as UTF-8", e);
    } catch (IOException e) {
      throw new StorageException(
          "cannot read manifest " + file + ": " + IoErrors.of(e), "mend its permissions", e);
    }
  }

  /** Reads a manifest's text; the name of its file is for messages. */
  public static Manifest parse(String file, String text) {
    return ManifestText.read(file, text);
  }

  /** Returns a manifest as the text of its file. */
  public static String text(Manifest manifest) {
    return ManifestText.write(manifest);
  }

  /** Returns where a manifest in use is kept: the file it stands in, else a new one. */
  public Path activeFile(String name) {
    return fileToWrite(workspace.activeManifests(), name);
  }

  /**
   * Returns where a manifest in use is to be kept: as {@link #activeFile(String)} says, with {@code
   * .enriched} in its name if it is, and without if it no longer is.
   */
  public Path activeFile(Manifest manifest) {
    return canonicalFile(fileOf(workspace.activeManifests(), manifest), manifest);
  }

  /** Its name says, too, whether its tables lie in canonical sources. */
  private static Path canonicalFile(Path file, Manifest manifest) {
    String marks = String.valueOf(file.getFileName()).substring(manifest.name().length());
    boolean isLegacy = marks.startsWith("_");
    if (isLegacy || marks.contains(CANONICAL) == manifest.isCanonical()) {
      return file;
    }
    String ending =
        manifest.isCanonical()
            ? marks.replace(".yaml", CANONICAL + ".yaml")
            : marks.replace(CANONICAL, "");
    return file.resolveSibling(manifest.name() + ending);
  }

  /** Returns where a draft is kept: the file it stands in, else a new one. */
  public Path pendingFile(String name) {
    return fileToWrite(workspace.pendingManifests(), name);
  }

  /** Replaces a manifest in use and returns its file. */
  public Path saveActive(Manifest manifest) {
    Path file = activeFile(manifest.name());
    AtomicFile.replace(file, text(manifest));
    return file;
  }

  /**
   * Replaces a draft and returns its file; one that is enriched now has another name than before.
   */
  public Path savePending(Manifest manifest) {
    Path before = pendingFile(manifest.name());
    Path file = fileOf(workspace.pendingManifests(), manifest);
    AtomicFile.replace(file, text(manifest));
    if (!file.equals(before)) {
      delete(before);
    }
    return file;
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new StorageException("cannot delete " + file + ": " + IoErrors.of(e), null, e);
    }
  }

  private Path fileOf(Path folder, Manifest manifest) {
    Path file = fileToWrite(folder, manifest.name());
    String name = file.getFileName().toString();
    boolean isNamedSo = name.startsWith(manifest.name() + ENRICHED);
    if (isEnriched(manifest) == isNamedSo) {
      return file;
    }
    String rest = name.substring(manifest.name().length());
    if (isEnriched(manifest)) {
      return file.resolveSibling(manifest.name() + ENRICHED + rest);
    }
    // A name that a person has given stays.
    return isEnriched(read(file))
        ? file.resolveSibling(manifest.name() + rest.substring(ENRICHED.length()))
        : file;
  }

  private static boolean isEnriched(Manifest manifest) {
    return manifest.header().facts().enrichedBy() != null;
  }

  private Optional<Stored> find(Path folder, String name) {
    return existingFile(folder, name, SUFFIXES)
        .or(() -> existingFile(folder, name, LEGACY_SUFFIXES))
        .map(file -> new Stored(readNamed(file, name), file));
  }

  private Manifest readNamed(Path file, String name) {
    Manifest manifest = read(file);
    if (!manifest.name().equals(name)) {
      throw new UsageException(
          workspace.relative(file) + " says its name is '" + manifest.name() + "'",
          "give the file and 'name' in it the same name");
    }
    return manifest;
  }

  private static Path fileToWrite(Path folder, String name) {
    if (!isFileName(name)) {
      throw new RefusedException(
          "'" + name + "' cannot name a manifest's file", "use letters, digits and underscores");
    }
    return existingFile(folder, name, SUFFIXES).orElse(folder.resolve(name + ".yaml"));
  }

  private static Optional<Path> existingFile(Path folder, String name, List<String> suffixes) {
    if (!isFileName(name)) {
      return Optional.empty();
    }
    return suffixes.stream()
        .map(suffix -> folder.resolve(name + suffix))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static boolean isManifest(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".yaml") && !name.startsWith(".") && Files.isRegularFile(file);
  }

  /** A name must not lead out of the folder. */
  private static boolean isFileName(String name) {
    return !name.isEmpty()
        && !name.startsWith(".")
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c < ' ');
  }

  private List<Stored> list(Path folder) {
    try {
      return files(folder).stream().map(file -> new Stored(read(file), file)).toList();
    } catch (IOException e) {
      throw new StorageException("cannot list " + folder + ": " + IoErrors.of(e), null, e);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(ManifestStore::isManifest)
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    }
  }
}

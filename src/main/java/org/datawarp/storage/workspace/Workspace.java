package org.datawarp.storage.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.RefusedException;
import org.jspecify.annotations.Nullable;

/**
 * The folders of one workspace.
 *
 * @param root its folder, absolute and normalized; it need not exist
 */
public record Workspace(Path root) {
  private static final Set<String> MANAGED =
      Set.of("manifests", "downloads", "output", "archive", "backups", ".sync", ".datawarp");

  /** The environment variable that names the workspace. */
  public static final String HOME_VARIABLE = "DATAWARP_HOME";

  private static final String STATE_FOLDER = ".datawarp";

  /** Makes the folder absolute. */
  public Workspace {
    root = root.toAbsolutePath().normalize();
  }

  /**
   * Finds the workspace: the option, else {@value #HOME_VARIABLE}, else the nearest parent of the
   * current folder that holds {@code .datawarp/}, else the current folder. Creates nothing.
   */
  public static Workspace locate(
      @Nullable Path option, Map<String, String> environment, Path currentFolder) {
    if (option != null) {
      return new Workspace(currentFolder.resolve(option));
    }
    String home = environment.get(HOME_VARIABLE);
    if (home != null && !home.isBlank()) {
      return new Workspace(currentFolder.resolve(home));
    }
    Path start = currentFolder.toAbsolutePath().normalize();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve(STATE_FOLDER))) {
        return new Workspace(folder);
      }
    }
    return new Workspace(start);
  }

  /** Tells whether the workspace has been set up. */
  public boolean exists() {
    return Files.isRegularFile(identityFile());
  }

  /** Returns the folder of manifests in use. */
  public Path activeManifests() {
    return root.resolve("manifests").resolve("active");
  }

  /** Returns the folder of drafts. */
  public Path pendingManifests() {
    return root.resolve("manifests").resolve("pending");
  }

  /** Returns the folder in which manifests deprecated on a day wait for their end. */
  public Path deprecatedManifests(LocalDate day) {
    return root.resolve("manifests").resolve(".archive").resolve(day.toString());
  }

  /** Returns the folder of downloads. */
  public Path downloads() {
    return root.resolve("downloads");
  }

  /** Returns the folder of current Parquet files. */
  public Path currentOutput() {
    return root.resolve("output").resolve("current");
  }

  /**
   * Returns the export in use of a source.
   *
   * @param period the stored form of the one period it holds; null where it holds every row
   */
  public Path export(SourceCode source, @Nullable String period) {
    return period == null
        ? currentOutput().resolve(source + ".parquet")
        : currentOutput().resolve(source.value()).resolve(periodName(period) + ".parquet");
  }

  /** Returns the page about a source, which all its periods share. */
  public Path page(SourceCode source) {
    return currentOutput().resolve(source + ".md");
  }

  /** Returns the catalogue of current Parquet files. */
  public Path catalog() {
    return currentOutput().resolve("catalog.parquet");
  }

  /** Returns the folder of what was replaced, a folder for each source. */
  public Path versions() {
    return root.resolve("output").resolve(".versions");
  }

  /**
   * Returns the folder of what was replaced of a source: a folder for each period, and files that
   * an earlier datawarp put there itself.
   */
  public Path versions(SourceCode source) {
    return versions().resolve(source.value());
  }

  /**
   * Returns the folder of what was replaced of one period of a source.
   *
   * @param period the stored form of the period; null or empty for none
   */
  public Path versions(SourceCode source, @Nullable String period) {
    return versions(source).resolve(periodName(period));
  }

  /**
   * Returns a period as it stands in file names: {@code /} is {@code _to_}, and no period is {@code
   * none}.
   *
   * @param period the stored form of the period; null or empty for none
   */
  public static String periodName(@Nullable String period) {
    if (period == null || period.isEmpty()) {
      return "none";
    }
    String name = period.replace("/", "_to_").replaceAll("[^A-Za-z0-9._-]", "_");
    return name.startsWith(".") ? "_" + name : name;
  }

  /** Returns the folder of what was archived; nothing in it is ever overwritten. */
  public Path archive() {
    return root.resolve("archive");
  }

  /** Returns the folder of manifests archived on a day. */
  public Path archivedManifests(LocalDate day) {
    return root.resolve("archive").resolve("manifests").resolve(day.toString());
  }

  /** Returns the folder of Parquet files archived on a day. */
  public Path archivedParquet(LocalDate day) {
    return root.resolve("archive").resolve("parquet").resolve(day.toString());
  }

  /** Returns the program's own folder. */
  public Path state() {
    return root.resolve(STATE_FOLDER);
  }

  /** Returns the configuration file. */
  public Path configurationFile() {
    return state().resolve("config.yaml");
  }

  /** Returns the file that says what goes to which cloud. */
  public Path syncConfigurationFile() {
    return state().resolve("sync.yaml");
  }

  /** Returns the folder in which syncs keep what they remember. */
  public Path sync() {
    return root.resolve(".sync");
  }

  /** Returns the folder of the embedded PostgreSQL. */
  public Path postgres() {
    return state().resolve("postgres");
  }

  /** Returns where answers of a language model are kept, with a log of what was asked. */
  public Path enrichment() {
    return state().resolve("enrichment");
  }

  /** Returns the folder that holds a folder for each unfinished run. */
  public Path runs() {
    return state().resolve("runs");
  }

  /** Returns the folder of what went out of use, a folder for each run that moved it there. */
  public Path trash() {
    return state().resolve("trash");
  }

  /**
   * Returns the folder of one run's trash.
   *
   * @throws RefusedException if the run's name could lead elsewhere
   */
  public Path trash(String run) {
    Path folder = resolve(relative(trash()) + "/" + run);
    if (!trash().equals(folder.getParent())) {
      throw refused(run, "it is no run");
    }
    return folder;
  }

  /**
   * Returns where a run's trash keeps a file.
   *
   * @throws RefusedException if that is not below the run's trash
   */
  public Path trash(String run, String storedPath) {
    return resolve(relative(trash(run)) + "/" + storedPath);
  }

  /** Tells whether a stored path is one that {@link #resolve} takes. */
  public boolean contains(String stored) {
    return find(stored).isPresent();
  }

  /** Tells whether a path leads into one of the folders that Datawarp writes by itself. */
  public boolean isManaged(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return absolute.startsWith(root)
        && absolute.getNameCount() > root.getNameCount() + 1
        && MANAGED.contains(absolute.getName(root.getNameCount()).toString());
  }

  /** Returns the folder of backups of the database, one folder a day. */
  public Path backups() {
    return root.resolve("backups").resolve("postgres");
  }

  /** Returns the folder of the servers on which backups are tried. */
  public Path drills() {
    return state().resolve("drill");
  }

  /** Returns the folder of temporary files; anything in it may be deleted when no run is active. */
  public Path temporary() {
    return state().resolve("tmp");
  }

  /** Returns the file of the workspace lock. */
  public Path lockFile() {
    return state().resolve("lock");
  }

  /** Returns the file that holds the workspace's UUID. */
  /** Tells whether another folder is a copy of this one, and not the same under another name. */
  public boolean isCopiedAt(Path other) {
    Path theirs = new Workspace(other).identityFile();
    try {
      return Files.isRegularFile(theirs)
          && !Files.isSameFile(theirs, identityFile())
          && Files.mismatch(theirs, identityFile()) < 0;
    } catch (IOException e) {
      return false; // what cannot be read is nobody's workspace here
    }
  }

  Path identityFile() {
    return state().resolve("workspace");
  }

  /**
   * Returns a path as it is stored and shown: relative to the root with forward slashes where it
   * lies inside, else absolute.
   */
  public String relative(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    if (!absolute.startsWith(root)) {
      return absolute.toString();
    }
    return root.relativize(absolute).toString().replace('\\', '/');
  }

  /**
   * Returns the file a stored path means; the opposite of {@link #relative}. Wherever the path was
   * stored, it leads to a file below the folders of the layout and nowhere else: see {@link
   * Confinement}.
   *
   * @throws RefusedException if it would lead elsewhere
   */
  public Path resolve(String stored) {
    Confinement.Answer answer = Confinement.of(root, stored);
    if (answer.file() == null) {
      throw refused(stored, answer.why());
    }
    return answer.file();
  }

  /** Returns a path that was put together of names from outside, if {@link #resolve} takes it. */
  public Path confine(Path path) {
    return resolve(path.toString());
  }

  /** Finds the file a stored path means; empty where {@link #resolve} would refuse it. */
  public Optional<Path> find(String stored) {
    return Optional.ofNullable(Confinement.of(root, stored).file());
  }

  /** Tells why {@link #resolve} refuses a stored path; empty where it does not. */
  public Optional<String> findRefusal(String stored) {
    Confinement.Answer answer = Confinement.of(root, stored);
    return answer.file() == null
        ? Optional.of("'" + stored + "' is not followed: " + answer.why())
        : Optional.empty();
  }

  private static RefusedException refused(String stored, String why) {
    return new RefusedException(
        "'" + stored + "' is not followed: " + why,
        "a database, a bucket or an index names it; whoever shares them may have written it. A"
            + " folder of the workspace may be a link, what lies in it may not lead out");
  }
}

package org.datawarp.platform.postgres.embedded;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.TemporaryFolder;
import org.datawarp.platform.postgres.session.Connector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's own programs.
 *
 * @param folder where {@code postgres}, {@code initdb} and {@code pg_ctl} are
 * @param major their major version
 */
record ServerBinaries(Path folder, int major) {
  private static final Logger LOG = LoggerFactory.getLogger(ServerBinaries.class);
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) ([0-9]+)");
  private static final List<String> PROGRAMS = List.of("postgres", "initdb", "pg_ctl");

  /** How the name of a program ends on this machine. */
  private static final String SUFFIX = File.separatorChar == '\\' ? ".exe" : "";

  /** Where packages of Linux and macOS put PostgreSQL; {@code *} is any version. */
  private static final List<String> USUAL_PLACES =
      List.of(
          "/usr/lib/postgresql/*/bin",
          "/usr/pgsql-*/bin",
          "/usr/local/pgsql/bin",
          "/opt/homebrew/opt/postgresql@*/bin",
          "/usr/local/opt/postgresql@*/bin",
          "/Applications/Postgres.app/Contents/Versions/*/bin");

  /** In a folder of unpacked programs: which archive they came from. */
  private static final String ORIGIN = "unpacked-from";

  /** Folders of programs that this process has used: a second server gets their files. */
  private static final Set<Path> USED = ConcurrentHashMap.newKeySet();

  /** Returns the words that start one of the programs. */
  String program(String name) {
    return folder.resolve(name + SUFFIX).toString();
  }

  /**
   * Finds the programs for a server: those kept in its folder, else those of the JAR, unpacked into
   * it, or those of the machine. Only while the start lock is held.
   *
   * @param wanted the major version that the data need; null when there are none yet
   */
  static ServerBinaries require(
      ServerFolder home, ServerLauncher launcher, @Nullable Integer wanted) {
    for (int major : home.keptPrograms()) {
      Path bin = home.programs(major).resolve("bin");
      if ((wanted == null || wanted == major) && isComplete(bin) && isOfHere(home, major)) {
        USED.add(home.programs(major));
        return new ServerBinaries(bin, major);
      }
    }
    // The JAR first for new data, the machine first for data that came from there: unpacking takes
    // seconds, and then shows another version.
    Optional<ServerBinaries> found =
        wanted == null ? unpack(home, launcher, null) : onMachine(launcher, wanted);
    return found
        .or(() -> wanted == null ? onMachine(launcher, null) : unpack(home, launcher, wanted))
        .orElseThrow(() -> missing(home, wanted));
  }

  /** Programs that came with a workspace from another kind of machine do not run here. */
  private static boolean isOfHere(ServerFolder home, int major) {
    Path origin = home.programs(major).resolve(ORIGIN);
    try {
      return !Files.isRegularFile(origin)
          || Files.readString(origin).startsWith("postgres-" + platform() + ".");
    } catch (IOException e) {
      throw ServerFolder.failed("reading " + origin, e);
    }
  }

  private static DatabaseException missing(ServerFolder home, @Nullable Integer wanted) {
    return wanted == null
        ? new DatabaseException(
            "no PostgreSQL for this machine (" + platform() + ") in the program or installed",
            "install PostgreSQL "
                + Connector.MIN_MAJOR_VERSION
                + " or newer, or name an external server with --db-url")
        : new DatabaseException(
            "the database in "
                + home.path()
                + " needs PostgreSQL "
                + wanted
                + ", whose programs are not here",
            "install PostgreSQL " + wanted + ", or restore a backup into a new workspace");
  }

  /** Returns the platform as the binaries' archives are named, as in {@code linux-x86_64}. */
  static String platform() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String os =
        system.contains("linux")
            ? "linux"
            : system.contains("mac") ? "darwin" : system.contains("windows") ? "windows" : system;
    String arch =
        switch (processor) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> processor;
        };
    return os + "-" + arch;
  }

  private static Optional<ServerBinaries> unpack(
      ServerFolder home, ServerLauncher launcher, @Nullable Integer wanted) {
    String name = "postgres-" + platform() + ".txz";
    URL archive = ServerBinaries.class.getClassLoader().getResource(name);
    if (archive == null) {
      return Optional.empty();
    }
    try {
      Path unfinished = home.unfinished("programs");
      TemporaryFolder.deleteTree(unfinished);
      String origin = name + " " + archive.openConnection().getContentLengthLong() + "\n";
      if (!linkUsed(origin, unfinished)) {
        TemporaryFolder.deleteTree(unfinished);
        try (InputStream in = archive.openStream()) {
          extract(in, unfinished);
        }
        Files.writeString(unfinished.resolve(ORIGIN), origin);
      }
      Optional<ServerBinaries> unpacked = versioned(unfinished.resolve("bin"), launcher);
      if (unpacked.isEmpty() || (wanted != null && wanted != unpacked.get().major)) {
        // Made for another C library, a folder that forbids programs, or another version.
        TemporaryFolder.deleteTree(unfinished);
        return Optional.empty();
      }
      Path kept = home.programs(unpacked.get().major);
      TemporaryFolder.deleteTree(kept);
      Files.move(unfinished, kept, StandardCopyOption.ATOMIC_MOVE);
      USED.add(kept);
      return Optional.of(new ServerBinaries(kept.resolve("bin"), unpacked.get().major));
    } catch (IOException e) {
      throw ServerFolder.failed("unpacking PostgreSQL into " + home.path(), e);
    }
  }

  /**
   * Makes a new folder of the files of another one that came from the same archive, which takes no
   * time; false where there is none, or it has gone meanwhile.
   */
  private static boolean linkUsed(String origin, Path target) {
    for (Path used : List.copyOf(USED)) {
      try {
        if (Files.readString(used.resolve(ORIGIN)).equals(origin)) {
          linkTree(used, target);
          return true;
        }
      } catch (IOException | UncheckedIOException e) {
        LOG.debug("PostgreSQL's programs in {} cannot be used again: {}", used, e.toString());
        USED.remove(used);
      }
    }
    return false;
  }

  /** Nobody writes to a program, so two names may have one file; on another disk it is a copy. */
  private static void linkTree(Path from, Path to) throws IOException {
    List<Path> paths;
    try (Stream<Path> found = Files.walk(from)) {
      paths = found.toList();
    }
    for (Path path : paths) {
      Path copy = to.resolve(from.relativize(path).toString());
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        continue;
      }
      try {
        Files.createLink(copy, path);
      } catch (FileSystemException | UnsupportedOperationException e) {
        Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /** Unpacks a compressed tar archive into a new folder. */
  static void extract(InputStream archive, Path target) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive, 1 << 16)))) {
      Files.createDirectories(target);
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = inside(target, target.resolve(entry.getName()), entry);
        if (entry.isDirectory()) {
          Files.createDirectories(file);
          continue;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
          Path link = Path.of(entry.getLinkName());
          inside(target, file.resolveSibling(link), entry);
          Files.createSymbolicLink(file, link);
        } else if (entry.isLink()) {
          Files.createLink(file, inside(target, target.resolve(entry.getLinkName()), entry));
        } else {
          Files.copy(tar, file);
          if ((entry.getMode() & 0100) != 0) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
        }
      }
    }
  }

  private static Path inside(Path target, Path path, TarArchiveEntry entry) {
    Path normal = path.normalize();
    if (!normal.startsWith(target.normalize())) {
      throw new StorageException(
          "the archive of PostgreSQL holds a path outside of it: " + entry.getName(),
          "the program is damaged: install it again");
    }
    return normal;
  }

  private static Optional<ServerBinaries> versioned(Path bin, ServerLauncher launcher) {
    ServerLauncher.Outcome outcome =
        launcher.run(List.of(bin.resolve("postgres" + SUFFIX).toString(), "--version"), "", 30);
    Matcher matcher = VERSION.matcher(outcome.output());
    return outcome.isSuccess() && matcher.find()
        ? Optional.of(new ServerBinaries(bin, Integer.parseInt(matcher.group(1))))
        : Optional.empty();
  }

  private static boolean isComplete(Path bin) {
    return PROGRAMS.stream().allMatch(program -> Files.isExecutable(bin.resolve(program + SUFFIX)));
  }

  private static Optional<ServerBinaries> onMachine(
      ServerLauncher launcher, @Nullable Integer wanted) {
    return machineFolders().stream()
        .flatMap(bin -> versioned(bin, launcher).stream())
        .filter(each -> each.major >= Connector.MIN_MAJOR_VERSION)
        .filter(each -> wanted == null || wanted == each.major)
        .max(Comparator.comparingInt(ServerBinaries::major));
  }

  private static List<Path> machineFolders() {
    List<Path> folders = new ArrayList<>();
    for (String place : USUAL_PLACES) {
      folders.addAll(matching(place));
    }
    Map<String, String> environment = System.getenv();
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (folder.startsWith("/")) {
        folders.add(Path.of(folder));
      }
    }
    return folders.stream().filter(ServerBinaries::isComplete).distinct().toList();
  }

  private static List<Path> matching(String pattern) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return List.of(Path.of(pattern));
    }
    Path parent = Path.of(pattern.substring(0, pattern.lastIndexOf('/', star)));
    String name = pattern.substring(parent.toString().length() + 1, pattern.indexOf('/', star));
    String rest = pattern.substring(pattern.indexOf('/', star) + 1);
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(parent, name)) {
      versions.forEach(version -> folders.add(version.resolve(rest)));
    } catch (IOException e) {
      // Not installed in this place.
      return List.of();
    }
    return folders;
  }
}

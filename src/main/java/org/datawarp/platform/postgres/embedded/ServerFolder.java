package org.datawarp.platform.postgres.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.TemporaryFolder;
import org.datawarp.platform.postgres.SqlErrors;

/**
 * The embedded server's folder.
 *
 * <pre>
 * 18/          PostgreSQL's programs, by major version; kept as long as the data needs them
 * data/        the database; made as data.new and renamed when it is whole
 * passfile     the everyday role's generated password, in the format of .pgpass, mode 0600
 * adminfile    the administrator's, alike
 * port         the port it was given
 * pinned       there while the server is to go on without us
 * start.lock   held while a program starts or stops the server
 * users.lock   held, shared, by every program that uses it
 * server.log   what the server says; server.log.1 the one before
 * </pre>
 *
 * @param path the folder, absolute
 */
public record ServerFolder(Path path) {
  /** Unfinished work of a program that died: removed by the next that starts the server. */
  private static final String UNFINISHED = ".new";

  Path data() {
    return path.resolve("data");
  }

  public Path passfile() {
    return path.resolve("passfile");
  }

  public Path adminPassfile() {
    return path.resolve("adminfile");
  }

  /** Holds the administrator's password until the server is known to have taken it. */
  Path preparedAdminPassfile() {
    return path.resolve("adminfile.next");
  }

  Path port() {
    return path.resolve("port");
  }

  public Path pinned() {
    return path.resolve("pinned");
  }

  Path startLock() {
    return path.resolve("start.lock");
  }

  Path usersLock() {
    return path.resolve("users.lock");
  }

  Path log() {
    return path.resolve("server.log");
  }

  Path programs(int major) {
    return path.resolve(Integer.toString(major));
  }

  /** Returns a path for something that gets its real name only when it is whole. */
  Path unfinished(String name) {
    return path.resolve(name + UNFINISHED);
  }

  /** Makes the folder, for its owner only. */
  public void create() {
    try {
      if (!Files.isDirectory(path)) {
        Files.createDirectories(path);
        restrict(path, "rwx------");
      }
    } catch (IOException e) {
      throw failed("making the database folder " + path, e);
    }
  }

  /**
   * Takes from others what copying the folder may have given them: PostgreSQL does not start on
   * data that others may enter, and libpq passes over a password file that others may read.
   */
  void makePrivate() {
    try {
      close(path, "rwx------");
      close(data(), "rwx------");
      close(passfile(), "rw-------");
      close(adminPassfile(), "rw-------");
    } catch (IOException e) {
      throw failed("closing the database folder " + path + " to others", e);
    }
  }

  private static void close(Path file, String mode) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null
        && Files.exists(file)
        && !PosixFilePermissions.fromString(mode)
            .containsAll(view.readAttributes().permissions())) {
      restrict(file, mode);
    }
  }

  /** Returns the major version of the data; empty when there is none yet. */
  public Optional<Integer> majorVersion() {
    Path file = data().resolve("PG_VERSION");
    try {
      return Optional.of(Integer.valueOf(Files.readString(file, StandardCharsets.UTF_8).strip()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (AccessDeniedException e) {
      throw failed("reading " + file, e);
    } catch (IOException | NumberFormatException e) {
      throw new StorageException(
          "cannot read " + file + ": " + reason(e),
          "restore the file from a backup, or move the folder away to start anew",
          e);
    }
  }

  /** Returns the major versions whose programs are kept here, newest first. */
  List<Integer> keptPrograms() {
    List<Integer> majors = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (name.matches("[1-9][0-9]") && Files.isDirectory(entry)) {
          majors.add(Integer.valueOf(name));
        }
      }
    } catch (IOException e) {
      throw failed("reading the database folder " + path, e);
    }
    majors.sort(Comparator.reverseOrder());
    return majors;
  }

  /** Removes what programs that died left unfinished. Only while the start lock is held. */
  void removeUnfinished() {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, "*" + UNFINISHED)) {
      for (Path entry : entries) {
        TemporaryFolder.deleteTree(entry);
      }
    } catch (IOException e) {
      throw failed("clearing the database folder " + path, e);
    }
  }

  /** Writes a small file whole or not at all, readable by its owner only. */
  public void write(Path file, String text) {
    Path unfinished = unfinished(file.getFileName().toString());
    try {
      Files.deleteIfExists(unfinished);
      Files.createFile(unfinished);
      restrict(unfinished, "rw-------");
      try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed("writing " + file, e);
    }
  }

  /** Returns the failure for a folder or disk that does not do what it should. */
  public static StorageException failed(String what, Exception e) {
    String reason = reason(e);
    String lower = reason.toLowerCase(Locale.ROOT);
    String hint =
        lower.contains("space") || lower.contains("quota")
            ? "make room on this disk, then start again"
            : e instanceof AccessDeniedException
                ? "run it as the user whose folder it is, or have that user mend its permissions;"
                    + " nothing in it is damaged"
                : "check that the folder can be written, or choose another with --workspace";
    return new StorageException(what + " failed: " + reason, hint, e);
  }

  private static String reason(Exception e) {
    String kind = e instanceof AccessDeniedException ? "permission denied: " : "";
    return SqlErrors.oneLine(kind + (e.getMessage() == null ? e.toString() : e.getMessage()));
  }

  private static void restrict(Path file, String mode) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class)) {
      Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
      Files.setPosixFilePermissions(file, permissions);
    }
  }
}

package org.datawarp.platform.io;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.UUID;
import org.datawarp.model.error.StorageException;

/** Writes files that others read: whole and durable, or not at all. */
public final class AtomicFile {
  /** The end of the name of a file being written; one that is left over may be deleted. */
  public static final String TEMPORARY_SUFFIX = ".tmp";

  /** Writes a file's content. */
  @FunctionalInterface
  public interface Body {
    /** Writes everything to the stream, which the caller closes. */
    void writeTo(OutputStream out) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Replaces a file: the new content is written beside it, forced to disk and renamed over it. A
   * failure leaves the old file as it was and nothing beside it.
   *
   * @throws StorageException if writing fails
   */
  public static void replace(Path target, Body body) {
    replace(target, body, new FileAttribute<?>[0]);
  }

  /** Replaces a file by a text in UTF-8 that nobody but its owner may read. */
  static void replaceOwnerOnly(Path target, String text) {
    replace(
        target,
        out -> out.write(text.getBytes(StandardCharsets.UTF_8)),
        OwnerOnly.attributes(target));
  }

  private static void replace(Path target, Body body, FileAttribute<?>[] attributes) {
    try {
      Path folder = folderOf(target);
      Files.createDirectories(folder);
      Path draft = folder.resolve(temporaryName(target));
      try {
        write(draft, body, attributes);
        rename(draft, target);
      } catch (IOException | RuntimeException | Error e) {
        deleteAfter(e, draft);
        throw e;
      }
    } catch (IOException e) {
      throw new StorageException(
          "cannot write " + target + ": " + IoErrors.of(e), "free space or mend permissions", e);
    }
  }

  /**
   * Makes a file of a text in UTF-8, whole and durable, or leaves the one that is there.
   *
   * @return whether it was made
   */
  public static boolean createIfAbsent(Path file, String text, FileAttribute<?>... attributes)
      throws IOException {
    if (Files.exists(file)) {
      return false;
    }
    Path draft = file.resolveSibling(temporaryName(file));
    try {
      write(draft, out -> out.write(text.getBytes(StandardCharsets.UTF_8)), attributes);
      linkOrMove(draft, file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /**
   * Gives a finished file its name. Afterwards the draft may be there still, or not.
   *
   * @throws FileAlreadyExistsException if the name is taken; another program may have been first
   */
  public static void linkOrMove(Path draft, Path target) throws IOException {
    try {
      Files.createLink(target, draft);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      Files.move(draft, target); // a file system without links, such as FAT
    }
  }

  private static void write(Path draft, Body body, FileAttribute<?>... attributes)
      throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                draft,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                attributes);
        OutputStream out = Channels.newOutputStream(channel)) {
      body.writeTo(out);
      out.flush();
      channel.force(true);
    }
  }

  /** Replaces a file by a text in UTF-8; see {@link #replace}. */
  public static void replace(Path target, String text) {
    replace(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Renames a finished file over another (or a free name) of the same file system and forces the
   * folder to disk.
   *
   * @throws StorageException if it fails; then both are as they were
   */
  public static void moveOver(Path from, Path target) {
    try {
      Files.createDirectories(folderOf(target));
      rename(from, target);
    } catch (IOException e) {
      throw new StorageException(
          "cannot move " + from + " to " + target + ": " + IoErrors.of(e),
          "free space or mend permissions",
          e);
    }
  }

  /**
   * Returns the name of a temporary file beside a target: hidden, unique, ending in {@value
   * #TEMPORARY_SUFFIX}. Made by name and not with {@code Files.createTempFile}, whose files only
   * their owner may read.
   */
  public static String temporaryName(Path target) {
    return "." + target.getFileName() + "." + UUID.randomUUID() + TEMPORARY_SUFFIX;
  }

  /** Forces a folder's entries to disk, where the system can. */
  public static void forceFolder(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static void rename(Path from, Path target) throws IOException {
    try {
      Files.move(from, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the file system cannot rename atomically", e);
    }
    forceFolder(folderOf(target));
  }

  private static Path folderOf(Path target) {
    return requireNonNull(target.toAbsolutePath().getParent(), "a file lies in a folder");
  }

  private static void deleteAfter(Throwable failure, Path draft) {
    try {
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}

package org.datawarp.platform.io;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Copies of files that have bytes of their own: whoever writes into the one never changes the
 * other. Hard links would be faster and are not used. Where file system and Java can, the copy
 * shares blocks until one of both is written to.
 */
public final class FileCopy {
  private FileCopy() {}

  /**
   * Copies a file to a free name, with its dates: whole, forced to disk and equal, or not at all.
   *
   * @param sha256 what both have to have
   * @throws FileAlreadyExistsException if the name is taken
   * @throws IOException if copying fails, or the copy differs
   */
  public static void create(Path from, Path to, String sha256) throws IOException {
    Path folder = requireNonNull(to.toAbsolutePath().getParent(), "a file lies in a folder");
    Files.createDirectories(folder);
    Path draft = folder.resolve(AtomicFile.temporaryName(to));
    try {
      Files.copy(from, draft, StandardCopyOption.COPY_ATTRIBUTES);
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.READ)) {
        channel.force(true);
      }
      if (!FileHash.sha256(draft).equals(sha256)) {
        throw new IOException("the copy differs");
      }
      if (Files.exists(to)) {
        throw new FileAlreadyExistsException(to.toString());
      }
      Files.move(draft, to, StandardCopyOption.ATOMIC_MOVE);
      AtomicFile.forceFolder(folder);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}

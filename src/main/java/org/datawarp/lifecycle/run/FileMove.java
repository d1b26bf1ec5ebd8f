package org.datawarp.lifecycle.run;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileCopy;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;

/**
 * The move of one file to a free place. It can be done twice: when the file is not where it was and
 * the target has its hash, it is done.
 */
public final class FileMove {
  private FileMove() {}

  /** Tells why a move is neither done nor possible. */
  public static Optional<String> findObstacle(Path from, Path to, String sha256) {
    boolean isHere = Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS);
    boolean isThere = Files.exists(to, LinkOption.NOFOLLOW_LINKS);
    if (!isHere) {
      return isThere && Files.isRegularFile(to) && FileHash.sha256(to).equals(sha256)
          ? Optional.empty()
          : Optional.of(from + " is no longer there");
    }
    if (!FileHash.sha256(from).equals(sha256)) {
      return Optional.of(from + " was changed meanwhile; it stays where it is");
    }
    if (isThere && !isCopy(to, sha256)) {
      return Optional.of(to + " is in the way of " + from + ", which stays where it is");
    }
    return Optional.empty();
  }

  /** Moves the file; the caller has asked {@link #findObstacle}. */
  static void carryOut(Path from, Path to, String sha256) {
    if (!Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
      return; // done before
    }
    Path folder = requireNonNull(to.toAbsolutePath().getParent(), "a file lies in a folder");
    try {
      Files.createDirectories(folder);
      if (!Files.exists(to)) {
        try {
          Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
          AtomicFile.forceFolder(folder);
          return;
        } catch (AtomicMoveNotSupportedException e) {
          FileCopy.create(from, to, sha256);
        }
      }
      Files.delete(from); // copied by a run that died before this line
    } catch (IOException e) {
      throw new StorageException(
          "cannot move " + from + " to " + to + ": " + IoErrors.of(e), "mend permissions", e);
    }
  }

  private static boolean isCopy(Path to, String sha256) {
    return Files.isRegularFile(to, LinkOption.NOFOLLOW_LINKS) && FileHash.sha256(to).equals(sha256);
  }
}

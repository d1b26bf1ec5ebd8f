package org.datawarp.platform.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.datawarp.model.error.StorageException;

/**
 * Files that nobody but their owner may read (mode 0600): configuration, passwords and logs. Where
 * the file system knows no such modes nothing is asked of them.
 */
public final class OwnerOnly {
  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-------");

  private OwnerOnly() {}

  /**
   * Replaces a file as {@link AtomicFile#replace} does; only its owner may read it, from its first
   * byte on.
   *
   * @throws StorageException if writing fails
   */
  public static void replace(Path target, String text) {
    AtomicFile.replaceOwnerOnly(target, text);
  }

  /** Returns the attributes with which such a file is created in a folder. */
  public static FileAttribute<?>[] attributes(Path folder) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(MODE)}
        : new FileAttribute<?>[0];
  }

  /** Tells, in words for a person, that others may read a file that is there. */
  public static Optional<String> findOpen(Path file) {
    try {
      PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (view == null || !Files.isRegularFile(file)) {
        return Optional.empty();
      }
      return MODE.containsAll(withoutExecution(view.readAttributes().permissions()))
          ? Optional.empty()
          : Optional.of(
              file + " may hold secrets and can be read by others: run 'chmod 600 " + file + "'");
    } catch (IOException e) {
      return Optional.empty(); // whoever reads it says so
    }
  }

  private static Set<PosixFilePermission> withoutExecution(Set<PosixFilePermission> all) {
    return Set.copyOf(
        all.stream().filter(each -> each != PosixFilePermission.OWNER_EXECUTE).toList());
  }
}

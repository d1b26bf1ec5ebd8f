package org.datawarp.workflow.status;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.storage.workspace.Workspace;

/**
 * The bytes in the folders of a workspace.
 *
 * @param currentBytes exports and descriptions in use, and the catalogue
 * @param versionsBytes versions that refreshes replaced
 * @param archiveBytes what was archived and lies here
 * @param downloadsBytes downloads
 * @param backupsBytes backups that lie here
 */
public record FolderSizes(
    long currentBytes,
    long versionsBytes,
    long archiveBytes,
    long downloadsBytes,
    long backupsBytes) {
  /** Adds up the sizes that the file system tells; opens no file and follows no link. */
  static FolderSizes read(Workspace workspace) {
    return new FolderSizes(
        bytes(workspace.currentOutput()),
        bytes(workspace.versions()),
        bytes(workspace.archive()),
        bytes(workspace.downloads()),
        bytes(workspace.backups()));
  }

  private static long bytes(Path folder) {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    Sum sum = new Sum();
    try {
      Files.walkFileTree(folder.toRealPath(), sum);
    } catch (IOException e) {
      throw new StorageException("cannot look through " + folder + ": " + IoErrors.of(e), null, e);
    }
    return sum.bytes;
  }

  private static final class Sum extends SimpleFileVisitor<Path> {
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.isRegularFile() ? attributes.size() : 0;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE; // gone between two looks
      }
      throw failure;
    }
  }
}

package org.datawarp.workflow.status;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import org.datawarp.model.UnreadablePath;
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
  /**
   * Adds up the sizes that the file system tells; opens no file and follows no link but one that
   * stands for such a folder.
   *
   * @param unreadable gets what could not be looked into, and does not count
   */
  static FolderSizes read(Workspace workspace, Collection<UnreadablePath> unreadable) {
    return new FolderSizes(
        bytes(workspace, workspace.currentOutput(), unreadable),
        bytes(workspace, workspace.versions(), unreadable),
        bytes(workspace, workspace.archive(), unreadable),
        bytes(workspace, workspace.downloads(), unreadable),
        bytes(workspace, workspace.backups(), unreadable));
  }

  private static long bytes(
      Workspace workspace, Path folder, Collection<UnreadablePath> unreadable) {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    Sum sum = new Sum(unreadable, workspace.relative(folder));
    try {
      sum.start = folder.toRealPath();
      Files.walkFileTree(sum.start, sum);
    } catch (IOException e) {
      throw new StorageException("cannot look through " + folder + ": " + IoErrors.of(e), null, e);
    }
    return sum.bytes;
  }

  private static final class Sum extends SimpleFileVisitor<Path> {
    private final Collection<UnreadablePath> unreadable;
    private final String name;
    private Path start = Path.of("");
    private long bytes;

    Sum(Collection<UnreadablePath> unreadable, String name) {
      this.unreadable = unreadable;
      this.name = name;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.isRegularFile() ? attributes.size() : 0;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      if (!(failure instanceof NoSuchFileException)) { // gone between two looks
        String below = start.relativize(file).toString().replace(File.separatorChar, '/');
        unreadable.add(IoErrors.unreadable(below.isEmpty() ? name : name + "/" + below, failure));
      }
      return FileVisitResult.CONTINUE;
    }
  }
}

package org.datawarp.lifecycle.run;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileCopy;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.KeptFileRepository;
import org.datawarp.storage.workspace.Workspace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what is recorded of kept files in line with the disk: what somebody took away is named no
 * more, and what an earlier datawarp linked to a current file gets bytes of its own.
 */
final class KeptFilesCheck {
  private static final Logger LOG = LoggerFactory.getLogger(KeptFilesCheck.class);
  private static final String LINKS = "unix:nlink";

  private final Workspace workspace;
  private final KeptFileRepository files;

  KeptFilesCheck(Workspace workspace, UUID identity) {
    this.workspace = workspace;
    this.files = new KeptFileRepository(identity);
  }

  /** Does it, and commits. */
  void run(Connection connection, Instant now) {
    // A disk that is away takes all of them; they are named again when it is back.
    List<String> gone =
        files.listVersions(connection).stream().filter(path -> !isThere(path)).toList();
    List<String> back = files.listMissing(connection).stream().filter(this::isThere).toList();
    files.saveGone(connection, gone, KeptFileRepository.Gone.MISSING, now);
    files.saveBack(connection, back);
    SqlErrors.commit("looking for kept files that are gone", connection);
    Set<Object> shared = sharedCurrentFiles();
    if (!shared.isEmpty()) {
      separate(workspace.versions(), shared);
      separate(workspace.archive(), shared);
    }
  }

  private boolean isThere(String path) {
    return Files.exists(workspace.resolve(path), LinkOption.NOFOLLOW_LINKS);
  }

  /** Returns the keys of current files that have a second name somewhere. */
  private Set<Object> sharedCurrentFiles() {
    Path current = workspace.currentOutput();
    Set<Object> keys = new HashSet<>();
    if (!Files.isDirectory(current)
        || !current.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return keys;
    }
    try (Stream<Path> all = Files.walk(current, 2)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (Files.getAttribute(file, LINKS) instanceof Integer links && links > 1) {
          keys.add(Files.getAttribute(file, "fileKey"));
        }
      }
    } catch (IOException e) {
      throw new StorageException("cannot look at " + current + ": " + IoErrors.of(e), null, e);
    }
    return keys;
  }

  private void separate(Path folder, Set<Object> shared) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              if (attributes.isRegularFile() && shared.contains(attributes.fileKey())) {
                separate(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new StorageException(
          "cannot give files in " + folder + " bytes of their own: " + IoErrors.of(e),
          "free space or mend permissions",
          e);
    }
  }

  /** The kept file is exchanged, never the current one, which somebody may be replacing. */
  private static void separate(Path file) throws IOException {
    Path copy = file.resolveSibling(AtomicFile.temporaryName(file));
    try {
      FileCopy.create(file, copy, FileHash.sha256(file));
      AtomicFile.moveOver(copy, file);
      LOG.info("{} has bytes of its own now", file);
    } finally {
      Files.deleteIfExists(copy);
    }
  }
}

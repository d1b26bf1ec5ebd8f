package org.datawarp.pipeline.download;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.platform.io.AtomicFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes what killed programs left: old parts of downloads and drafts of files. */
final class StalePartFiles {
  private static final Logger LOG = LoggerFactory.getLogger(StalePartFiles.class);
  private static final Duration KEPT_PART = Duration.ofDays(7);
  private static final Duration KEPT_DRAFT = Duration.ofDays(1);

  private StalePartFiles() {}

  /** Sweeps a downloads folder; what cannot be deleted is left for the next time. */
  static void sweep(Path folder, Clock clock) {
    Instant now = clock.instant();
    try {
      if (!Files.isDirectory(folder)) {
        return;
      }
      List<Path> folders = new ArrayList<>(List.of(folder));
      try (DirectoryStream<Path> children = Files.newDirectoryStream(folder, Files::isDirectory)) {
        children.forEach(folders::add);
      }
      for (Path each : folders) {
        delete(each, ".*" + AtomicFile.TEMPORARY_SUFFIX, now.minus(KEPT_DRAFT));
      }
      Path partial = folder.resolve(".partial");
      if (Files.isDirectory(partial)) {
        delete(partial, "*" + PartFile.SUFFIX + "*", now.minus(KEPT_PART));
      }
    } catch (IOException e) {
      LOG.debug("leftovers in {} stay: {}", folder, e.toString());
    }
  }

  private static void delete(Path folder, String glob, Instant before) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}

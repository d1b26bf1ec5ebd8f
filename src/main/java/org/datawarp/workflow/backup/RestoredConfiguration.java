package org.datawarp.workflow.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.io.OwnerOnly;
import org.datawarp.storage.workspace.Workspace;

/**
 * The configuration that came with a backup. It can name servers, and files or variables that are
 * sent to them, so it is written beside the workspace's own and does nothing until a person has
 * read and renamed it.
 */
final class RestoredConfiguration {
  private static final List<String> NAMES = List.of("config.yaml", "sync.yaml");
  private static final String SUFFIX = ".restored";

  private final Workspace workspace;

  RestoredConfiguration(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * Writes each file that says something and is not here already; replaces none.
   *
   * @return the paths written, relative to the workspace
   */
  List<String> save(BackupMeta meta) {
    List<String> written = new ArrayList<>();
    for (String name : NAMES) {
      String restored = meta.configuration().get(name);
      if (restored == null || saysNothing(restored)) {
        continue;
      }
      String text = ConfigurationText.usable(restored);
      if (text.equals(read(workspace.state().resolve(name)))) {
        continue;
      }
      Path file = workspace.state().resolve(name + SUFFIX);
      for (int i = 2; Files.exists(file) && !text.equals(read(file)); i++) {
        file = workspace.state().resolve(name + SUFFIX + "-" + i);
      }
      OwnerOnly.replace(file, text);
      written.add(workspace.relative(file));
    }
    return written;
  }

  private static boolean saysNothing(String text) {
    return text.lines().allMatch(line -> line.isBlank() || line.stripLeading().startsWith("#"));
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + IoErrors.of(e), null, e);
    }
  }
}

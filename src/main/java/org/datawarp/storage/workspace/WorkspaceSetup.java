package org.datawarp.storage.workspace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.io.OwnerOnly;

/** Sets a workspace up, and reads its identity. */
public final class WorkspaceSetup {
  private static final String GITIGNORE =
      """
      # Manifests and the configuration are kept; everything else can be rebuilt or is large.
      /downloads/
      /output/
      /archive/
      /backups/
      /.sync/
      /.datawarp/*
      !/.datawarp/config.yaml
      !/.datawarp/sync.yaml
      """;

  private final Workspace workspace;

  /** Makes the set-up of one workspace. */
  public WorkspaceSetup(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * Creates what is missing: folders, UUID, {@code .gitignore} and a configuration of comments.
   * Files that exist stay as they are.
   *
   * @param configurationTemplate the text of a new configuration file
   * @return what was created, as shown to people; empty when all was there
   * @throws StorageException if the folder cannot be written
   */
  public List<String> create(String configurationTemplate) {
    List<String> created = new ArrayList<>();
    try {
      for (Path folder :
          List.of(
              workspace.activeManifests(),
              workspace.pendingManifests(),
              workspace.downloads(),
              workspace.currentOutput(),
              workspace.runs(),
              workspace.temporary())) {
        if (!Files.isDirectory(folder)) {
          Files.createDirectories(folder);
          created.add(workspace.relative(folder) + "/");
        }
      }
      createFile(workspace.root().resolve(".gitignore"), GITIGNORE, created);
      createFile(
          workspace.configurationFile(),
          configurationTemplate,
          created,
          OwnerOnly.attributes(workspace.state()));
      createFile(workspace.identityFile(), UUID.randomUUID() + "\n", created);
    } catch (IOException e) {
      throw new StorageException(
          "cannot set up the workspace in " + workspace.root() + ": " + IoErrors.of(e),
          "choose a folder you can write with --workspace DIR",
          e);
    }
    return created;
  }

  /**
   * Gives the workspace another UUID: that of the lost one whose place it takes. For a workspace
   * that has nothing of its own yet.
   *
   * @throws StorageException if it cannot be written
   */
  public void adopt(UUID identity) {
    AtomicFile.replace(workspace.identityFile(), identity + "\n");
  }

  /**
   * Reads the workspace's UUID.
   *
   * @throws StorageException if it is missing or damaged
   */
  public UUID requireIdentity() {
    Path file = workspace.identityFile();
    try {
      return UUID.fromString(Files.readString(file, StandardCharsets.US_ASCII).strip());
    } catch (IOException | IllegalArgumentException e) {
      throw new StorageException(
          "the workspace's identity in " + file + " cannot be read",
          "put the file back from a backup; a new identity would disown the workspace's exports",
          e);
    }
  }

  /** Writes a file whole, or leaves the one another program wrote first. */
  private void createFile(
      Path file, String text, List<String> created, FileAttribute<?>... attributes)
      throws IOException {
    if (AtomicFile.createIfAbsent(file, text, attributes)) {
      created.add(workspace.relative(file));
    }
  }
}

package org.datawarp.lifecycle.refresh;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.datawarp.lifecycle.run.FileOwnership;
import org.datawarp.model.ForeignFiles;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.storage.workspace.Workspace;

/**
 * The drafts that extractions write. No database records them: a draft that reads as Datawarp would
 * write it can be made again, decisions in it included; anything else holds words of a person.
 */
public final class Drafts {
  private final Workspace workspace;
  private final ManifestStore manifests;
  private final ForeignFiles foreign;

  public Drafts(Workspace workspace, ManifestStore manifests, ForeignFiles foreign) {
    this.workspace = workspace;
    this.manifests = manifests;
    this.foreign = foreign;
  }

  /**
   * Makes sure before the work that a draft can be written.
   *
   * @return what was moved aside, since it is no manifest
   * @throws org.datawarp.model.error.RefusedException if a person's file has its place
   */
  public Optional<String> prepare(String name) {
    Path file = manifests.pendingFile(name);
    if (!Files.exists(file) || isAsWritten(file)) {
      return Optional.empty();
    }
    if (foreign == ForeignFiles.REFUSE) {
      FileOwnership.none(workspace).require(List.of(file), foreign);
    }
    return isManifest(file)
        ? Optional.empty() // its decisions are read first
        : Optional.of(FileOwnership.setAside(workspace, file));
  }

  /** Writes a draft; a person's file in its place is refused or kept, as {@link #prepare} does. */
  public Path save(Manifest draft, List<String> notes) {
    Path file = manifests.pendingFile(draft.name());
    if (Files.exists(file) && !isAsWritten(file)) {
      FileOwnership.none(workspace).require(List.of(file), foreign);
      notes.add(FileOwnership.setAside(workspace, file));
    }
    return manifests.savePending(draft);
  }

  private boolean isAsWritten(Path file) {
    try {
      return ManifestStore.text(manifests.read(file)).equals(Files.readString(file));
    } catch (UsageException | CharacterCodingException e) {
      return false; // no manifest at all
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + IoErrors.of(e), null, e);
    }
  }

  private boolean isManifest(Path file) {
    try {
      manifests.read(file);
      return true;
    } catch (UsageException e) {
      return false;
    }
  }
}

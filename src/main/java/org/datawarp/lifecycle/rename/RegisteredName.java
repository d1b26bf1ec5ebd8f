package org.datawarp.lifecycle.rename;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.datawarp.model.Renaming;
import org.datawarp.model.error.StorageException;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.platform.config.PublicationWriter;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.storage.workspace.Workspace;

/** The entry of a publication in the configuration, which is called as its manifests are. */
public final class RegisteredName {
  private RegisteredName() {}

  /**
   * Returns the configuration's text with the new name of a publication all of whose manifests are
   * renamed; empty where nothing in it changes.
   *
   * @param manifests all manifests under their old names, drafts too
   * @throws org.datawarp.model.error.RefusedException if its entry is written in a form that cannot
   *     be renamed
   */
  public static Optional<String> find(
      Workspace workspace, Collection<Manifest> manifests, Renaming renaming) {
    Path file = workspace.configurationFile();
    Map<String, List<Renaming.OfManifest>> moved =
        renaming.manifests().stream()
            .filter(each -> !each.publication().equals(each.newPublication()))
            .collect(Collectors.groupingBy(Renaming.OfManifest::publication));
    if (moved.size() != 1 || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Map.Entry<String, List<Renaming.OfManifest>> only = moved.entrySet().iterator().next();
    String from = only.getKey();
    List<String> names = only.getValue().stream().map(Renaming.OfManifest::newPublication).toList();
    boolean isWhole =
        names.stream().distinct().count() == 1
            && manifests.stream()
                .filter(each -> each.header().publication().equals(from))
                .allMatch(each -> renaming.manifest(each.name()).isPresent());
    return isWhole ? renamed(file, from, names.get(0)) : Optional.empty();
  }

  private static Optional<String> renamed(Path file, String from, String to) {
    try {
      return PublicationWriter.renamed(
          String.valueOf(file.getFileName()), Files.readString(file), from, to);
    } catch (IOException e) {
      throw new StorageException(
          "cannot read " + file + ": " + IoErrors.of(e), "mend its permissions", e);
    }
  }
}

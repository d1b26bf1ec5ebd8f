package org.datawarp.lifecycle.refresh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datawarp.model.SourceCode;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.storage.workspace.Workspace;

/**
 * The files in use that a refresh puts in place: the manifest, and each source's export and page.
 *
 * @param manifest the manifest's name
 * @param scope how much of the chain runs; a load alone writes no exports
 */
public record TargetFiles(Workspace workspace, String manifest, RefreshRequest.Scope scope) {
  /** Returns the files that are certain before anything is fetched. */
  public List<Path> known(Optional<Manifest> known) {
    return known
        .filter(found -> !found.sources().isEmpty())
        .map(
            found ->
                of(found, found.loadable().stream().map(source -> source.code().value()).toList()))
        .orElseGet(() -> of(List.of(workspace.export(new SourceCode(manifest), null))));
  }

  /** Returns the files of some sources of a manifest, with the manifest's. */
  public List<Path> of(Manifest found, List<String> codes) {
    return of(
        found.sources().stream()
            .filter(source -> codes.contains(source.code().value()))
            .map(source -> SourcePlaces.export(workspace, found, source))
            .toList());
  }

  private List<Path> of(List<Path> exports) {
    List<Path> files = new ArrayList<>();
    files.add(new ManifestStore(workspace).activeFile(manifest));
    if (scope != RefreshRequest.Scope.LOAD_ONLY) {
      for (Path export : exports) {
        files.add(export);
        files.add(SourcePlaces.page(workspace, export));
      }
    }
    return files;
  }
}

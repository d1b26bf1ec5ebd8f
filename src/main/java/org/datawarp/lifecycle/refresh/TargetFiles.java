package org.datawarp.lifecycle.refresh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    List<String> codes =
        known
            .filter(found -> !found.sources().isEmpty())
            .map(found -> found.loadable().stream().map(source -> source.code().value()).toList())
            .orElse(List.of(manifest));
    return of(codes);
  }

  /** Returns the files of some sources, with the manifest's. */
  public List<Path> of(List<String> codes) {
    List<Path> files = new ArrayList<>();
    files.add(new ManifestStore(workspace).activeFile(manifest));
    if (scope != RefreshRequest.Scope.LOAD_ONLY) {
      for (String code : codes) {
        files.add(workspace.currentOutput().resolve(code + ".parquet"));
        files.add(workspace.currentOutput().resolve(code + ".md"));
      }
    }
    return files;
  }
}

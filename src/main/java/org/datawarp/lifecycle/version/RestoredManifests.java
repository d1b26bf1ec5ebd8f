package org.datawarp.lifecycle.version;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.datawarp.lifecycle.run.ManifestUpdate;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.version.ManifestRestorer.Returned;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.FileHash;
import org.datawarp.repository.ArchiveRepository;
import org.datawarp.repository.ArchiveRepository.RecordedManifest;
import org.datawarp.repository.FileOperation;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** The manifests of the sources that come back: where they are found and what they say then. */
final class RestoredManifests {
  private final Run run;
  private final Workspace workspace;
  private final ManifestStore store;
  private final Set<String> leftOut = new HashSet<>();
  private final Map<String, List<Returned>> returned = new LinkedHashMap<>();

  RestoredManifests(Run run) {
    this.run = run;
    this.workspace = run.workspace();
    this.store = new ManifestStore(workspace);
  }

  private NewNames names() {
    return NewNames.read(run.connection(), run.session().identity());
  }

  /** Returns a manifest in use as it is kept with what is replaced; null where there is none. */
  VersionKeeper.@Nullable KeptManifest active(String name) {
    return store
        .findActive(name)
        .map(
            stored ->
                new VersionKeeper.KeptManifest(
                    name,
                    stored.manifest().header().publication(),
                    stored.file(),
                    stored.manifest().sources().stream().mapToLong(ManifestSource::rows).sum()))
        .orElse(null);
  }

  /** Returns the file of a manifest in use; null where there is none. */
  private @Nullable Path activeFile(String name) {
    return store.findActive(name).map(ManifestStore.Stored::file).orElse(null);
  }

  /**
   * Finds what is said of an item's source: by its version's manifest, else by the one there is.
   */
  Optional<Manifest> find(RestoreTarget item) {
    return Optional.ofNullable(then(List.of(item.version())))
        .or(() -> Optional.ofNullable(now(item.manifest())));
  }

  /** Finds the publication of an item's source. */
  Optional<String> publication(RestoreTarget item) {
    return find(item).map(manifest -> manifest.header().publication());
  }

  /** Leaves sources out of what is written. */
  void leaveOut(List<String> sources) {
    leftOut.addAll(sources);
  }

  /** Notes that a source came back. */
  void add(RestoreTarget item, Returned source) {
    returned.computeIfAbsent(item.manifest(), name -> new ArrayList<>()).add(source);
  }

  /**
   * Plans to write the manifests of all sources that came back.
   *
   * @return their files, relative to the workspace, by name
   */
  Map<String, String> write(List<FileOperation> items) {
    Map<String, String> written = new LinkedHashMap<>();
    returned.forEach(
        (name, sources) -> {
          Manifest then = then(sources.stream().map(Returned::version).toList());
          Manifest manifest =
              new ManifestRestorer(run.startedAt(), run.id().value())
                  .of(
                      withExportsThatAreThere(now(name)),
                      withExportsThatAreThere(then),
                      name,
                      sources);
          Path active = activeFile(name);
          if (active != null) {
            String stored = workspace.relative(active);
            items.add(
                new FileOperation(
                    FileOperation.Action.KEEP,
                    stored,
                    workspace.relative(workspace.trash(run.id().value(), stored)),
                    FileHash.sha256(active)));
          }
          written.put(name, ManifestUpdate.plan(run, manifest, items));
        });
    return written;
  }

  /** What did not come back may be gone; a manifest names no file that is not there. */
  private @Nullable Manifest withExportsThatAreThere(@Nullable Manifest manifest) {
    return manifest == null
        ? null
        : manifest.withSources(
            manifest.sources().stream()
                .map(
                    source -> {
                      String path = source.parquetPath();
                      return path == null || Files.isRegularFile(workspace.resolve(path))
                          ? source
                          : source.withoutExport();
                    })
                .toList());
  }

  private @Nullable Manifest now(String name) {
    Manifest manifest = recorded(name);
    return manifest == null
        ? null
        : manifest.withSources(
            manifest.sources().stream()
                .filter(source -> !leftOut.contains(source.code().value()))
                .toList());
  }

  /** The manifest as it is: in use, else as the archive or the database has it. */
  private @Nullable Manifest recorded(String name) {
    Optional<Manifest> active = store.findActive(name).map(ManifestStore.Stored::manifest);
    if (active.isPresent()) {
      return active.get();
    }
    RecordedManifest recorded =
        new ArchiveRepository(run.session().identity())
            .findManifest(run.connection(), name)
            .orElse(null);
    if (recorded == null) {
      return null;
    }
    return workspace
        .find(recorded.path())
        .filter(Files::isRegularFile)
        .map(store::read)
        .map(manifest -> names().manifest(manifest, manifest.header().updatedAt()))
        .orElseGet(() -> ManifestStore.parse(recorded.path(), recorded.text()));
  }

  /** The manifest that was kept with the versions; null where none was. */
  private @Nullable Manifest then(List<Version> versions) {
    for (Version version : versions) {
      Path file = version.manifest();
      if (file != null && Files.isRegularFile(file)) {
        return names().manifest(store.read(file), version.keptAt());
      }
    }
    return null;
  }
}

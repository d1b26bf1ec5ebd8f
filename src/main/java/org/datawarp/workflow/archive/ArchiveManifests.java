package org.datawarp.workflow.archive;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.lifecycle.run.ManifestUpdate;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.model.ManifestState;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.Period;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestFile;
import org.datawarp.pipeline.manifest.ManifestHeader;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.datawarp.repository.ArchiveRepository;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.SourcePeriod;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** The manifests of archived sources: their text, their state and their files. */
final class ArchiveManifests {
  private final Run run;
  private final Workspace workspace;
  private final ArchiveRepository records;
  private final Map<String, Read> read = new LinkedHashMap<>();

  ArchiveManifests(Run run) {
    this.run = run;
    this.workspace = run.workspace();
    this.records = new ArchiveRepository(run.session().identity());
  }

  /** A manifest and its file; null where only the database has it. */
  private record Read(Manifest manifest, Path place, @Nullable String sha256) {}

  /**
   * Reads the manifest of a unit, from its file or, where that is gone, from the database.
   *
   * @return why it cannot be read; empty if it can, or the unit has none
   */
  Optional<String> findProblem(SourcePeriod unit) {
    String name = unit.manifest();
    String path = unit.manifestPath();
    if (name == null || path == null || read.containsKey(name)) {
      return Optional.empty();
    }
    Optional<String> refusal = workspace.findRefusal(path);
    if (refusal.isPresent()) {
      return refusal;
    }
    Path file = workspace.resolve(path);
    try {
      if (Files.isRegularFile(file)) {
        read.put(
            name, new Read(new ManifestStore(workspace).read(file), file, FileHash.sha256(file)));
      } else {
        records
            .findManifest(run.connection(), name)
            .ifPresent(
                recorded ->
                    read.put(
                        name, new Read(ManifestStore.parse(path, recorded.text()), file, null)));
      }
      return Optional.empty();
    } catch (UsageException e) {
      return Optional.of("its manifest cannot be read: " + e.getMessage());
    }
  }

  /** Notes where an export of a manifest lies now. */
  void moved(SourcePeriod unit, SourcePeriod.ExportFile export, Path place) {
    Read known = unit.manifest() == null ? null : read.get(unit.manifest());
    if (known == null || !SourceCode.isValid(unit.source())) {
      return;
    }
    Optional<ManifestSource> source = known.manifest().source(new SourceCode(unit.source()));
    source.ifPresent(
        found ->
            read.put(
                known.manifest().name(),
                new Read(
                    known
                        .manifest()
                        .withSource(
                            found.exported(
                                export.rowCount(),
                                export.rowHash(),
                                workspace.relative(place),
                                export.sha256())),
                    known.place(),
                    known.sha256())));
  }

  /**
   * Plans to move a manifest of which every source is archived.
   *
   * @return where it will lie; null if there is no such manifest
   */
  @Nullable Path moveWhole(String name, ArchiveFiles files) {
    Read known = read.get(name);
    if (known == null) {
      return null;
    }
    Manifest manifest = sorted(known.manifest());
    ManifestHeader header = manifest.header();
    if (header.state() != ManifestState.ARCHIVED) {
      header = header.to(ManifestState.ARCHIVED, run.startedAt(), run.id().value());
    }
    manifest = manifest.with(header.withParquetPaths(paths(manifest)));
    Path text = run.newFile(name + ".yaml");
    AtomicFile.replace(text, ManifestStore.text(manifest));
    Path target = files.keepManifest(text, known.place(), about(manifest));
    if (known.sha256() != null) {
      files.keepForUndo(known.place());
      files.remove(known.place(), known.sha256());
    }
    ManifestUpdate.save(run, manifest, target);
    return target;
  }

  /** Plans to rewrite a manifest of which other sources stay. */
  void rewrite(String name, ArchiveFiles files, List<FileOperation> items) {
    Read known = read.get(name);
    if (known == null) {
      return;
    }
    if (known.sha256() != null) {
      files.keepForUndo(known.place());
    }
    Manifest manifest = sorted(known.manifest());
    ManifestUpdate.plan(
        run,
        manifest.with(manifest.header().withParquetPaths(paths(manifest))),
        known.place(),
        items);
  }

  /** Lists the downloads a manifest was made from that are there, relative to the workspace. */
  List<String> downloads(String name) {
    Read known = read.get(name);
    if (known == null) {
      return List.of();
    }
    List<String> downloads = new ArrayList<>();
    for (ManifestFile file : known.manifest().header().files()) {
      String path = file.path();
      if (path != null
          && workspace
              .find(path)
              .filter(found -> found.startsWith(workspace.downloads()))
              .filter(Files::isRegularFile)
              .isPresent()) {
        downloads.add(path);
      }
    }
    return downloads;
  }

  /** Returns what is said beside a manifest's files. */
  ArchiveFiles.About about(String name) {
    Read known = read.get(name);
    if (known == null) {
      throw new IllegalStateException("never read: " + name);
    }
    return about(known.manifest());
  }

  private static ArchiveFiles.About about(Manifest manifest) {
    Period period = manifest.header().period();
    return new ArchiveFiles.About(
        manifest.name(),
        manifest.name(),
        manifest.header().publication(),
        period == null ? null : period.label(),
        manifest.sources().stream().mapToLong(ManifestSource::rows).sum(),
        null,
        manifest.header().lastLoaded());
  }

  /** A source that is changed goes to the end of the list; people expect an order. */
  private static Manifest sorted(Manifest manifest) {
    List<ManifestSource> sources = new ArrayList<>(manifest.sources());
    sources.sort((a, b) -> a.code().compareTo(b.code()));
    return manifest.withSources(sources);
  }

  private static List<String> paths(Manifest manifest) {
    return manifest.sources().stream()
        .map(ManifestSource::parquetPath)
        .flatMap(path -> Optional.ofNullable(path).stream())
        .toList();
  }
}

package org.datawarp.lifecycle.version;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.version.VersionKeeper.Destination;
import org.datawarp.lifecycle.version.VersionKeeper.Subject;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.io.UniqueFileName;
import org.datawarp.repository.KeptFileRepository;
import org.datawarp.storage.workspace.Workspace;

/** Where the files go that a run keeps, each under a name that was never used. */
final class VersionPlaces {
  private static final List<String> EXTENSIONS =
      List.of(
          VersionKeeper.PARQUET, "-rows.parquet", ".md", ".yaml", ".parquet.meta", ".yaml.meta");

  private final Run run;
  private final Workspace workspace;
  private final Destination destination;
  private final KeptFileRepository records;
  private final LocalDate day;
  private final Set<Path> planned = new HashSet<>();
  private final Map<Path, Path> copies = new HashMap<>();

  VersionPlaces(Run run, Destination destination, KeptFileRepository records) {
    this.run = run;
    this.workspace = run.workspace();
    this.destination = destination;
    this.records = records;
    this.day = LocalDate.ofInstant(run.startedAt(), ZoneOffset.UTC);
  }

  /** Returns the folder for what is kept of a subject. */
  Path folder(Subject subject) {
    return destination == Destination.ARCHIVE
        ? workspace.archivedParquet(day)
        : workspace.versions(subject.description().code(), subject.period());
  }

  /** Returns the name that its files would like to have. */
  String stem(Subject subject) {
    return destination == Destination.ARCHIVE ? subject.source() : day.toString();
  }

  /** Returns where its export stands, or would. */
  Path current(Subject subject) {
    return workspace.export(subject.description().code(), subject.stacked());
  }

  /** Returns the folder of archived manifests. */
  Path archivedManifests() {
    return workspace.archivedManifests(day);
  }

  /** Takes a name that no file of a folder has or ever had. */
  String freeStem(Path folder, String wanted) {
    Set<String> used =
        new HashSet<>(records.listNames(run.connection(), workspace.relative(folder)));
    planned.stream()
        .filter(file -> folder.equals(file.getParent()))
        .forEach(file -> used.add(String.valueOf(file.getFileName())));
    String stem = UniqueFileName.of(folder, wanted, EXTENSIONS, used);
    planned.add(folder.resolve(stem + VersionKeeper.PARQUET));
    return stem;
  }

  /** Copies a manifest's file: a person may write into it while the run goes on. */
  Path copy(Path manifest) {
    Path known = copies.get(manifest);
    if (known != null) {
      return known;
    }
    Path copy = inRun(manifest.getFileName().toString());
    try {
      byte[] bytes = Files.readAllBytes(manifest);
      AtomicFile.replace(copy, out -> out.write(bytes));
      copies.put(manifest, copy);
      return copy;
    } catch (IOException e) {
      throw new StorageException("cannot read " + manifest + ": " + IoErrors.of(e), null, e);
    }
  }

  /** Returns a free name in a folder of the run. */
  Path inRun(String name) {
    Path kept = run.folder().resolve("before");
    try {
      Files.createDirectories(kept);
      Path file = kept.resolve(name);
      for (int n = 2; Files.exists(file); n++) {
        file = kept.resolve(n + "-" + name);
      }
      return file;
    } catch (IOException e) {
      throw new StorageException("cannot make " + kept + ": " + IoErrors.of(e), null, e);
    }
  }
}

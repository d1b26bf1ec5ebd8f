package org.datawarp.workflow.restore;

import java.nio.file.Files;
import java.nio.file.Path;
import org.datawarp.lifecycle.version.ArchiveMeta;
import org.datawarp.lifecycle.version.Version;
import org.datawarp.repository.SourcePeriod;
import org.datawarp.repository.SourcePeriod.ExportFile;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.workflow.restore.StoreArchive.Found;
import org.jspecify.annotations.Nullable;

/** Files that are not among the kept versions, described as one. */
final class DescribedVersion {
  private DescribedVersion() {}

  /** Describes what a store holds; its file lies in the archive by now, or will. */
  static Version of(Found found, @Nullable ArchiveMeta meta, Path file) {
    return new Version(
        found.source(),
        Version.Place.ARCHIVE,
        file,
        null,
        null,
        found.manifest(),
        meta == null ? null : meta.sha256(),
        meta == null ? 0 : meta.sizeBytes(),
        found.isPeriod() ? found.period() : meta == null ? null : meta.period(),
        meta == null ? null : Long.valueOf(meta.rows()),
        meta == null ? null : meta.rowHash(),
        meta == null ? null : meta.loadedAt(),
        null,
        meta == null ? null : meta.archivedAt(),
        meta == null ? null : meta.run());
  }

  /** Describes an export, in use or archived. */
  static Version of(Workspace workspace, SourcePeriod unit, ExportFile export, Path file) {
    String page = export.descriptionPath();
    Path pageFile = page == null ? null : workspace.find(page).orElse(null);
    return new Version(
        unit.source(),
        unit.isArchived() ? Version.Place.ARCHIVE : Version.Place.CURRENT,
        file,
        pageFile != null && Files.isRegularFile(pageFile) ? pageFile : null,
        null,
        unit.manifest(),
        export.sha256(),
        export.sizeBytes(),
        unit.periodLabel(),
        export.rowCount(),
        export.rowHash(),
        unit.loadedAt(),
        null,
        export.archivedAt(),
        null);
  }

  /** Describes a file that a person named. */
  static Version of(String code, Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    String name = absolute.getFileName().toString();
    int dot = name.lastIndexOf('.');
    Path page = absolute.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + ".md");
    return new Version(
        code,
        Version.Place.FILE,
        absolute,
        Files.isRegularFile(page) ? page : null,
        null,
        null,
        null,
        absolute.toFile().length(),
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}

package org.datawarp.lifecycle.refresh;

import java.nio.file.Path;
import org.datawarp.lifecycle.version.VersionKeeper;
import org.datawarp.lifecycle.version.VersionRowReader;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Where a source of a manifest stands: a source of its own has its whole table and one file, one
 * among other periods a part of a table and a file in the source's folder.
 */
final class SourcePlaces {
  private SourcePlaces() {}

  /** Returns the source's export in use. */
  static Path export(Workspace workspace, Manifest manifest, ManifestSource source) {
    return workspace.export(source.code(), manifest.exportPeriod(source));
  }

  /** Returns the page about an export's source, which the periods of one source share. */
  static Path page(Workspace workspace, Path export) {
    Path folder = export.getParent();
    return folder == null || folder.equals(workspace.currentOutput())
        ? VersionKeeper.sibling(export, ".md")
        : folder.resolveSibling(folder.getFileName() + ".md");
  }

  /** Returns which rows of its table are the manifest's. */
  static RowFilter rows(Manifest manifest, ManifestSource source) {
    return rows(manifest.exportPeriod(source));
  }

  static RowFilter rows(@Nullable String exportPeriod) {
    return VersionRowReader.filter(exportPeriod);
  }
}

package org.datawarp.refresh;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.datawarp.workspace.Workspace;

/** Where a manifest's things stand, for reports. */
final class ReportFiles {
  private ReportFiles() {}

  static Map<String, String> of(Workspace workspace, Path manifestFile) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("workspace", workspace.root().toString());
    files.put("manifest", workspace.relative(manifestFile));
    files.put("catalog", workspace.relative(workspace.catalog()));
    return files;
  }
}

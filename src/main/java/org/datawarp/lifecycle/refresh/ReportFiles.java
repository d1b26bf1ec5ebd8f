package org.datawarp.lifecycle.refresh;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.datawarp.storage.workspace.Workspace;

/** Where a manifest's things stand, for reports. */
public final class ReportFiles {
  private ReportFiles() {}

  public static Map<String, String> of(Workspace workspace, Path manifestFile) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("workspace", workspace.root().toString());
    files.put("manifest", workspace.relative(manifestFile));
    files.put("catalog", workspace.relative(workspace.catalog()));
    return files;
  }
}

package org.datawarp.lifecycle.refresh;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.repository.ManifestRepository;

/** Files that are loaded under another manifest already. */
final class SharedFiles {
  private SharedFiles() {}

  /** Returns a warning for each file of an issue that other manifests' rows come from, too. */
  static List<String> warnings(
      ManifestRepository records, Connection connection, String manifest, Issue issue) {
    List<String> warnings = new ArrayList<>();
    for (IssueFile file : issue.files()) {
      List<String> others = records.listLoadedFrom(connection, file.file().sha256(), manifest);
      if (!others.isEmpty()) {
        warnings.add(
            file.file().fileName()
                + " is loaded as "
                + String.join(" and ", others)
                + " too: its rows are there more than once");
      }
    }
    return warnings;
  }
}

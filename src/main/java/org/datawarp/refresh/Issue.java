package org.datawarp.refresh;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.discover.LinkDecision;
import org.datawarp.discover.PageReport;
import org.jspecify.annotations.Nullable;

/**
 * What was fetched for a manifest.
 *
 * @param location what was asked for, as it may be stored and shown
 * @param files the data files, at least one
 * @param page the landing page they are linked from; null when a file was asked for directly
 */
record Issue(String location, List<IssueFile> files, @Nullable PageReport page) {
  Issue {
    files = List.copyOf(files);
  }

  /** Returns the landing page's links, taken or left; empty for a file. */
  List<LinkDecision> links() {
    return page == null ? List.of() : page.links();
  }

  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (IssueFile file : files) {
      warnings.addAll(file.file().warnings());
      if (file.file().previousSha256() != null) {
        warnings.add(
            file.file().url()
                + " was revised: its bytes are no longer those fetched before; both are kept in "
                + file.file().path().getParent());
      }
    }
    return warnings;
  }
}

package org.datawarp.refresh;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was fetched for a manifest.
 *
 * @param location what was asked for, as it may be stored and shown
 * @param files the data files, at least one
 * @param pageTitle the landing page's title; null when a file was asked for directly
 */
record Issue(String location, List<IssueFile> files, @Nullable String pageTitle) {
  Issue {
    files = List.copyOf(files);
  }

  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    files.forEach(file -> warnings.addAll(file.file().warnings()));
    return warnings;
  }
}

package org.datawarp.lifecycle.refresh;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.period.Period;
import org.datawarp.pipeline.discover.LinkDecision;
import org.datawarp.pipeline.discover.PageReport;
import org.datawarp.pipeline.discover.PublishedPeriod;
import org.jspecify.annotations.Nullable;

/**
 * What was fetched for a manifest.
 *
 * @param location what was asked for, as it may be stored and shown
 * @param files the data files, at least one
 * @param page the landing page they are linked from; null when a file was asked for directly
 * @param loaded the SHA-256 of the files that the manifest's rows come from, by address
 */
public record Issue(
    String location, List<IssueFile> files, @Nullable PageReport page, Map<String, String> loaded) {
  public Issue {
    files = List.copyOf(files);
    loaded = Map.copyOf(loaded);
  }

  /** Returns the landing page's links, taken or left; empty for a file. */
  List<LinkDecision> links() {
    return page == null ? List.of() : page.links();
  }

  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (IssueFile file : files) {
      warnings.addAll(file.file().warnings());
      if (isRevised(file)) {
        warnings.add(
            file.file().url()
                + " was revised: its bytes are no longer those "
                + (loaded.containsKey(file.file().url()) ? "loaded" : "fetched")
                + " before; both are kept in "
                + file.file().path().getParent());
      }
    }
    return warnings;
  }

  /**
   * Returns the addresses of files whose bytes are others than those loaded. A revision is one
   * until a load has taken it, however often it was fetched before.
   */
  List<String> revised() {
    return files.stream().filter(this::isRevised).map(file -> file.file().url()).toList();
  }

  /** Finds the newest period on the page that comes after one. */
  Optional<PublishedPeriod> newerThan(@Nullable Period period) {
    return page == null || period == null ? Optional.empty() : page.newerThan(period);
  }

  private boolean isRevised(IssueFile file) {
    String before = loaded.get(file.file().url());
    return before == null
        ? file.file().previousSha256() != null
        : !before.equals(file.file().sha256());
  }
}

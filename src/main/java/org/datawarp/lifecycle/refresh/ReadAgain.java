package org.datawarp.lifecycle.refresh;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.SourceUnavailableException;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestFile;

/** Reads the files of a manifest once more, for what is said in them. */
public final class ReadAgain {
  private final WorkspaceContext context;
  private final RefreshRequest request;
  private final RefreshTarget target;
  private final RunListener listener;

  public ReadAgain(
      WorkspaceContext context,
      RefreshRequest request,
      RefreshTarget target,
      RunListener listener) {
    this.context = context;
    this.request = request;
    this.target = target;
    this.listener = listener;
  }

  /** Returns the files as they are kept; what is kept no more is fetched again. */
  Issue fetch() {
    try {
      return reader(request.with(RefreshRequest.Option.OFFLINE)).fetch();
    } catch (SourceUnavailableException e) {
      if (request.has(RefreshRequest.Option.OFFLINE)) {
        throw e;
      }
      return reader(request).fetch();
    }
  }

  /**
   * Describes a manifest.
   *
   * @param spoolFolder where cells are spooled
   * @param run the id that its history names
   * @throws RefusedException if the files are not those it was made from
   */
  public ManifestEnricher.Enriched enrich(
      ManifestEnricher enricher,
      Manifest manifest,
      Issue issue,
      Path spoolFolder,
      Instant at,
      String run) {
    requireSameFiles(manifest, issue);
    try (ReadIssue read = reader(request).read(issue, spoolFolder)) {
      return enricher.enrich(
          manifest,
          new IssueTables(
                  request.with(RefreshRequest.Option.ACCEPT_SHRINK), target, issue, read)
              .tables(),
          Optional.ofNullable(issue.page()).map(page -> page.title()).orElse(""),
          at,
          run);
    }
  }

  private IssueReader reader(RefreshRequest wanted) {
    return new IssueReader(context.cache(), wanted, target, listener);
  }

  private static void requireSameFiles(Manifest manifest, Issue issue) {
    Set<String> now = new HashSet<>();
    issue.files().forEach(file -> now.add(file.file().sha256()));
    Set<String> before = new HashSet<>();
    for (ManifestFile file : manifest.header().files()) {
      before.add(String.valueOf(file.sha256()));
    }
    if (!now.equals(before)) {
      throw new RefusedException(
          "the files of " + manifest.name() + " are no longer those it was made from",
          "refresh and describe it in one go: 'datawarp refresh "
              + manifest.name()
              + " --enrich'");
    }
  }
}

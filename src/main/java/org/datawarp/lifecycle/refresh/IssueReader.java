package org.datawarp.lifecycle.refresh;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.SourceUnavailableException;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.period.Period;
import org.datawarp.pipeline.discover.LandingPages;
import org.datawarp.pipeline.discover.LinkDecision;
import org.datawarp.pipeline.discover.LinkType;
import org.datawarp.pipeline.discover.NestedPage;
import org.datawarp.pipeline.discover.PageReport;
import org.datawarp.pipeline.download.CachedFile;
import org.datawarp.pipeline.download.DownloadCache;
import org.datawarp.pipeline.download.FetchMode;
import org.datawarp.pipeline.download.FetchRequest;
import org.datawarp.pipeline.download.Fetched;
import org.datawarp.pipeline.download.Page;
import org.datawarp.pipeline.extract.ExtractOptions;
import org.datawarp.pipeline.extract.Extractor;
import org.datawarp.pipeline.extract.StreamedRows;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.WorkbookReader;
import org.jspecify.annotations.Nullable;

/**
 * Fetches an issue's files, by way of its landing page where it has one, and reads their tables.
 */
public final class IssueReader {
  private static final int MAX_NESTED_PAGES = 5;

  private final DownloadCache cache;
  private final RefreshRequest request;
  private final RefreshTarget target;
  private final RunListener listener;

  public IssueReader(
      DownloadCache cache, RefreshRequest request, RefreshTarget target, RunListener listener) {
    this.cache = cache;
    this.request = request;
    this.target = target;
    this.listener = listener;
  }

  /**
   * Fetches what is behind the target's location; of a landing page the period wanted, else the
   * page's own or newest.
   *
   * @throws SourceUnavailableException if a page has no data file of that period
   * @throws SourceUnreadableException if a page without one came where a file was named
   */
  public Issue fetch() {
    Fetched fetched = fetchAny(target.location(), target.manifest());
    if (fetched instanceof Page page) {
      return ofPage(page, target.manifest(), IssueTables.wantedPeriod(request, target));
    }
    CachedFile file = (CachedFile) fetched;
    return new Issue(file.url(), List.of(new IssueFile(file, "")), null, target.loadedFiles());
  }

  /** Returns a reader of the same files by what another target says of them. */
  IssueReader of(RefreshTarget other) {
    return new IssueReader(cache, request, other, listener);
  }

  /** Reads the tables of fetched files; the caller closes. */
  public ReadIssue read(Issue issue, Path spoolFolder) {
    return read(issue, spoolFolder, null);
  }

  /**
   * Does the same.
   *
   * @param early takes the rows of a single long CSV while it is read; null for nobody
   */
  public ReadIssue read(Issue issue, Path spoolFolder, @Nullable StreamedRows early) {
    ReadIssue read = new ReadIssue();
    try {
      WorkbookReader reader = new WorkbookReader(ReadLimits.standard(), spoolFolder);
      Extractor extractor = Extractor.over(reader, spoolFolder);
      Set<String> urls =
          issue.files().stream().map(file -> file.file().url()).collect(Collectors.toSet());
      for (IssueFile file : issue.files()) {
        ExtractOptions options = target.extractOptions(file.file().url(), urls);
        Path path = file.file().path();
        String name = file.file().fileName();
        read.add(
            file,
            early == null || issue.files().size() > 1
                ? extractor.extract(path, name, options, listener)
                : extractor.extract(path, name, options, early, listener));
      }
      return read;
    } catch (RuntimeException e) {
      read.close();
      throw e;
    }
  }

  private Issue ofPage(Page page, String manifest, @Nullable Period wanted) {
    LandingPages pages = new LandingPages();
    PageReport report = pages.find(page.finalUrl(), page.text(), wanted);
    for (NestedPage nested : firstFew(report)) {
      requireFollowable(page, nested.url());
      if (fetchAny(nested.url().toString(), manifest) instanceof Page inner) {
        PageReport innerReport = pages.find(inner.finalUrl(), inner.text(), wanted);
        if (!innerReport.taken().isEmpty()) {
          return ofLinks(page, inner, innerReport.withPeriodsOf(report), manifest);
        }
      }
    }
    if (report.taken().isEmpty() && LinkType.isDataName(path(page.url()))) {
      throw SourceUnreadableException.absent(
          "a web page"
              + (report.title().isBlank() ? "" : " ('" + report.title() + "')")
              + " came instead of the file: "
              + page.url(),
          "open the address in a browser: the file may have moved, or a sign-in may stand before"
              + " it",
          null);
    }
    if (report.taken().isEmpty()) {
      String newer =
          wanted == null
              ? ""
              : report.newerThan(wanted).map(found -> "; it shows " + found.period()).orElse("");
      throw SourceUnavailableException.absent(
          report.notPublished() == null
              ? "no data file "
                  + (wanted == null ? "" : "of " + wanted + " ")
                  + "is linked from "
                  + page.url()
                  + newer
              : page.url() + ": " + report.notPublished(),
          "see 'datawarp extract " + page.url() + " --dry-run' for every link and why it was left",
          null);
    }
    return ofLinks(page, page, report, manifest);
  }

  private static String path(String url) {
    return url.replaceFirst("[?#].*", "");
  }

  private Issue ofLinks(Page page, Page linking, PageReport report, String manifest) {
    List<IssueFile> files = new ArrayList<>();
    for (LinkDecision link : report.taken()) {
      requireFollowable(linking, link.url());
      CachedFile file = cache.fetch(fetchRequest(link.url().toString(), manifest));
      files.add(new IssueFile(file, link.text()));
    }
    return new Issue(page.url(), files, report, target.loadedFiles());
  }

  private static List<NestedPage> firstFew(PageReport report) {
    if (!report.taken().isEmpty()) {
      return List.of();
    }
    return report.nested().subList(0, Math.min(MAX_NESTED_PAGES, report.nested().size()));
  }

  private void requireFollowable(Page page, URI link) {
    if (!request.has(RefreshRequest.Option.OFFLINE)) {
      cache.requireFollowable(page.finalUrl(), link);
    }
  }

  private Fetched fetchAny(String location, String manifest) {
    return cache.fetchAny(fetchRequest(location, manifest));
  }

  private FetchRequest fetchRequest(String location, String manifest) {
    FetchMode mode =
        request.has(RefreshRequest.Option.OFFLINE) ? FetchMode.OFFLINE : FetchMode.ONLINE;
    return new FetchRequest(
        location,
        manifest,
        mode,
        (url, bytes, total) -> listener.progressed(lastPart(url), bytes, total));
  }

  private static String lastPart(String url) {
    return url.substring(url.lastIndexOf('/') + 1);
  }
}

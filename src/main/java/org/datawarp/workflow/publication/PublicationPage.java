package org.datawarp.workflow.publication;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datawarp.model.publication.Publication;
import org.datawarp.pipeline.discover.LandingPages;
import org.datawarp.pipeline.discover.LinkType;
import org.datawarp.pipeline.discover.PageReport;
import org.datawarp.pipeline.discover.PublishedPeriod;
import org.datawarp.pipeline.download.CachedFile;
import org.datawarp.pipeline.download.DownloadCache;
import org.datawarp.pipeline.download.FetchMode;
import org.datawarp.pipeline.download.FetchRequest;
import org.datawarp.pipeline.download.Fetched;
import org.datawarp.pipeline.download.Page;
import org.datawarp.pipeline.download.ProgressListener;
import org.jspecify.annotations.Nullable;

/**
 * What is behind a publication's address: a page with the periods it has data of, or one file.
 *
 * @param periods the periods on the page and on the pages right below it, each once
 * @param fileName the file's name; null for a page
 * @param reports what each page says, the first one first
 */
record PublicationPage(
    List<PublishedPeriod> periods, @Nullable String fileName, List<PageReport> reports) {
  private static final int MOST_PAGES = 30;

  PublicationPage {
    periods = List.copyOf(periods);
    reports = List.copyOf(reports);
  }

  boolean isFile() {
    return fileName != null;
  }

  /**
   * Fetches an address and, where it leads to pages of longer periods than an issue's, these.
   *
   * @throws org.datawarp.model.error.DatawarpException if the first page cannot be had
   */
  static PublicationPage fetch(
      DownloadCache cache, Publication publication, String location, FetchMode mode) {
    Fetched fetched = cache.fetchAny(request(location, publication, mode));
    if (fetched instanceof CachedFile file) {
      return new PublicationPage(List.of(), file.fileName(), List.of());
    }
    Page page = (Page) fetched;
    PageReport report = new LandingPages().find(page.finalUrl(), page.text(), null);
    List<PageReport> reports = new ArrayList<>(List.of(report));
    List<PublishedPeriod> periods = new ArrayList<>();
    int followed = 0;
    for (PublishedPeriod found : report.periods()) {
      if (isWider(publication, found) && followed < MOST_PAGES) {
        followed++;
        Optional<PageReport> below = below(cache, publication, page, found.url(), mode);
        below.ifPresent(
            inner -> {
              reports.add(inner);
              inner.periods().forEach(each -> addNew(periods, each));
            });
        if (below.isPresent()) {
          continue;
        }
      }
      addNew(periods, found);
    }
    return new PublicationPage(periods, null, reports);
  }

  /** A page of a year may hold the pages or files of its months. */
  private static boolean isWider(Publication publication, PublishedPeriod found) {
    return publication.unit() != null
        && !Publication.isOf(publication.unit(), found.period())
        && !LinkType.isDataName(String.valueOf(found.url().getPath()));
  }

  private static Optional<PageReport> below(
      DownloadCache cache, Publication publication, Page page, URI url, FetchMode mode) {
    if (mode != FetchMode.OFFLINE) {
      cache.requireFollowable(page.finalUrl(), url);
    }
    return cache.fetchAny(request(url.toString(), publication, mode)) instanceof Page inner
        ? Optional.of(new LandingPages().find(inner.finalUrl(), inner.text(), null))
        : Optional.empty();
  }

  private static void addNew(List<PublishedPeriod> periods, PublishedPeriod found) {
    if (periods.stream().noneMatch(at -> Publication.isSame(at.period(), found.period()))) {
      periods.add(found);
    }
  }

  private static FetchRequest request(String location, Publication publication, FetchMode mode) {
    return new FetchRequest(location, publication.code(), mode, ProgressListener.NONE);
  }
}

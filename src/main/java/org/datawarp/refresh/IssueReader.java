package org.datawarp.refresh;

import java.nio.file.Path;
import java.util.List;
import org.datawarp.download.CachedFile;
import org.datawarp.download.DownloadCache;
import org.datawarp.download.FetchMode;
import org.datawarp.download.FetchRequest;
import org.datawarp.download.Fetched;
import org.datawarp.download.Page;
import org.datawarp.error.SourceUnreadableException;
import org.datawarp.extract.ExtractOptions;
import org.datawarp.extract.Extractor;
import org.datawarp.extract.UnpivotMode;
import org.datawarp.workbook.ReadLimits;
import org.datawarp.workbook.WorkbookReader;

/** Fetches an issue's files and reads their tables. */
final class IssueReader {
  private final DownloadCache cache;

  IssueReader(DownloadCache cache) {
    this.cache = cache;
  }

  /** Fetches what is behind a location. */
  Issue fetch(String location, String manifest, RefreshRequest request, RefreshListener listener) {
    FetchMode mode =
        request.has(RefreshRequest.Option.OFFLINE) ? FetchMode.OFFLINE : FetchMode.ONLINE;
    Fetched fetched =
        cache.fetchAny(
            new FetchRequest(
                location,
                manifest,
                mode,
                (url, bytes, total) -> listener.progressed(lastPart(url), bytes, total)));
    if (fetched instanceof Page page) {
      throw new SourceUnreadableException(
          page.url() + " is a web page, not a data file",
          "give the address of the workbook, CSV or ZIP that the page links to");
    }
    CachedFile file = (CachedFile) fetched;
    return new Issue(file.url(), List.of(new IssueFile(file, "")), null);
  }

  /** Reads the tables of fetched files; the caller closes. */
  ReadIssue read(Issue issue, RefreshRequest request, Path spoolFolder) {
    ReadIssue read = new ReadIssue();
    try {
      WorkbookReader reader = new WorkbookReader(ReadLimits.standard(), spoolFolder);
      Extractor extractor =
          new Extractor(
              (file, name, sink) ->
                  reader.read(file, name, sink).skipped().stream()
                      .map(skipped -> skipped.member() + " was not read: it " + skipped.why())
                      .toList(),
              spoolFolder);
      ExtractOptions options =
          request.has(RefreshRequest.Option.NO_UNPIVOT)
              ? ExtractOptions.standard().withUnpivot(UnpivotMode.OFF)
              : ExtractOptions.standard();
      for (IssueFile file : issue.files()) {
        read.add(file, extractor.extract(file.file().path(), file.file().fileName(), options));
      }
      return read;
    } catch (RuntimeException e) {
      read.close();
      throw e;
    }
  }

  private static String lastPart(String url) {
    return url.substring(url.lastIndexOf('/') + 1);
  }
}

package org.datawarp.pipeline.extract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.Progress;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.pipeline.extract.spool.CellSpool;
import org.datawarp.pipeline.extract.table.StreamingFeed;
import org.datawarp.pipeline.workbook.ReadReport;
import org.datawarp.pipeline.workbook.WorkbookReader;
import org.jspecify.annotations.Nullable;

/** Finds the tables of a file and gives their rows. As safe for threads as its feed is. */
public final class Extractor {
  private static final long SPOOL_MEMORY = 48L << 20;

  private final CellFeed feed;
  private final Path temporaryFolder;

  /**
   * Builds an extractor.
   *
   * @param feed reads a file's cells
   * @param temporaryFolder where cells are spooled that do not fit in memory; made when needed
   */
  public Extractor(CellFeed feed, Path temporaryFolder) {
    this.feed = feed;
    this.temporaryFolder = temporaryFolder;
  }

  /**
   * Builds an extractor over the readers of all formats; members of a ZIP that hold no data become
   * warnings.
   *
   * @param reader used by one thread at a time, as it says; so is the extractor then
   */
  public static Extractor over(WorkbookReader reader, Path temporaryFolder) {
    return new Extractor(
        (file, displayName, sink) -> notices(reader.read(file, displayName, sink)),
        temporaryFolder);
  }

  private static List<String> notices(ReadReport report) {
    List<String> notices = new ArrayList<>(report.warnings());
    report
        .skipped()
        .forEach(
            skipped -> notices.add(skipped.member() + " " + skipped.why() + " and is left out"));
    return notices;
  }

  /**
   * Reads a file once and finds its tables.
   *
   * @param file the file on disk
   * @param displayName the name for messages and for telling the format
   * @return what was found; the caller closes it. A file without any table gives empty lists.
   * @throws org.datawarp.model.error.SourceUnreadableException if the file cannot be read or is
   *     refused
   * @throws org.datawarp.model.error.StorageException if the temporary folder is full
   */
  public Extraction extract(Path file, String displayName, ExtractOptions options) {
    return extract(file, displayName, options, (StreamingFeed) null, Progress.NONE);
  }

  /** Does the same, and tells how the reading goes on, in unpacked bytes. */
  public Extraction extract(
      Path file, String displayName, ExtractOptions options, Progress progress) {
    return extract(file, displayName, options, (StreamingFeed) null, progress);
  }

  /**
   * Does the same, and gives the rows of a long CSV away while it is being read.
   *
   * @param early takes them; {@link Extraction#early} tells whether they were the right ones
   */
  public Extraction extract(
      Path file,
      String displayName,
      ExtractOptions options,
      StreamedRows early,
      Progress progress) {
    return extract(file, displayName, options, new StreamingFeed(early, options), progress);
  }

  private Extraction extract(
      Path file,
      String displayName,
      ExtractOptions options,
      @Nullable StreamingFeed early,
      Progress progress) {
    ReadingBudget budget = new ReadingBudget(displayName, System::nanoTime, progress);
    CellSpool spool = new CellSpool(temporaryFolder, SPOOL_MEMORY, budget, early);
    try {
      List<String> notices = feed.read(file, displayName, spool);
      Extraction extraction = new ExtractionBuilder(spool, options, notices).build();
      budget.finish();
      return extraction;
    } catch (DatawarpException | IllegalStateException e) {
      spool.close();
      throw e;
    }
  }
}

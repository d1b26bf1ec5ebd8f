package org.datawarp.lifecycle.refresh;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.datawarp.pipeline.extract.ExtractOptions;
import org.datawarp.pipeline.extract.Extraction;
import org.datawarp.pipeline.extract.Extractor;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestFile;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.WorkbookReader;

/** A downloaded file, read again as its refresh read it; nothing is changed. */
public final class KeptDownload {
  private KeptDownload() {}

  /**
   * Reads a file with the decisions and the columns that its manifest has.
   *
   * @param stored the manifest; empty where it is gone
   * @param url the file's address as the manifest has it
   * @param file the file
   * @param temporary a folder for the time being
   * @return what was found; the caller closes it
   * @throws org.datawarp.model.error.SourceUnreadableException if the file cannot be read
   */
  public static Extraction read(
      Optional<ManifestStore.Stored> stored, String url, Path file, Path temporary) {
    WorkbookReader reader = new WorkbookReader(ReadLimits.standard(), temporary);
    ExtractOptions options =
        stored.map(found -> options(found, url)).orElse(ExtractOptions.standard());
    return Extractor.over(reader, temporary)
        .extract(file, String.valueOf(file.getFileName()), options);
  }

  private static ExtractOptions options(ManifestStore.Stored stored, String url) {
    Manifest manifest = stored.manifest();
    Set<String> urls =
        manifest.header().files().stream().map(ManifestFile::url).collect(Collectors.toSet());
    return new RefreshTarget(
            manifest.name(),
            manifest.header().publication(),
            url,
            Optional.of(stored),
            Optional.empty(),
            Optional.empty(),
            manifest.header().options(),
            false)
        .extractOptions(url, urls);
  }
}

package org.datawarp.workflow.inspect;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.LeftOutRows;
import org.datawarp.model.table.SheetSummary;
import org.datawarp.model.table.TableAnchor;
import org.datawarp.pipeline.extract.ExtractOptions;
import org.datawarp.pipeline.extract.Extraction;
import org.datawarp.pipeline.extract.Extractor;
import org.datawarp.pipeline.extract.InspectPage;
import org.datawarp.pipeline.extract.InspectReport;
import org.datawarp.pipeline.extract.Marker;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.pipeline.workbook.InputFile;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.WorkbookReader;
import org.datawarp.platform.codec.Html;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.GeneratedFile;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.io.TemporaryFolder;
import org.jspecify.annotations.Nullable;

/** What is in a file; needs no workspace and no database and leaves nothing behind. */
public final class InspectWorkflow {

  /**
   * What was found.
   *
   * @param sheets every sheet with its class
   * @param tables every table, as it lies in the file
   * @param notLoaded for each table which rows inside it are not loaded; empty where all are
   * @param keys for each table which keys stand above their rows, a line each
   * @param markers for each table what its shorthand means, a line each
   * @param warnings what a person should know
   * @param json the same as JSON's maps and lists, with stable keys
   */
  public record Inspection(
      List<SheetSummary> sheets,
      List<DetectedTable> tables,
      List<String> notLoaded,
      List<List<String>> keys,
      List<List<String>> markers,
      List<String> warnings,
      Map<String, @Nullable Object> json) {
    /** Copies the lists. */
    public Inspection {
      sheets = List.copyOf(sheets);
      tables = List.copyOf(tables);
      notLoaded = List.copyOf(notLoaded);
      keys = List.copyOf(keys);
      markers = List.copyOf(markers);
      warnings = List.copyOf(warnings);
    }
  }

  /** Reads a file and tells what is in it, as the rules find it. */
  public Inspection inspect(Path file) {
    return inspect(file, null);
  }

  /** Does the same and draws it, as the rules find it. */
  public Inspection draw(Path file, Path page) {
    return draw(file, null, page);
  }

  /**
   * Reads a file and tells what is in it.
   *
   * @param manifest a manifest's file whose decisions hold and whose tables are compared; null for
   *     none
   * @throws NotFoundException if there is no such file
   * @throws org.datawarp.model.error.SourceUnreadableException if it cannot be read or is refused
   */
  public Inspection inspect(Path file, @Nullable Path manifest) {
    return read(file, manifest, null);
  }

  /**
   * Reads a file, tells what is in it and draws it as a page of HTML.
   *
   * @param manifest a manifest's file whose decisions hold and whose tables are compared; null for
   *     none
   * @param page where the page goes; an older page is replaced, whole or not at all
   * @throws NotFoundException if there is no such file
   * @throws org.datawarp.model.error.RefusedException if it would replace what is no page of
   *     Datawarp's
   * @throws org.datawarp.model.error.SourceUnreadableException if it cannot be read or is refused
   * @throws StorageException if the page cannot be written
   */
  public Inspection draw(Path file, @Nullable Path manifest, Path page) {
    GeneratedFile.requireReplaceable(page, "a page", Html::isOwn);
    return read(file, manifest, page);
  }

  private static Inspection read(Path file, @Nullable Path manifest, @Nullable Path page) {
    InputFile.require(file);
    ExtractOptions options = manifest == null ? ExtractOptions.standard() : options(file, manifest);
    try (TemporaryFolder spool = TemporaryFolder.create()) {
      WorkbookReader reader = new WorkbookReader(ReadLimits.standard(), spool.path());
      Extractor extractor = Extractor.over(reader, spool.path());
      try (Extraction extraction =
          extractor.extract(file, String.valueOf(file.getFileName()), options)) {
        if (page != null) {
          AtomicFile.replace(page, InspectPage.of(file.toString(), extraction));
        }
        return new Inspection(
            extraction.sheets(),
            extraction.tables(),
            extraction.leftOut().stream().map(LeftOutRows::text).toList(),
            extraction.keys(),
            extraction.markers().stream().map(InspectWorkflow::lines).toList(),
            extraction.warnings(),
            InspectReport.of(file.toString(), extraction));
      }
    }
  }

  /**
   * Reads what a manifest says about its tables; whatever file is looked at is taken for its own.
   */
  private static ExtractOptions options(Path file, Path manifestFile) {
    Manifest manifest = ManifestStore.parse(manifestFile.toString(), text(manifestFile));
    String url = file.toString();
    Map<String, String> options = manifest.header().options();
    return ExtractOptions.standard()
        .withUnpivot(Manifest.unpivotOf(options))
        .withBounds(Manifest.boundsOf(options))
        .withMaxQuarantine(Manifest.quarantineOf(options))
        .withSections(Manifest.sectionsOf(options))
        .withOverrides(manifest.overrides(url, Set.of(url)))
        .withChoices(manifest.choices(url, Set.of(url)))
        .withAnchors(anchors(manifest, String.valueOf(file.getFileName())));
  }

  /** Of an issue of several files the tables of the one that is called so, where one is. */
  private static List<TableAnchor> anchors(Manifest manifest, String fileName) {
    Set<String> codes = new HashSet<>();
    for (ManifestSource source : manifest.sources()) {
      if (source.parts().stream().anyMatch(part -> part.url().endsWith("/" + fileName))) {
        codes.add(source.code().value());
      }
    }
    return manifest.anchors().stream()
        .filter(anchor -> codes.isEmpty() || codes.contains(anchor.name()))
        .toList();
  }

  private static String text(Path manifest) {
    try {
      return Files.readString(manifest);
    } catch (NoSuchFileException e) {
      throw new NotFoundException("no such file: " + manifest, "name a manifest's YAML file", e);
    } catch (CharacterCodingException e) {
      throw new UsageException(manifest + ":1:1: " + IoErrors.of(e), "save it as UTF-8", e);
    } catch (IOException e) {
      throw new StorageException(
          "cannot read " + manifest + ": " + IoErrors.of(e), "mend its permissions", e);
    }
  }

  private static List<String> lines(List<Marker> markers) {
    return markers.stream()
        .map(
            marker ->
                marker.token()
                    + "  "
                    + marker.kind().text()
                    + (marker.meaning().isBlank() ? "" : ": " + marker.meaning()))
        .toList();
  }
}

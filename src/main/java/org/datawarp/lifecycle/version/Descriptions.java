package org.datawarp.lifecycle.version;

import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.datawarp.model.SourceCode;
import org.datawarp.pipeline.export.ColumnNote;
import org.datawarp.pipeline.export.Licence;
import org.datawarp.pipeline.export.MarkerNote;
import org.datawarp.pipeline.export.SourceDescription;
import org.datawarp.pipeline.export.SourceFile;
import org.datawarp.pipeline.manifest.ManifestHeader;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.repository.ManifestRepository;

/** What exports say about a source, from its manifest and the files its rows came from. */
public final class Descriptions {
  private final ManifestRepository records;

  /** Makes the descriptions of a workspace. */
  public Descriptions(ManifestRepository records) {
    this.records = records;
  }

  /** Returns what is known of a source; one that has no files recorded has none. */
  public SourceDescription of(Connection connection, ManifestHeader header, ManifestSource source) {
    String url = header.sourceUrl() == null ? "" : header.sourceUrl();
    List<SourceFile> files =
        records.listFiles(connection, source.code().value()).stream()
            .map(
                file ->
                    new SourceFile(
                        file.id(),
                        file.url(),
                        file.member(),
                        file.sheet(),
                        file.sha256(),
                        file.period()))
            .toList();
    return new SourceDescription(
            source.code(),
            source.name(),
            header.description() == null ? "" : header.description(),
            Licence.of(url),
            null,
            url.isEmpty() ? null : url,
            files,
            source.columns().stream()
                .map(
                    column ->
                        new ColumnNote(
                            column.name(),
                            column.originalName(),
                            column.description() == null ? "" : column.description()))
                .toList())
        .withMarkers(
            records.listLegend(connection, source.code().value()).stream()
                .map(
                    entry ->
                        new MarkerNote(
                            entry.token(), entry.kind(), entry.meaning(), entry.period()))
                .toList())
        .of(records.workspace());
  }

  /** Returns what is known of one period of a source: its files are those of the period. */
  public static SourceDescription ofPeriod(SourceDescription all, String period) {
    return all.withFiles(
        all.files().stream().filter(file -> period.equals(file.period())).toList());
  }

  /** Returns what a Parquet file says of its source, where no manifest is left. */
  public static SourceDescription ofFile(SourceCode code, Map<String, String> metadata) {
    String url = metadata.getOrDefault("datawarp.landing_page", "");
    return new SourceDescription(
        code,
        metadata.getOrDefault("datawarp.title", code.value()),
        metadata.getOrDefault("datawarp.description", ""),
        Licence.of(url),
        null,
        url.isEmpty() ? null : url,
        List.of(),
        List.of());
  }
}

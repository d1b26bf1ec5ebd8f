package org.datawarp.lifecycle.version;

import java.sql.Connection;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
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
            words(header, source),
            Licence.of(header.facts().licence(), header.facts().licenceUrl(), url),
            header.facts().published(),
            url.isEmpty() ? null : url,
            files,
            source.columns().stream()
                .map(
                    column ->
                        new ColumnNote(
                            column.name(), column.originalName(), column.facts()))
                .toList())
        .withMarkers(
            records.listLegend(connection, source.code().value()).stream()
                .map(
                    entry ->
                        new MarkerNote(
                            entry.token(), entry.kind(), entry.meaning(), entry.period()))
                .toList())
        .withNotes(source.facts().unit(), notes(header, source))
        .of(records.workspace());
  }

  /** What is said of the table comes before what is said of the issue. */
  private static String words(ManifestHeader header, ManifestSource source) {
    String own = source.facts().description();
    return Objects.requireNonNullElse(own == null ? header.description() : own, "");
  }

  private static List<String> notes(ManifestHeader header, ManifestSource source) {
    return Stream.concat(source.facts().notes().stream(), header.facts().notes().stream())
        .distinct()
        .toList();
  }

  /** Returns what a Parquet file says of its source, where no manifest is left. */
  public static SourceDescription ofFile(SourceCode code, Map<String, String> metadata) {
    String url = metadata.getOrDefault("datawarp.landing_page", "");
    String published = metadata.get("datawarp.publication_date");
    return new SourceDescription(
        code,
        metadata.getOrDefault("datawarp.title", code.value()),
        metadata.getOrDefault("datawarp.description", ""),
        Licence.of(metadata.get("datawarp.licence"), metadata.get("datawarp.licence_url"), url),
        published == null ? null : LocalDate.parse(published),
        url.isEmpty() ? null : url,
        List.of(),
        List.of());
  }
}

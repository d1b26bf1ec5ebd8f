package org.datawarp.lifecycle.refresh;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.datawarp.model.table.ColumnRole;
import org.datawarp.model.table.DescribedBy;
import org.datawarp.model.table.GeographyLevel;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestColumn;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.jspecify.annotations.Nullable;

/**
 * How an enrichment ended.
 *
 * @param manifest the manifest's name
 * @param outcome what happened
 * @param run the run's id; null for a draft, and when nothing was written
 * @param state the manifest's state
 * @param file where it stands, relative to the workspace
 * @param licence the licence that is stated; null where none is
 * @param published the day of publication; null where unknown
 * @param sources its tables as they are described now
 * @param enrichment what was added, counted
 * @param warnings what a person should know
 */
public record EnrichReport(
    String manifest,
    Outcome outcome,
    @Nullable String run,
    String state,
    String file,
    @Nullable String licence,
    @Nullable String published,
    List<DescribedSource> sources,
    EnrichmentReport enrichment,
    List<String> warnings) {
  /** Copies the lists. */
  public EnrichReport {
    sources = List.copyOf(sources);
    warnings = List.copyOf(warnings);
  }

  /** How it ended. */
  public enum Outcome {
    /** There are new descriptions. */
    ENRICHED,
    /** Everything was said before. */
    UNCHANGED,
    /** The plan was shown; nothing changed. */
    PLANNED;

    /** Returns the word used in JSON. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One table. */
  public record DescribedSource(
      String code,
      String title,
      @Nullable String description,
      @Nullable DescribedBy describedBy,
      @Nullable String unit,
      List<String> notes,
      List<DescribedColumn> columns) {
    /** Copies the lists. */
    public DescribedSource {
      notes = List.copyOf(notes);
      columns = List.copyOf(columns);
    }

    static DescribedSource of(ManifestSource source) {
      return new DescribedSource(
          source.code().value(),
          source.name(),
          source.facts().description(),
          source.facts().description() == null ? null : source.facts().describedBy(),
          source.facts().unit(),
          source.facts().notes(),
          source.columns().stream().map(DescribedColumn::of).toList());
    }
  }

  /** One column. */
  public record DescribedColumn(
      String name,
      @Nullable String description,
      @Nullable DescribedBy describedBy,
      @Nullable ColumnRole role,
      @Nullable String unit,
      List<GeographyLevel> geography,
      List<String> keywords,
      List<String> notes) {
    /** Copies the lists. */
    public DescribedColumn {
      geography = List.copyOf(geography);
      keywords = List.copyOf(keywords);
      notes = List.copyOf(notes);
    }

    static DescribedColumn of(ManifestColumn column) {
      return new DescribedColumn(
          column.name(),
          column.description(),
          column.description() == null ? null : column.facts().describedBy(),
          column.facts().role(),
          column.facts().unit(),
          column.facts().geography(),
          column.facts().keywords(),
          column.facts().notes());
    }
  }

  static EnrichReport of(
      ManifestEnricher.Enriched enriched, Outcome outcome, @Nullable String run, String file) {
    Manifest manifest = enriched.manifest();
    return new EnrichReport(
        manifest.name(),
        outcome,
        run,
        manifest.state().text(),
        file,
        manifest.header().facts().licence(),
        manifest.header().facts().published() == null
            ? null
            : manifest.header().facts().published().toString(),
        manifest.loadable().stream().map(DescribedSource::of).toList(),
        enriched.report(),
        enriched.warnings());
  }

  /** Returns this report with further lines that a person should know. */
  public EnrichReport withWarnings(List<String> more) {
    List<String> all = new ArrayList<>(warnings);
    all.addAll(more);
    return new EnrichReport(
        manifest, outcome, run, state, file, licence, published, sources, enrichment, all);
  }
}

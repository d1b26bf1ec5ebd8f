package org.datawarp.lifecycle.refresh;

import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.datawarp.model.table.ColumnFacts;
import org.datawarp.model.table.DescribedBy;
import org.datawarp.model.table.SourceFacts;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.enrich.ColumnDescriber;
import org.datawarp.pipeline.enrich.PublisherWords;
import org.datawarp.pipeline.enrich.TableAnswer;
import org.datawarp.pipeline.enrich.TableQuestion;
import org.datawarp.pipeline.enrich.ValueSample;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestColumn;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.jspecify.annotations.Nullable;

/**
 * Adds descriptions, roles and levels to a manifest of what was read: the publisher's words first,
 * then a language model's where one is configured. What a person wrote stays. Codes, names, types
 * and tables stay as they are, whatever a model says: only {@link ColumnFacts} and {@link
 * SourceFacts} are ever taken from it.
 */
public final class ManifestEnricher {
  private static final int MAX_KEYWORDS = 16;
  private static final String RULES = "rules " + PublisherWords.VERSION;

  private final @Nullable ColumnDescriber describer;

  public ManifestEnricher(Optional<ColumnDescriber> describer) {
    this.describer = describer.orElse(null);
  }

  /**
   * A manifest with descriptions.
   *
   * @param report what was added
   * @param warnings what the model could not do
   */
  public record Enriched(Manifest manifest, EnrichmentReport report, List<String> warnings) {
    /** Copies the list. */
    public Enriched {
      warnings = List.copyOf(warnings);
    }

    /** Tells whether nothing is said that a manifest did not say before. */
    boolean isSameAs(Manifest before) {
      return manifest.sources().equals(before.sources())
          && manifest.header().facts().equals(before.header().facts())
          && Objects.equals(manifest.header().description(), before.header().description());
    }

    /** Returns the same with another manifest. */
    Enriched of(Manifest other) {
      return new Enriched(other, report, warnings);
    }

    /** Returns the same with a manifest that has not come further yet. */
    Enriched inStateOf(Manifest before) {
      return of(before.withSources(manifest.sources()));
    }
  }

  /** Returns what makes the descriptions, as the manifest records it. */
  private String name() {
    return describer == null ? RULES : RULES + ", " + describer.name();
  }

  /** Tells whether a manifest has been enriched by the same means. */
  boolean isEnriched(Manifest manifest) {
    return name().equals(manifest.header().facts().enrichedBy());
  }

  /**
   * Describes the tables that were read; others of the manifest stay as they are.
   *
   * @param publication the landing page's title; empty where there is none
   */
  public Enriched enrich(
      Manifest manifest, List<ReadTable> tables, String publication, Clock clock, String run) {
    Tally tally = new Tally();
    Optional<String> summary =
        tables.stream().flatMap(table -> table.words().summary().stream()).findFirst();
    Manifest enriched = manifest;
    for (ReadTable table : tables) {
      ManifestSource source = manifest.source(table.code()).orElse(null);
      if (source != null) {
        ManifestSource described = describe(source, table);
        enriched =
            enriched.withSource(ask(described, publication, summary.orElse(""), table, tally));
      }
    }
    List<ManifestSource> ordered =
        enriched.sources().stream().sorted((a, b) -> a.code().compareTo(b.code())).toList();
    // A model that failed is no reason to leave it out next time.
    String by = tally.warnings().isEmpty() ? name() : RULES;
    String words = manifest.header().description();
    boolean isFree = words == null || words.equals(publication);
    Manifest result =
        enriched
            .withSources(ordered)
            .with(
                manifest
                    .header()
                    .enriched(
                        isFree ? summary.orElse(words) : words,
                        ManifestDraft.facts(manifest.header().facts(), tables).enriched(by),
                        clock.instant(),
                        run));
    return new Enriched(
        result, tally.report(describer == null ? null : describer.name()), tally.warnings());
  }

  /** Adds what rules find in the publisher's words. */
  private static ManifestSource describe(ManifestSource source, ReadTable table) {
    Map<String, Set<String>> values = ValueSample.of(table.table());
    List<ManifestColumn> columns = new ArrayList<>();
    for (ManifestColumn column : source.columns()) {
      Optional<TableColumn> read =
          table.table().columns().stream().filter(c -> c.name().equals(column.name())).findFirst();
      columns.add(
          read.map(
                  found ->
                      column.with(
                          described(
                              ManifestDraft.facts(table, found, column.facts()),
                              table.words(),
                              found,
                              values.getOrDefault(found.name(), Set.of()))))
              .orElse(column));
    }
    SourceFacts known = ManifestDraft.facts(table, source.facts());
    SourceFacts facts =
        known.isPersons()
            ? known
            : table
                .words()
                .description(table.table())
                .map(words -> known.with(words, DescribedBy.PUBLISHER))
                .orElse(known);
    String title =
        table.table().title().isBlank() && source.name().equals(ManifestDraft.title(table))
            ? table.words().title(table.table()).orElse(source.name())
            : source.name();
    return source.described(title, facts, columns);
  }

  private static ColumnFacts described(
      ColumnFacts known, PublisherWords words, TableColumn column, Set<String> values) {
    ColumnFacts found = words.describe(known, column, values);
    ColumnFacts judged = known.role() == null ? found : found.with(known.role(), found.geography());
    ColumnFacts findable = judged.withKeywords(joined(known.keywords(), found.keywords()));
    return known.isPersons() ? findable.with(known.description(), DescribedBy.PERSON) : findable;
  }

  private static List<String> joined(List<String> known, List<String> more) {
    Set<String> all = new LinkedHashSet<>(known);
    all.addAll(more);
    return all.stream().limit(MAX_KEYWORDS).toList();
  }

  /** Asks the model about what has no description yet. */
  private ManifestSource ask(
      ManifestSource source, String publication, String summary, ReadTable table, Tally tally) {
    TableQuestion question = question(source, publication, summary, table);
    ManifestSource result = source;
    if (describer != null && (!question.wanted().isEmpty() || question.description() == null)) {
      TableAnswer answer = describer.describe(question);
      tally.add(source, answer);
      result = withAnswer(source, question, answer);
    }
    result.columns().stream().filter(ManifestEnricher::isAsked).forEach(tally::count);
    return result;
  }

  private static TableQuestion question(
      ManifestSource source, String publication, String summary, ReadTable table) {
    return new TableQuestion(
        publication,
        summary,
        source.name(),
        table.table().parts().get(0).table().sheet(),
        source.facts().description(),
        source.facts().notes(),
        source.columns().stream()
            .filter(ManifestEnricher::isAsked)
            .map(
                column ->
                    new TableQuestion.ColumnQuestion(
                        column.name(),
                        column.originalName(),
                        column.type(),
                        column.facts().unit(),
                        column.facts().notes(),
                        column.description() == null))
            .toList());
  }

  private static ManifestSource withAnswer(
      ManifestSource source, TableQuestion question, TableAnswer answer) {
    Set<String> wanted = new LinkedHashSet<>();
    question.wanted().forEach(column -> wanted.add(column.name()));
    List<ManifestColumn> columns =
        source.columns().stream()
            .map(
                column -> {
                  TableAnswer.ColumnAnswer said = answer.columns().get(column.name());
                  return said == null || !wanted.contains(column.name())
                      ? column
                      : column.with(
                          column
                              .facts()
                              .with(said.description(), DescribedBy.MODEL)
                              .withKeywords(joined(column.facts().keywords(), said.keywords())));
                })
            .toList();
    String words = answer.description();
    SourceFacts facts =
        words == null || question.description() != null
            ? source.facts()
            : source.facts().with(words, DescribedBy.MODEL);
    return source.described(source.name(), facts, columns);
  }

  /** Columns made of the shorthand in others need no words of their own. */
  private static boolean isAsked(ManifestColumn column) {
    return !column.name().endsWith(TableColumn.MARKER_SUFFIX)
        && !column.name().endsWith(TableColumn.LOWER_SUFFIX)
        && !column.name().endsWith(TableColumn.UPPER_SUFFIX);
  }

  /** Counts what was added. */
  private static final class Tally {
    private final Map<DescribedBy, Integer> by = new EnumMap<>(DescribedBy.class);
    private final List<String> warnings = new ArrayList<>();
    private int without;
    private int requests;
    private long tokens;

    void count(ManifestColumn column) {
      if (column.description() == null) {
        without++;
      } else {
        by.merge(column.facts().describedBy(), 1, Integer::sum);
      }
    }

    void add(ManifestSource source, TableAnswer answer) {
      answer.problems().forEach(line -> warnings.add(source.code() + ": " + line));
      requests += answer.requests();
      tokens += answer.tokens();
    }

    List<String> warnings() {
      return warnings;
    }

    EnrichmentReport report(@Nullable String model) {
      int person = by.getOrDefault(DescribedBy.PERSON, 0);
      int publisher = by.getOrDefault(DescribedBy.PUBLISHER, 0);
      int byModel = by.getOrDefault(DescribedBy.MODEL, 0);
      return new EnrichmentReport(
          person + publisher + byModel + without,
          person,
          publisher,
          byModel,
          without,
          model,
          requests,
          tokens);
    }
  }
}

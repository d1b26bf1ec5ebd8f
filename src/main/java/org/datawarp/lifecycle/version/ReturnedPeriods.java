package org.datawarp.lifecycle.version;

import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.Contract;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.load.PeriodCounts;
import org.datawarp.pipeline.manifest.CanonicalEntry;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.match.TableFingerprint;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.CanonicalRepository.Issue;
import org.datawarp.repository.DeletedSources;
import org.datawarp.repository.MappingRepository;
import org.datawarp.repository.MappingRepository.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * Registers periods of canonical sources that come back, so that later issues find their source and
 * stack in it.
 */
public final class ReturnedPeriods {
  private final Run run;
  private final CanonicalRepository canonical;
  private final MappingRepository mappings;

  ReturnedPeriods(Run run) {
    this.run = run;
    this.canonical = new CanonicalRepository(run.session().identity());
    this.mappings = new MappingRepository(run.session().identity());
  }

  /** Makes sure that the source is registered as a canonical one; a gone one as it was. */
  void register(RestoreTarget item, String title, String publication) {
    DeletedSources gone = new DeletedSources(run.session().identity());
    Connection connection = run.connection();
    if (gone.isRegistered(connection, item.source())) {
      return;
    }
    if (!gone.putBackWithoutPeriods(connection, item.source())) {
      gone.register(
          connection,
          item.source(),
          title,
          item.table(),
          item.manifest(),
          publication,
          item.version().loadedAt());
      canonical.saveCanonical(connection, item.source());
    }
  }

  /**
   * Counts the period's rows and records which table of which issue they are.
   *
   * @param source what a manifest says of it; null where none is left
   * @param rows how many came back
   */
  void complete(
      RestoreTarget item, @Nullable ManifestSource source, String publication, long rows) {
    Connection connection = run.connection();
    String period = Objects.requireNonNull(item.exportPeriod(), "a period");
    PeriodCounts.align(connection, item.table(), period);
    PeriodCounts.index(connection, item.table());
    boolean isKnown =
        mappings.list(connection).stream()
            .anyMatch(
                mapping ->
                    mapping.canonical().equals(item.source())
                        && mapping.period().equals(period)
                        && !mapping.isProposed()
                        && !mapping.isRejected());
    if (isKnown || source == null) {
      return;
    }
    CanonicalEntry entry = entry(item, source);
    Map<String, Object> fingerprint = fingerprint(source).toJson();
    canonical.save(
        connection,
        new Issue(
            item.source(),
            source.registeredName(),
            publication,
            item.table(),
            fingerprint,
            entry.contract().toMap(),
            period,
            rows));
    mappings.save(
        connection,
        new Mapping(
            entry.ownCode().value(),
            period,
            item.source(),
            entry.confidence(),
            entry.method(),
            entry.method().equals(CanonicalEntry.ACCEPTED),
            null),
        fingerprint);
  }

  /** Returns what a manifest says of a period's place, else what can be known without it. */
  static CanonicalEntry entry(RestoreTarget item, ManifestSource source) {
    CanonicalEntry known = source.canonical();
    return known != null ? known : entry(item);
  }

  static CanonicalEntry entry(RestoreTarget item) {
    SourceCode own =
        new SourceCode(SourceCode.isValid(item.manifest()) ? item.manifest() : item.source());
    return new CanonicalEntry(own, 1, CanonicalEntry.FIRST, Contract.EVOLVE);
  }

  /** Returns what a source of a manifest is recognised by. */
  public static TableFingerprint fingerprint(ManifestSource source) {
    List<TableColumn> columns =
        source.columns().stream()
            .map(
                column ->
                    new TableColumn(
                        column.name(),
                        column.type(),
                        column.header(),
                        column.markers(),
                        column.keys()))
            .toList();
    String sheet = source.parts().isEmpty() ? null : source.parts().get(0).sheet();
    // A table without a title is called after its sheet or its code.
    boolean isUntitled = source.name().equals(sheet) || source.name().equals(source.code().value());
    return TableFingerprint.of(columns, isUntitled ? "" : source.name(), sheet);
  }
}

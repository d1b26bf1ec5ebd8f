package org.datawarp.workflow.report;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.codec.Html;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.GeneratedFile;
import org.datawarp.repository.EstateRepository;
import org.datawarp.repository.SourcePeriod;
import org.datawarp.repository.SourcePeriods;
import org.datawarp.repository.SourceRepository;
import org.datawarp.workflow.report.EstateReport.PeriodRows;
import org.datawarp.workflow.report.EstateReport.PublicationRows;
import org.jspecify.annotations.Nullable;

/** Draws the estate. Reads only, and writes nothing but the page. */
public final class ReportWorkflow {
  private static final int MAX_WITHHELD = 25;

  private final WorkspaceContext context;

  /** Makes the workflow; nothing is opened before it looks. */
  public ReportWorkflow(WorkspaceContext context) {
    this.context = context;
  }

  /** Returns the workspace's folder. */
  public String root() {
    return context.workspace().root().toString();
  }

  /** Looks at the estate; empty where there is no workspace or no database yet. */
  public Optional<EstateReport> look() {
    return context.readIfPresent(
        "looking at the estate",
        (connection, identity) -> {
          EstateRepository estate = new EstateRepository(identity);
          Map<TableName, Long> sizes = estate.tableSizes(connection);
          List<SourcePeriod> units = new SourcePeriods(identity).list(connection);
          Map<String, Long> adopted = estate.adoptedRows(connection);
          SourceRepository.Totals totals = new SourceRepository(identity).totals(connection);
          return new EstateReport(
              root(),
              context.clock().instant(),
              units.stream().map(SourcePeriod::source).distinct().count(),
              totals.rows(),
              sizes.values().stream().mapToLong(Long::longValue).sum(),
              totals.bytes(),
              totals.lastSuccess(),
              totals.failedRuns(),
              publications(units, sizes, adopted),
              estate.withheld(connection, MAX_WITHHELD),
              estate.revisions(connection));
        });
  }

  /**
   * Writes the page of a report; an older page is replaced, whole or not at all.
   *
   * @throws org.datawarp.model.error.RefusedException if it would replace what is no page of
   *     Datawarp's
   */
  public void write(EstateReport report, Path page) {
    GeneratedFile.requireReplaceable(page, "a page", Html::isOwn);
    AtomicFile.replace(page, EstatePage.of(report));
  }

  private static List<PublicationRows> publications(
      List<SourcePeriod> units, Map<TableName, Long> sizes, Map<String, Long> adopted) {
    Map<String, List<SourcePeriod>> byName =
        units.stream()
            .collect(
                Collectors.groupingBy(
                    SourcePeriod::publication, TreeMap::new, Collectors.toList()));
    List<PublicationRows> publications = new ArrayList<>();
    byName.forEach((name, own) -> publications.add(publication(name, own, sizes, adopted)));
    return publications;
  }

  private static PublicationRows publication(
      String name,
      List<SourcePeriod> units,
      Map<TableName, Long> sizes,
      Map<String, Long> adopted) {
    Map<String, PeriodRows> periods = new TreeMap<>();
    Set<String> sources = new HashSet<>();
    Set<TableName> tables = new HashSet<>();
    Set<TableName> missing = new HashSet<>();
    long rows = 0;
    long bytes = 0;
    Instant used = null;
    for (SourcePeriod unit : units) {
      sources.add(unit.source());
      tables.add(unit.table());
      if (!sizes.containsKey(unit.table()) && !isPurged(unit)) {
        missing.add(unit.table());
      }
      used = later(used, unit.usedAt());
      SourcePeriod.ExportFile export = unit.export();
      bytes += export == null ? 0 : export.sizeBytes();
      Long held = export == null ? adopted.get(unit.source()) : Long.valueOf(export.rowCount());
      if (held != null) {
        rows += held;
        periods.merge(
            Objects.requireNonNullElse(unit.periodLabel(), "none"),
            periodRows(unit, held),
            (one, other) -> new PeriodRows(one.period(), one.start(), one.rows() + other.rows()));
      }
    }
    return new PublicationRows(
        name,
        sources.size(),
        rows,
        missing.size(),
        tables.stream().mapToLong(table -> sizes.getOrDefault(table, 0L)).sum(),
        bytes,
        periods.values().stream()
            .sorted(
                Comparator.comparing(
                        PeriodRows::start, Comparator.nullsFirst(Comparator.naturalOrder()))
                    .thenComparing(PeriodRows::period))
            .toList(),
        used);
  }

  private static boolean isPurged(SourcePeriod unit) {
    return unit.export() != null && unit.export().purgedAt() != null;
  }

  private static PeriodRows periodRows(SourcePeriod unit, long rows) {
    return unit.period() == null
        ? new PeriodRows("none", null, rows)
        : new PeriodRows(unit.period().label(), unit.period().start(), rows);
  }

  private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isAfter(one)) ? other : one;
  }
}

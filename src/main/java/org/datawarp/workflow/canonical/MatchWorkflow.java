package org.datawarp.workflow.canonical;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.RunListener;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.UsageException;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.postgres.Query;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.CanonicalRepository.CanonicalSource;
import org.datawarp.repository.CanonicalRepository.Drift;
import org.datawarp.repository.CanonicalRepository.Mapping;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.RunRepository.RunItem;
import org.datawarp.repository.TrashRepository;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.jspecify.annotations.Nullable;

/** Shows which tables are which canonical sources, and takes a person's word for it. */
public final class MatchWorkflow {
  private static final String COMMAND = "match";

  private final WorkspaceContext context;

  /** Makes the workflow; nothing is opened before it runs. */
  public MatchWorkflow(WorkspaceContext context) {
    this.context = context;
  }

  /**
   * What a person accepts.
   *
   * @param what the code that a table has alone, or a new column's name
   * @param as the canonical source, or the column that it is; null for what is proposed
   */
  public record Accepted(String what, @Nullable String as) {
    /**
     * Reads {@code TABLE}, {@code TABLE=SOURCE} or {@code COLUMN=COLUMN}.
     *
     * @throws UsageException if it is none of them
     */
    public static Accepted parse(String text) {
      int equals = text.indexOf('=');
      String what = equals < 0 ? text : text.substring(0, equals);
      String as = equals < 0 ? null : text.substring(equals + 1);
      if (what.isBlank() || (as != null && as.isBlank())) {
        throw new UsageException(
            "'" + text + "' accepts nothing",
            "say --accept TABLE, --accept TABLE=SOURCE or --accept NEW_COLUMN=COLUMN");
      }
      return new Accepted(what.strip(), as == null ? null : as.strip());
    }
  }

  /**
   * Shows what is known of the tables of a manifest, a publication or a source.
   *
   * @param selector a name or a glob
   * @throws NotFoundException if nothing fits
   */
  public MatchReport show(String selector) {
    UUID identity = new WorkspaceSetup(context.workspace()).requireIdentity();
    context.database().requireSchema();
    return context
        .database()
        .read(
            "looking at what tables are",
            connection -> new Known(identity, connection).report(selector, null, List.of()));
  }

  /**
   * Accepts what tables and columns are. A table moves to its source with the next refresh of its
   * manifest; a column is read under its old name from the next load on.
   *
   * @throws NotFoundException if a table, column or source is not there
   */
  public MatchReport accept(
      String selector,
      List<Accepted> accepted,
      String commandLine,
      Duration wait,
      RunListener listener) {
    RunExecutor.Order order = RunExecutor.Order.beside(COMMAND, commandLine, wait);
    return context.runs().execute(order, listener, run -> accept(run, order, selector, accepted));
  }

  private MatchReport accept(
      Run run, RunExecutor.Order order, String selector, List<Accepted> accepted) {
    run.begin(order, List.of());
    TrashRepository.recordChangesOf(run.connection(), run.id());
    Known known = new Known(run.session().identity(), run.connection());
    List<String> lines = new ArrayList<>();
    List<RunItem> items = new ArrayList<>();
    for (Accepted each : accepted) {
      lines.addAll(known.accept(selector, each, items));
    }
    new RunRepository(run.session().identity()).saveItems(run.connection(), run.id(), items);
    MatchReport report = known.report(selector, run.id().value(), lines);
    run.commit(List.of(), List.of(), null);
    run.publish(List.of(), List.of());
    return report;
  }

  /** What one connection knows. */
  private final class Known {
    private final Connection connection;
    private final CanonicalRepository records;
    private final Map<String, String> publications;

    Known(UUID identity, Connection connection) {
      this.connection = connection;
      this.records = new CanonicalRepository(identity);
      this.publications = publications(identity, connection);
    }

    MatchReport report(String selector, @Nullable String run, List<String> accepted) {
      List<Mapping> mappings = mappings(selector);
      List<MatchReport.Column> columns = new ArrayList<>();
      mappings.stream()
          .map(Mapping::canonical)
          .distinct()
          .sorted()
          .forEach(code -> columns.addAll(columns(code)));
      return new MatchReport(
          mappings.stream().map(MatchWorkflow::table).toList(), columns, run, accepted);
    }

    private List<Mapping> mappings(String selector) {
      SourcePattern pattern = SourcePattern.parse(selector);
      Optional<Manifest> manifest =
          pattern.isExact()
              ? new ManifestStore(context.workspace())
                  .findActive(selector)
                  .map(ManifestStore.Stored::manifest)
              : Optional.empty();
      List<Mapping> found =
          records.listMappings(connection).stream()
              .filter(mapping -> fits(mapping, pattern, manifest.orElse(null)))
              .toList();
      if (found.isEmpty()) {
        throw new NotFoundException(
            "no table is matched that '" + selector + "' means",
            "'datawarp list' shows the names; tables are matched by 'datawarp refresh M --reference"
                + " auto'");
      }
      return found;
    }

    private boolean fits(Mapping mapping, SourcePattern pattern, @Nullable Manifest manifest) {
      boolean isIts =
          manifest != null
              && manifest.sources().stream()
                  .anyMatch(
                      source ->
                          source.code().value().equals(mapping.ownCode())
                              || (source.canonical() != null
                                  && source
                                      .canonical()
                                      .ownCode()
                                      .value()
                                      .equals(mapping.ownCode())));
      return isIts
          || Stream.of(
                  mapping.canonical(),
                  mapping.ownCode(),
                  publications.getOrDefault(mapping.canonical(), ""))
              .anyMatch(pattern::matches);
    }

    private List<MatchReport.Column> columns(String code) {
      return records.listDrifts(connection, code).stream()
          .filter(drift -> drift.kind().equals(CanonicalRepository.RENAMED))
          .map(MatchWorkflow::column)
          .toList();
    }

    private List<String> accept(String selector, Accepted accepted, List<RunItem> items) {
      List<Mapping> mappings = mappings(selector);
      Optional<Mapping> table =
          mappings.stream()
              .filter(mapping -> mapping.ownCode().equals(accepted.what()))
              .reduce((first, second) -> second);
      if (table.isPresent()) {
        return List.of(acceptTable(table.get(), accepted.as(), items));
      }
      List<MatchReport.Column> columns = columns(mappings, accepted);
      if (columns.isEmpty()) {
        throw new NotFoundException(
            "no table or column '" + accepted.what() + "' waits to be accepted",
            "'datawarp match " + selector + "' shows what does");
      }
      return columns.stream().map(column -> acceptColumn(column, items)).toList();
    }

    /** Returns the column as it waits in each of the sources, the newest issue's. */
    private List<MatchReport.Column> columns(List<Mapping> mappings, Accepted accepted) {
      String as = accepted.as();
      Map<String, MatchReport.Column> bySource = new TreeMap<>();
      mappings.stream()
          .map(Mapping::canonical)
          .distinct()
          .flatMap(code -> columns(code).stream())
          .filter(each -> each.to().equals(accepted.what()))
          .filter(each -> as == null || each.from().equals(as))
          .forEach(each -> bySource.put(each.source(), each));
      return List.copyOf(bySource.values());
    }

    private String acceptTable(Mapping mapping, @Nullable String as, List<RunItem> items) {
      if (as == null && !mapping.isProposed()) {
        throw new UsageException(
            mapping.ownCode() + " is in " + mapping.canonical() + " already",
            "to move it, undo the run that took it in");
      }
      if (!mapping.isProposed() && !mapping.method().equals(CanonicalRepository.ACCEPTED)) {
        throw new UsageException(
            mapping.ownCode() + " is in " + mapping.canonical() + " already",
            "to move it, undo the run that took it in");
      }
      String source = as == null ? mapping.canonical() : as;
      String publication = publications.get(mapping.canonical());
      List<CanonicalSource> known =
          records.list(connection, Objects.requireNonNullElse(publication, ""));
      if (known.stream().noneMatch(each -> each.code().equals(source))) {
        throw new NotFoundException(
            "no canonical source '" + source + "' of " + publication,
            "there are " + String.join(", ", known.stream().map(CanonicalSource::code).toList()));
      }
      records.accept(connection, mapping, source);
      items.add(item("mapping", mapping.ownCode(), source, mapping.period()));
      return mapping.ownCode() + " is " + source + ": the next refresh of its manifest takes it in";
    }

    private String acceptColumn(MatchReport.Column column, List<RunItem> items) {
      records.saveRename(connection, column.source(), column.to(), column.from());
      records.resolveDrift(
          connection,
          column.source(),
          CanonicalRepository.RENAMED,
          "to",
          column.to(),
          CanonicalRepository.ACCEPTED);
      items.add(item("rename", column.to(), column.source(), null));
      return column.source()
          + ": "
          + column.to()
          + " is "
          + column.from()
          + " from the next load on; 'datawarp refresh "
          + manifest(column)
          + " --force' reads "
          + column.period()
          + " anew";
    }

    private String manifest(MatchReport.Column column) {
      return records.listPeriods(connection, column.source()).stream()
          .filter(each -> each.period().equals(column.period()) && !each.manifest().isEmpty())
          .map(CanonicalRepository.PeriodRows::manifest)
          .findFirst()
          .orElse("M");
    }

    private RunItem item(String kind, String what, String source, @Nullable String period) {
      return new RunItem(kind, what, source, period, null, "accepted", "done");
    }
  }

  private static MatchReport.Table table(Mapping mapping) {
    boolean isAccepted = mapping.method().equals(CanonicalRepository.ACCEPTED);
    String method =
        mapping.isProposed()
            ? mapping.method().substring(CanonicalRepository.PROPOSED.length())
            : mapping.method();
    return new MatchReport.Table(
        mapping.ownCode(),
        mapping.period(),
        mapping.canonical(),
        mapping.isProposed() ? "proposed" : isAccepted ? "accepted" : "taken",
        method,
        mapping.confidence(),
        mapping.notes());
  }

  private static MatchReport.Column column(Drift drift) {
    return new MatchReport.Column(
        drift.code(),
        drift.period(),
        String.valueOf(drift.details().get("from")),
        String.valueOf(drift.details().get("to")),
        drift.resolution() == null ? "proposed" : drift.resolution(),
        number(drift, "name_likeness").doubleValue(),
        number(drift, "values_now").longValue(),
        number(drift, "values_in_common").longValue());
  }

  private static Number number(Drift drift, String key) {
    return drift.details().get(key) instanceof Number number ? number : Integer.valueOf(0);
  }

  private static Map<String, String> publications(UUID identity, Connection connection) {
    Map<String, String> all = new java.util.HashMap<>();
    Query.list(
            connection,
            "listing the canonical sources",
            "SELECT code, coalesce(publication, '') FROM datawarp.tbl_data_sources"
                + " WHERE canonical AND workspace = ?",
            row -> Map.entry(row.getString(1), row.getString(2)),
            identity)
        .forEach(each -> all.put(each.getKey(), each.getValue()));
    return all;
  }
}

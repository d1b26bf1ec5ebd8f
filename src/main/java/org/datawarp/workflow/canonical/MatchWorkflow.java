package org.datawarp.workflow.canonical;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
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
import org.datawarp.repository.DriftRepository;
import org.datawarp.repository.DriftRepository.Drift;
import org.datawarp.repository.MappingRepository;
import org.datawarp.repository.MappingRepository.Mapping;
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
   * What a person says of a proposal.
   *
   * @param answer whether it is so
   * @param what the code that a table has alone, or a new column's name
   * @param as the canonical source, or the column that it is or is not; null for what is proposed
   */
  public record Answered(Answer answer, String what, @Nullable String as) {
    /**
     * Reads {@code TABLE}, {@code TABLE=SOURCE} or {@code COLUMN=COLUMN}.
     *
     * @throws UsageException if it is none of them
     */
    public static Answered parse(Answer answer, String text) {
      int equals = text.indexOf('=');
      String what = equals < 0 ? text : text.substring(0, equals);
      String as = equals < 0 ? null : text.substring(equals + 1);
      if (what.isBlank() || (as != null && as.isBlank())) {
        throw new UsageException(
            "'" + text + "' " + answer.verb() + "s nothing",
            "say --%1$s TABLE, --%1$s TABLE=SOURCE or --%1$s NEW_COLUMN=COLUMN"
                .formatted(answer.verb()));
      }
      return new Answered(answer, what.strip(), as == null ? null : as.strip());
    }
  }

  /** Whether something is what it is proposed to be. */
  public enum Answer {
    /** It is. */
    ACCEPT(MappingRepository.ACCEPTED),
    /** It is not, and is not proposed again. */
    REJECT(MappingRepository.REJECTED);

    private final String state;

    Answer(String state) {
      this.state = state;
    }

    private String verb() {
      return name().toLowerCase(Locale.ROOT);
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
            connection -> new Known(identity, connection).report(selector, null, Map.of()));
  }

  /**
   * Takes a person's word. A table that is accepted moves to its source with the next refresh of
   * its manifest, a column is read under its old name from the next load on. What is rejected is
   * not proposed again: the table begins a source of its own with the next refresh, the column is
   * another one.
   *
   * @throws NotFoundException if a table, column or source is not there
   * @throws UsageException if a table is in a source already
   */
  public MatchReport answer(
      String selector,
      List<Answered> answers,
      String commandLine,
      Duration wait,
      RunListener listener) {
    RunExecutor.Order order = RunExecutor.Order.beside(COMMAND, commandLine, wait);
    return context.runs().execute(order, listener, run -> answer(run, order, selector, answers));
  }

  private MatchReport answer(
      Run run, RunExecutor.Order order, String selector, List<Answered> answers) {
    run.begin(order, List.of());
    TrashRepository.recordChangesOf(run.connection(), run.id());
    Known known = new Known(run.session().identity(), run.connection());
    Map<Answer, List<String>> lines = new EnumMap<>(Answer.class);
    List<RunItem> items = new ArrayList<>();
    for (Answered each : answers) {
      lines
          .computeIfAbsent(each.answer(), answer -> new ArrayList<>())
          .addAll(known.answer(selector, each, items));
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
    private final MappingRepository said;
    private final DriftRepository drifts;
    private final Map<String, String> publications;

    Known(UUID identity, Connection connection) {
      this.connection = connection;
      this.records = new CanonicalRepository(identity);
      this.said = new MappingRepository(identity);
      this.drifts = new DriftRepository(identity);
      this.publications = publications(identity, connection);
    }

    MatchReport report(String selector, @Nullable String run, Map<Answer, List<String>> answered) {
      List<Mapping> mappings = mappings(selector);
      List<MatchReport.Column> columns = new ArrayList<>();
      mappings.stream()
          .map(Mapping::canonical)
          .distinct()
          .sorted()
          .forEach(code -> columns.addAll(columns(code)));
      return new MatchReport(
          mappings.stream().map(MatchWorkflow::table).toList(),
          columns,
          run,
          answered.getOrDefault(Answer.ACCEPT, List.of()),
          answered.getOrDefault(Answer.REJECT, List.of()));
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
          said.list(connection).stream()
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
      return drifts.list(connection, code).stream()
          .filter(drift -> drift.kind().equals(DriftRepository.RENAMED))
          .map(MatchWorkflow::column)
          .toList();
    }

    private List<String> answer(String selector, Answered answered, List<RunItem> items) {
      List<Mapping> mappings = mappings(selector);
      Optional<Mapping> table =
          mappings.stream()
              .filter(mapping -> mapping.ownCode().equals(answered.what()))
              .reduce((first, second) -> second);
      if (table.isPresent()) {
        requireOpen(table.get());
        return List.of(
            switch (answered.answer()) {
              case ACCEPT -> acceptTable(table.get(), answered.as(), items);
              case REJECT -> rejectTable(table.get(), answered.as(), items);
            });
      }
      List<MatchReport.Column> columns = columns(mappings, answered);
      if (columns.isEmpty()) {
        throw new NotFoundException(
            "no table or column '" + answered.what() + "' waits to be " + answered.answer().state,
            "'datawarp match " + selector + "' shows what does");
      }
      return columns.stream()
          .map(
              column ->
                  switch (answered.answer()) {
                    case ACCEPT -> acceptColumn(column, items);
                    case REJECT -> rejectColumn(column, items);
                  })
          .toList();
    }

    /** Returns the column as it waits in each of the sources, the newest issue's. */
    private List<MatchReport.Column> columns(List<Mapping> mappings, Answered answered) {
      String as = answered.as();
      Map<String, MatchReport.Column> bySource = new TreeMap<>();
      mappings.stream()
          .map(Mapping::canonical)
          .distinct()
          .flatMap(code -> columns(code).stream())
          .filter(each -> each.to().equals(answered.what()))
          .filter(each -> as == null || each.from().equals(as))
          .forEach(each -> bySource.put(each.source(), each));
      return List.copyOf(bySource.values());
    }

    /** A table that is in a source is moved by undoing the run that took it in. */
    private void requireOpen(Mapping mapping) {
      boolean isOpen =
          mapping.isProposed()
              || (isSaid(mapping) && CanonicalRepository.isOwn(connection, mapping.ownCode()));
      if (!isOpen) {
        throw new UsageException(
            mapping.ownCode() + " is in " + mapping.canonical() + " already",
            "to move it, undo the run that took it in");
      }
    }

    private String rejectTable(Mapping mapping, @Nullable String as, List<RunItem> items) {
      if (as != null && !as.equals(mapping.canonical())) {
        throw new NotFoundException(
            mapping.ownCode() + " is not proposed to be " + as,
            "it may be " + mapping.canonical() + ": --reject " + mapping.ownCode());
      }
      said.reject(connection, mapping);
      items.add(
          item(Answer.REJECT, "mapping", mapping.ownCode(), mapping.canonical(), mapping.period()));
      return mapping.ownCode()
          + " is not "
          + mapping.canonical()
          + ": the next refresh of its manifest makes it a source over the periods of its own";
    }

    private String rejectColumn(MatchReport.Column column, List<RunItem> items) {
      records.deleteRename(connection, column.source(), column.to(), column.from());
      resolve(Answer.REJECT, column);
      items.add(item(Answer.REJECT, "rename", column.to(), column.source(), null));
      return column.source() + ": " + column.to() + " is not " + column.from();
    }

    private void resolve(Answer answer, MatchReport.Column column) {
      drifts.resolve(
          connection,
          column.source(),
          DriftRepository.RENAMED,
          Map.of("from", column.from(), "to", column.to()),
          answer.state);
    }

    private String acceptTable(Mapping mapping, @Nullable String as, List<RunItem> items) {
      String source = as == null ? mapping.canonical() : as;
      String publication = publications.get(mapping.canonical());
      List<CanonicalSource> known =
          records.list(connection, Objects.requireNonNullElse(publication, ""));
      if (known.stream().noneMatch(each -> each.code().equals(source))) {
        throw new NotFoundException(
            "no canonical source '" + source + "' of " + publication,
            "there are " + String.join(", ", known.stream().map(CanonicalSource::code).toList()));
      }
      said.accept(connection, mapping, source);
      items.add(item(Answer.ACCEPT, "mapping", mapping.ownCode(), source, mapping.period()));
      return mapping.ownCode() + " is " + source + ": the next refresh of its manifest takes it in";
    }

    private String acceptColumn(MatchReport.Column column, List<RunItem> items) {
      records.saveRename(connection, column.source(), column.to(), column.from());
      resolve(Answer.ACCEPT, column);
      items.add(item(Answer.ACCEPT, "rename", column.to(), column.source(), null));
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

    private RunItem item(
        Answer answer, String kind, String what, String source, @Nullable String period) {
      return new RunItem(kind, what, source, period, null, answer.state, "done");
    }
  }

  private static MatchReport.Table table(Mapping mapping) {
    String method =
        mapping.isProposed()
            ? mapping.method().substring(MappingRepository.PROPOSED.length())
            : mapping.method();
    return new MatchReport.Table(
        mapping.ownCode(),
        mapping.period(),
        mapping.canonical(),
        state(mapping),
        method,
        mapping.confidence(),
        mapping.notes());
  }

  private static String state(Mapping mapping) {
    if (mapping.isProposed()) {
      return "proposed";
    }
    return isSaid(mapping) ? mapping.method() : "taken";
  }

  private static boolean isSaid(Mapping mapping) {
    return mapping.isAccepted() || mapping.isRejected();
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

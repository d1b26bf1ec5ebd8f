package org.datawarp.lifecycle.refresh;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.Contract;
import org.datawarp.model.table.Contract.Rule;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.load.ColumnChanges;
import org.datawarp.pipeline.load.ColumnEvidence;
import org.datawarp.pipeline.load.Widening;
import org.datawarp.pipeline.match.ColumnRenames;
import org.datawarp.repository.DriftRepository;
import org.datawarp.repository.DriftRepository.Drift;
import org.jspecify.annotations.Nullable;

/** Writes in what a period differs from its canonical source, in the run's transaction. */
public final class DriftRecords {
  private static final String INFO = "info";
  private static final String WARNING = "warning";
  private static final String COLUMN = "column";

  private final Run run;
  private final DriftRepository records;

  /** Makes the records of a run. */
  public DriftRecords(Run run) {
    this.run = run;
    this.records = new DriftRepository(run.session().identity());
  }

  /**
   * The period of a source whose rows are in the table.
   *
   * @param code the source
   * @param table its staging table
   * @param period the stored form of the period
   * @param contract what may change in it
   */
  public record Subject(String code, TableName table, String period, Contract contract) {}

  /**
   * Records changes of columns, and proposes which new ones may be old ones under another name.
   *
   * @param last the columns of the period before: one that was missing there is no news
   * @return what a person should know, a line each
   */
  public List<String> save(Subject subject, Map<String, ColumnType> last, ColumnChanges changes) {
    String columnSeverity = severity(subject.contract().columns());
    Map<String, ColumnType> added = new TreeMap<>();
    changes
        .added()
        .forEach(
            (name, type) -> {
              if (!name.startsWith("_")) {
                added.put(name, type);
                event(subject, "column_added", columnSeverity, Map.of(COLUMN, name), "added");
              }
            });
    Map<String, ColumnType> gone = new TreeMap<>();
    for (String name : changes.missing()) {
      ColumnType type = last.get(name);
      if (type != null) {
        gone.put(name, type);
        event(subject, "column_missing", columnSeverity, Map.of(COLUMN, name), "null");
      }
    }
    for (Widening widening : changes.widened()) {
      event(
          subject,
          "type_widened",
          severity(subject.contract().types()),
          Map.of(COLUMN, widening.column(), "from", widening.from(), "to", widening.to()),
          "widened");
    }
    added.keySet().removeIf(name -> name.contains("__"));
    return renames(subject, gone, added);
  }

  private static String severity(Rule rule) {
    return rule == Rule.WARN ? WARNING : INFO;
  }

  private List<String> renames(
      Subject subject, Map<String, ColumnType> gone, Map<String, ColumnType> added) {
    List<String> lines = new ArrayList<>();
    Set<List<String>> answered = answered(subject.code());
    for (ColumnRenames.Rename rename : ColumnRenames.likely(gone, added)) {
      if (answered.contains(List.of(rename.from(), rename.to()))) {
        continue;
      }
      ColumnEvidence evidence =
          ColumnEvidence.of(
              run.connection(), subject.table(), rename.from(), rename.to(), subject.period());
      Map<String, Object> details = new LinkedHashMap<>();
      details.put("from", rename.from());
      details.put("to", rename.to());
      details.put("name_likeness", rename.likeness());
      details.put("values_before", evidence.before());
      details.put("values_now", evidence.now());
      details.put("values_in_common", evidence.shared());
      event(subject, DriftRepository.RENAMED, WARNING, details, null);
      lines.add(
          subject.code()
              + ": "
              + rename.to()
              + " may be "
              + rename.from()
              + " under another name ("
              + Math.round(rename.likeness() * 100)
              + " % of the name, "
              + evidence.shared()
              + " of "
              + evidence.now()
              + " values known): 'datawarp match "
              + subject.code()
              + " --accept "
              + rename.to()
              + "="
              + rename.from()
              + "'");
    }
    return lines;
  }

  /** Returns the columns of which a person has said whether they are each other, as pairs. */
  private Set<List<String>> answered(String code) {
    return records.list(run.connection(), code).stream()
        .filter(drift -> DriftRepository.RENAMED.equals(drift.kind()))
        .filter(drift -> drift.resolution() != null)
        .map(
            drift ->
                List.of(
                    String.valueOf(drift.details().get("from")),
                    String.valueOf(drift.details().get("to"))))
        .collect(Collectors.toSet());
  }

  private void event(
      Subject subject,
      String kind,
      String severity,
      Map<String, ? extends @Nullable Object> details,
      @Nullable String resolution) {
    records.save(
        run.connection(),
        run.id().value(),
        new Drift(subject.code(), subject.period(), kind, severity, details, resolution));
  }
}

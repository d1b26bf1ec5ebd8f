package org.datawarp.pipeline.extract.table;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.table.BoundsMode;
import org.datawarp.model.table.SectionMode;
import org.datawarp.model.table.TableChoice;
import org.datawarp.model.table.UnpivotMode;
import org.datawarp.pipeline.extract.ExtractOptions;
import org.datawarp.pipeline.extract.spool.SpooledSheet;
import org.jspecify.annotations.Nullable;

/**
 * How one table is read: what was chosen for it alone, else what holds in its file.
 *
 * @param unpivot what to do with period columns
 * @param periodColumns with DECLARED the headers of those that become rows; empty for all
 * @param bounds whether bounds get columns
 * @param maxQuarantine how many cells of a column may be put aside
 * @param sections what becomes of rows that hold a label alone
 * @param fillDown the names or headers of the columns that are filled down, and no others; null
 *     where the rules decide
 */
public record TableSettings(
    UnpivotMode unpivot,
    List<String> periodColumns,
    BoundsMode bounds,
    int maxQuarantine,
    SectionMode sections,
    @Nullable List<String> fillDown) {
  private static final double ALIKE = 0.6;

  public TableSettings {
    periodColumns = List.copyOf(periodColumns);
    fillDown = fillDown == null ? null : List.copyOf(fillDown);
  }

  public static TableSettings of(ExtractOptions options, TableLayout layout) {
    TableChoice choice = choice(options.choices(), layout);
    if (choice == null) {
      return new TableSettings(
          options.unpivot(),
          List.of(),
          options.bounds(),
          options.maxQuarantine(),
          options.sections(),
          null);
    }
    return new TableSettings(
        Objects.requireNonNullElse(choice.unpivot(), options.unpivot()),
        choice.periodColumns(),
        Objects.requireNonNullElse(choice.bounds(), options.bounds()),
        Objects.requireNonNullElse(choice.maxQuarantine(), options.maxQuarantine()),
        Objects.requireNonNullElse(choice.sections(), options.sections()),
        choice.fillDown());
  }

  private static @Nullable TableChoice choice(List<TableChoice> choices, TableLayout layout) {
    TableChoice best = null;
    double most = 0;
    for (TableChoice choice : choices) {
      double score = score(choice, layout);
      if (score > most) {
        best = choice;
        most = score;
      }
    }
    return best;
  }

  /** The same sheet and a third of the headers will do; elsewhere it takes most of them. */
  private static double score(TableChoice choice, TableLayout layout) {
    SpooledSheet sheet = layout.sheet();
    boolean there =
        Objects.equals(choice.sheet(), sheet.name)
            && (choice.member() == null || choice.member().equals(sheet.member));
    Set<String> wanted = stable(choice.headers());
    if (wanted.isEmpty()) {
      return there ? 1 : 0;
    }
    Set<String> now =
        stable(
            layout.columns().stream().map(column -> String.join(" / ", column.header())).toList());
    Set<String> shared = new HashSet<>(wanted);
    shared.retainAll(now);
    if (there) {
      return shared.size() * 3 >= wanted.size() ? 1 + shared.size() : 0;
    }
    Set<String> all = new HashSet<>(wanted);
    all.addAll(now);
    double likeness = (double) shared.size() / all.size();
    return likeness >= ALIKE ? likeness : 0;
  }

  /** Returns headers as they are compared, without those that name a period. */
  private static Set<String> stable(List<String> headers) {
    Set<String> all = new LinkedHashSet<>();
    for (String header : headers) {
      boolean period = false;
      for (String level : header.split(" / ")) {
        period |= PeriodParser.ofHeader(level).isPresent();
      }
      if (!period && !header.isBlank()) {
        all.add(SheetClassifier.fold(header));
      }
    }
    return all;
  }
}

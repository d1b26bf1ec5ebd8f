package org.datawarp.lifecycle.refresh;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.TableDifference;
import org.datawarp.model.table.TableDifference.Kind;
import org.datawarp.model.table.UnpivotMode;
import org.datawarp.pipeline.extract.SourceTable;
import org.datawarp.pipeline.extract.TableDifferences;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;

/**
 * In what an issue's tables differ from those remembered: by the manifest itself, or, for a new
 * manifest, by the issue before it.
 */
final class IssueDifferences {
  private IssueDifferences() {}

  /** Returns the differences from what the same manifest remembers. */
  static List<TableDifference> fromBefore(Manifest known, List<ReadTable> tables) {
    List<TableDifference> differences = new ArrayList<>();
    boolean first = known.sources().stream().allMatch(source -> source.parts().isEmpty());
    for (ReadTable table : tables) {
      ManifestSource before = table.before();
      if (before == null || before.parts().isEmpty()) {
        if (!first) {
          differences.add(added(table.code().value(), table.table()));
        }
      } else {
        differences.addAll(between(before, table.table(), known.unpivot()));
      }
    }
    return differences;
  }

  /** Returns the differences from the issue before: nothing follows from them but this report. */
  static List<TableDifference> fromPreviousIssue(Manifest previous, List<ReadTable> tables) {
    List<SourceTable> read = tables.stream().map(ReadTable::table).toList();
    List<ManifestSource> remembered =
        previous.loadable().stream().filter(source -> !source.parts().isEmpty()).toList();
    Map<Integer, ManifestSource> matched = SourceCodes.match(remembered, read);
    List<TableDifference> differences = new ArrayList<>();
    for (ManifestSource source : remembered) {
      if (!matched.containsValue(source)) {
        differences.add(
            new TableDifference(
                source.code().value(),
                Kind.TABLE_GONE,
                "the issue before had it ('" + source.name() + "'), this one has not"));
      }
    }
    for (int i = 0; i < tables.size(); i++) {
      ManifestSource before = matched.get(i);
      if (before == null) {
        differences.add(added(tables.get(i).code().value(), read.get(i)));
      } else {
        differences.addAll(between(before, read.get(i), previous.unpivot()));
      }
    }
    return differences;
  }

  private static List<TableDifference> between(
      ManifestSource before, SourceTable table, UnpivotMode general) {
    DetectedTable shape = table.parts().get(0).table();
    List<TableDifference> differences =
        new ArrayList<>(TableDifferences.between(before.anchor(), shape));
    boolean was = !before.unpivoted().isEmpty();
    boolean is = shape.unpivot() != null;
    UnpivotMode decided = Objects.requireNonNullElse(before.decisions().unpivot(), general);
    if (was != is && decided == UnpivotMode.AUTOMATIC) {
      differences.add(
          new TableDifference(
              before.code().value(),
              Kind.UNPIVOT,
              is
                  ? "its period columns become rows now, and did not before"
                  : "its period columns are columns now, and became rows before"));
    }
    return differences;
  }

  private static TableDifference added(String code, SourceTable table) {
    DetectedTable shape = table.parts().get(0).table();
    return new TableDifference(
        code,
        Kind.TABLE_ADDED,
        "was not there before"
            + (shape.sheet() == null ? "" : "; it is on sheet " + shape.sheet())
            + (table.title().isBlank() ? "" : " ('" + table.title() + "')"));
  }
}

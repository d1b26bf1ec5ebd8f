package org.datawarp.lifecycle.refresh;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.KeyOrigin;
import org.datawarp.model.table.LoadedColumns;
import org.datawarp.model.table.TableColumn;
import org.datawarp.model.table.TableDifference;
import org.datawarp.model.table.TableDifference.Kind;
import org.datawarp.pipeline.extract.SourceTable;
import org.datawarp.pipeline.load.ColumnRenames;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestColumn;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.RunRepository.RunItem;

/**
 * In what the reading of today's rules differs from the one that tables were loaded by: what {@code
 * --reread} would take.
 *
 * @param renamed for each source the new names of its columns by the old ones
 * @param differences the same and all else, for people
 */
record ReadingPlan(
    Map<SourceCode, Map<String, String>> renamed, List<TableDifference> differences) {
  private static final int SHOWN = 8;

  /**
   * Compares two manifests of one issue.
   *
   * @param loaded as it is loaded
   * @param anew as the rules of today read the same files
   */
  static ReadingPlan between(Manifest loaded, Manifest anew) {
    Map<SourceCode, Map<String, String>> renamed = new LinkedHashMap<>();
    List<TableDifference> differences = new ArrayList<>();
    for (ManifestSource old : loaded.loadable()) {
      Optional<ManifestSource> now = anew.source(old.code());
      if (now.isEmpty()) {
        differences.add(difference(old, Kind.REREAD_GONE, "is no table of its own"));
      } else {
        compare(old, now.get(), renamed, differences);
      }
    }
    for (ManifestSource now : anew.loadable()) {
      if (loaded.source(now.code()).isEmpty()) {
        differences.add(
            difference(
                now,
                Kind.REREAD_SPLIT,
                "is a table of its own, of " + columns(now).size() + " columns"));
      }
    }
    return new ReadingPlan(renamed, differences);
  }

  /**
   * Gives loaded columns the names of today's rules, where no other manifest's rows use them, and
   * notes it for those who undo the run.
   *
   * @param loaded the manifest as it is loaded
   */
  void rename(Run run, Manifest loaded) {
    List<RunItem> items = new ArrayList<>();
    renamed.forEach(
        (code, names) -> {
          ManifestSource source = loaded.source(code).orElseThrow();
          if (!source.isCanonical()) { // its columns keep their names: CanonicalCodes
            ColumnRenames.apply(run.connection(), source.table(), names)
                .forEach((old, name) -> items.add(item(source, old, name)));
          }
        });
    new RunRepository(run.session().identity()).saveItems(run.connection(), run.id(), items);
  }

  private static RunItem item(ManifestSource source, String old, String name) {
    return new RunItem(
        ColumnRenames.ITEM,
        source.table().toString(),
        null,
        null,
        null,
        ColumnRenames.note(old, name),
        "done");
  }

  private static void compare(
      ManifestSource old,
      ManifestSource now,
      Map<SourceCode, Map<String, String>> renamed,
      List<TableDifference> differences) {
    Map<String, String> names = names(old, now);
    Set<String> added = new LinkedHashSet<>();
    columns(now).forEach(column -> added.add(column.name()));
    Set<String> gone = new LinkedHashSet<>();
    columns(old).forEach(column -> gone.add(column.name()));
    gone.removeAll(names.keySet());
    added.removeAll(names.values());
    List<String> kept = gone.stream().filter(added::contains).toList();
    kept.forEach(gone::remove);
    kept.forEach(added::remove);
    names.entrySet().removeIf(each -> each.getKey().equals(each.getValue()));
    if (!names.isEmpty()) {
      differences.add(
          difference(
              old,
              Kind.REREAD_NAMES,
              "keeps the names of "
                  + names.size()
                  + " columns: "
                  + shown(
                      names.entrySet().stream()
                          .map(each -> each.getKey() + " (" + each.getValue() + ")")
                          .toList())));
      renamed.put(old.code(), withMade(old, names));
    }
    if (!added.isEmpty()) {
      differences.add(difference(old, Kind.REREAD_ADDED, "would get " + shown(List.copyOf(added))));
    }
    if (!gone.isEmpty()) {
      differences.add(
          difference(
              old, Kind.REREAD_GONE, "would have no values for " + shown(List.copyOf(gone))));
    }
  }

  /**
   * Returns what the columns that are in both readings are called now, by their names of before.
   */
  private static Map<String, String> names(ManifestSource old, ManifestSource now) {
    return now.unpivoted().isEmpty()
        ? names(
            old,
            read(now).stream().map(ManifestColumn::name).toList(),
            read(now).stream().map(ManifestColumn::header).toList())
        : new LinkedHashMap<>();
  }

  /**
   * Returns what the columns of a loaded table are called in a table as it is read now, by their
   * names of before; those that are called the same too.
   */
  static Map<String, String> names(ManifestSource old, SourceTable now) {
    boolean isUnpivoted = now.parts().stream().anyMatch(part -> part.table().unpivot() != null);
    List<TableColumn> columns = new ArrayList<>();
    String last = "";
    for (TableColumn column : now.columns()) {
      boolean made = column.header().isEmpty() && column.name().startsWith(last + "__");
      if (!made || last.isEmpty()) {
        last = column.name();
        if (column.keys() != KeyOrigin.SECTION) {
          columns.add(column);
        }
      }
    }
    return isUnpivoted
        ? Map.of()
        : names(
            old,
            columns.stream().map(TableColumn::name).toList(),
            columns.stream().map(TableColumn::header).toList());
  }

  private static Map<String, String> names(
      ManifestSource old, List<String> namesNow, List<List<String>> headersNow) {
    Map<String, String> names = new LinkedHashMap<>();
    if (!old.unpivoted().isEmpty()) {
      return names;
    }
    List<ManifestColumn> before = read(old);
    LoadedColumns loaded =
        new LoadedColumns(
            null,
            null,
            before.stream().map(ManifestColumn::name).toList(),
            before.stream().map(ManifestColumn::header).toList());
    if (loaded.areReadAnew(headersNow)) {
      for (int i = 0; i < before.size(); i++) {
        names.put(before.get(i).name(), namesNow.get(i));
      }
      return names;
    }
    Map<List<String>, String> known = new HashMap<>();
    for (int i = 0; i < namesNow.size(); i++) {
      known.putIfAbsent(headersNow.get(i), namesNow.get(i));
    }
    for (ManifestColumn column : before) {
      String name = known.remove(column.header());
      if (name != null) {
        names.put(column.name(), name);
      }
    }
    return names;
  }

  /** Adds the columns that are made of others: their markers and bounds. */
  private static Map<String, String> withMade(ManifestSource old, Map<String, String> names) {
    Map<String, String> all = new LinkedHashMap<>(names);
    for (ManifestColumn column : old.columns()) {
      int made = column.name().lastIndexOf("__");
      String of = made < 0 ? "" : column.name().substring(0, made);
      String name = column.header().isEmpty() ? names.get(of) : null;
      if (name != null) {
        all.put(column.name(), name + column.name().substring(made));
      }
    }
    return all;
  }

  /** Returns the columns of a table's own cells. */
  private static List<ManifestColumn> read(ManifestSource source) {
    return columns(source).stream().filter(column -> column.keys() != KeyOrigin.SECTION).toList();
  }

  private static List<ManifestColumn> columns(ManifestSource source) {
    List<ManifestColumn> columns = new ArrayList<>();
    String last = "";
    for (ManifestColumn column : source.columns()) {
      boolean made = column.header().isEmpty() && column.name().startsWith(last + "__");
      if (!made || last.isEmpty()) {
        columns.add(column);
        last = column.name();
      }
    }
    return columns;
  }

  private static TableDifference difference(ManifestSource source, Kind kind, String what) {
    return new TableDifference(source.code().value(), kind, "by the rules of today it " + what);
  }

  private static String shown(List<String> names) {
    return String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
        + (names.size() > SHOWN ? ", and " + (names.size() - SHOWN) + " more" : "");
  }
}

package org.datawarp.pipeline.extract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.table.DetectedColumn;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.TableAnchor;
import org.datawarp.model.table.TableDifference;
import org.datawarp.model.table.TableDifference.Kind;
import org.datawarp.pipeline.extract.table.SheetClassifier;
import org.datawarp.pipeline.extract.table.SourceNames;
import org.jspecify.annotations.Nullable;

/** Compares a table with what is remembered of it. */
public final class TableDifferences {
  private static final int MAX_NAMED = 5;
  private static final String START = "";

  private final TableAnchor anchor;
  private final DetectedTable table;
  private final List<TableDifference> found = new ArrayList<>();

  private TableDifferences(TableAnchor anchor, DetectedTable table) {
    this.anchor = anchor;
    this.table = table;
  }

  /**
   * Returns what differs: the sheet, the place, headers gone, added, renamed or in another order.
   * Another month among columns that become rows is no difference.
   */
  public static List<TableDifference> between(TableAnchor anchor, DetectedTable table) {
    TableDifferences differences = new TableDifferences(anchor, table);
    differences.places();
    if (!anchor.headers().isEmpty()) {
      differences.headers();
    }
    return differences.found;
  }

  private void places() {
    if (!isOnSameSheet()) {
      String was = anchor.sheet() == null ? "" : ", was" + place(anchor.sheet());
      String is = table.sheet() == null ? " in a CSV" : place(table.sheet());
      add(Kind.SHEET, "is now" + is + was);
    }
    if (!anchor.headerRows().isEmpty() && !anchor.headerRows().equals(table.headerRows())) {
      add(
          Kind.MOVED,
          "the header is now "
              + (table.headerRows().isEmpty() ? "missing" : rows(table.headerRows()))
              + place(table.sheet())
              + ", was "
              + rows(anchor.headerRows()));
    }
    String column = anchor.firstColumn();
    if (column != null && !column.equals(table.firstColumn())) {
      add(
          Kind.MOVED,
          "starts in column "
              + table.firstColumn()
              + place(table.sheet())
              + ", was column "
              + column);
    }
  }

  private boolean isOnSameSheet() {
    String was = anchor.sheet();
    String is = table.sheet();
    return Objects.equals(was, is)
        || (was != null && is != null && SourceNames.isSameSheet(was, is));
  }

  private void headers() {
    Map<String, String> before = folded(stable(anchor.headers(), table));
    Map<String, String> now = folded(stable(headers(table), table));
    List<String> gone = without(before, now);
    List<String> added = without(now, before);
    renamed(before, now, gone, added);
    if (!gone.isEmpty()) {
      add(Kind.HEADER_GONE, "headers gone: " + some(gone, before));
    }
    if (!added.isEmpty()) {
      add(Kind.HEADER_ADDED, "headers added: " + some(added, now));
    }
    List<String> common = new ArrayList<>(before.keySet());
    common.retainAll(now.keySet());
    List<String> order = new ArrayList<>(now.keySet());
    order.retainAll(before.keySet());
    if (!common.equals(order)) {
      int at = 0;
      while (common.get(at).equals(order.get(at))) {
        at++;
      }
      add(
          Kind.HEADER_ORDER,
          "headers in another order, from '" + now.get(order.get(at)) + "' on; values follow them");
    }
  }

  /** A header gone and one added between the same neighbours are one that was renamed. */
  private void renamed(
      Map<String, String> before, Map<String, String> now, List<String> gone, List<String> added) {
    for (String old : List.copyOf(gone)) {
      for (String fresh : List.copyOf(added)) {
        if (neighbours(before, old, now).equals(neighbours(now, fresh, before))) {
          add(
              Kind.HEADER_RENAMED,
              "header '" + before.get(old) + "' is now '" + now.get(fresh) + "'");
          gone.remove(old);
          added.remove(fresh);
          break;
        }
      }
    }
  }

  /** Returns the headers beside one; what the other side lacks counts as any. */
  private static List<String> neighbours(
      Map<String, String> headers, String of, Map<String, String> other) {
    List<String> keys = new ArrayList<>(headers.keySet());
    int at = keys.indexOf(of);
    String left = at == 0 ? START : keys.get(at - 1);
    String right = at == keys.size() - 1 ? START : keys.get(at + 1);
    return List.of(
        left.equals(START) || other.containsKey(left) ? left : "?",
        right.equals(START) || other.containsKey(right) ? right : "?");
  }

  private void add(Kind kind, String text) {
    found.add(new TableDifference(anchor.name(), kind, text));
  }

  private static String rows(List<Integer> rows) {
    return (rows.size() == 1 ? "row " : "rows ")
        + rows.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  public static String place(@Nullable String sheet) {
    return sheet == null ? "" : " on sheet " + sheet;
  }

  /** Returns a table's headers, levels joined with {@code " / "}. */
  public static List<String> headers(DetectedTable table) {
    List<String> headers = new ArrayList<>();
    for (DetectedColumn column : table.columns()) {
      if (!column.header().isEmpty()) {
        headers.add(String.join(" / ", column.header()));
      }
    }
    return headers;
  }

  private static Map<String, String> folded(List<String> headers) {
    Map<String, String> map = new LinkedHashMap<>();
    headers.forEach(header -> map.putIfAbsent(SheetClassifier.fold(header), header));
    return map;
  }

  private static List<String> without(Map<String, String> headers, Map<String, String> known) {
    Set<String> rest = new LinkedHashSet<>(headers.keySet());
    rest.removeAll(known.keySet());
    return new ArrayList<>(rest);
  }

  /** Returns the headers that stay: another month across the columns is no difference. */
  public static List<String> stable(List<String> headers, DetectedTable table) {
    if (table.unpivot() == null) {
      return headers;
    }
    return headers.stream()
        .filter(
            text ->
                Arrays.stream(text.split(" / "))
                    .noneMatch(level -> PeriodParser.ofHeader(level).isPresent()))
        .toList();
  }

  private static String some(List<String> keys, Map<String, String> texts) {
    String named =
        keys.subList(0, Math.min(MAX_NAMED, keys.size())).stream()
            .map(texts::get)
            .collect(Collectors.joining("; "));
    return keys.size() > MAX_NAMED ? named + " and " + (keys.size() - MAX_NAMED) + " more" : named;
  }
}

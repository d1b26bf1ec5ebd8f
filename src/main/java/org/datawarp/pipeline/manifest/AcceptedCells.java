package org.datawarp.pipeline.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.datawarp.model.table.UnclaimedCells;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest says of the cells of its files that belong to no table: the key {@code unclaimed}
 * of its header lists them, and those with {@code accepted: true} were accepted by a person.
 */
public final class AcceptedCells {
  private static final String KEY = "unclaimed";
  private static final String ACCEPTED = "accepted";

  private AcceptedCells() {}

  /** Tells whether a manifest has such a list. */
  public static boolean isKnown(Manifest manifest) {
    return manifest.header().extra().containsKey(KEY);
  }

  /** Tells whether a manifest accepts as many numbers of a sheet, of the same kind. */
  public static boolean accepts(Manifest manifest, List<UnclaimedCells> ofSheetAndKind) {
    UnclaimedCells first = ofSheetAndKind.get(0);
    long accepted = 0;
    for (Map<?, ?> entry : entries(manifest)) {
      boolean same =
          text(entry, "sheet").equals(Objects.requireNonNullElse(first.sheet(), ""))
              && text(entry, "member").equals(Objects.requireNonNullElse(first.member(), ""))
              && text(entry, "kind").equals(first.kind().text());
      if (same && text(entry, ACCEPTED).equals("true")) {
        accepted += Long.parseLong("0" + text(entry, "numbers").replaceAll("[^0-9]", ""));
      }
    }
    return accepted == ofSheetAndKind.stream().mapToLong(UnclaimedCells::numbers).sum();
  }

  /**
   * Returns a header's further keys with another list.
   *
   * @param accepted whether the cells are accepted by whoever loads them
   */
  public static Map<String, @Nullable Object> listed(
      Map<String, ? extends @Nullable Object> extra, List<UnclaimedCells> cells, boolean accepted) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>(extra);
    map.remove(KEY);
    if (!cells.isEmpty()) {
      List<Map<String, @Nullable Object>> list = new ArrayList<>();
      for (UnclaimedCells range : cells) {
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        if (range.sheet() != null) {
          entry.put("sheet", range.sheet());
        }
        if (range.member() != null) {
          entry.put("member", range.member());
        }
        entry.put("kind", range.kind().text());
        entry.put("range", range.range());
        entry.put("cells", range.cells());
        entry.put("numbers", range.numbers());
        entry.put("rows", range.rows());
        entry.put(ACCEPTED, accepted);
        list.add(entry);
      }
      map.put(KEY, list);
    }
    return map;
  }

  private static List<Map<?, ?>> entries(Manifest manifest) {
    List<Map<?, ?>> entries = new ArrayList<>();
    if (manifest.header().extra().get(KEY) instanceof List<?> list) {
      list.forEach(
          item -> {
            if (item instanceof Map<?, ?> map) {
              entries.add(map);
            }
          });
    }
    return entries;
  }

  private static String text(Map<?, ?> entry, String key) {
    Object value = entry.get(key);
    return value == null ? "" : value.toString();
  }
}

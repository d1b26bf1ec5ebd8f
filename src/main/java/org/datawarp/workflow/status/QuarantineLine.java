package org.datawarp.workflow.status;

import java.util.LinkedHashMap;
import java.util.Map;
import org.datawarp.repository.QuarantineRepository;
import org.jspecify.annotations.Nullable;

/**
 * One cell that was put aside.
 *
 * @param source the source's code
 * @param manifest the manifest that loaded it; null where that is not recorded any more
 * @param period the stored form of the period; null for reference data
 * @param url the file's address; null where that is not recorded any more
 * @param member the path inside a ZIP; null outside one
 * @param sheet the sheet's name; null for a CSV
 * @param cell its address, such as {@code C17}
 * @param row its 1-based row
 * @param column the loaded column that lacks it
 * @param raw what it holds
 * @param reason what it is and what its column is
 * @param run the run that loaded the rest of its row
 */
public record QuarantineLine(
    String source,
    @Nullable String manifest,
    @Nullable String period,
    @Nullable String url,
    @Nullable String member,
    @Nullable String sheet,
    String cell,
    long row,
    String column,
    String raw,
    String reason,
    String run) {

  static QuarantineLine of(QuarantineRepository.Listed listed) {
    QuarantineRepository.Entry entry = listed.entry();
    return new QuarantineLine(
        listed.source(),
        listed.manifest(),
        listed.period(),
        listed.url(),
        entry.member(),
        entry.sheet(),
        entry.cell(),
        entry.row(),
        entry.column(),
        entry.raw(),
        entry.reason(),
        listed.run());
  }

  /** Returns file, member and sheet for people. */
  public String place() {
    String file = url == null ? "" : url.substring(url.lastIndexOf('/') + 1);
    StringBuilder place = new StringBuilder(file);
    append(place, member);
    append(place, sheet);
    return place.toString();
  }

  private static void append(StringBuilder place, @Nullable String part) {
    if (part != null) {
      place.append(place.length() == 0 ? "" : ": ").append(part);
    }
  }

  /** Returns the line as JSON's values, with stable keys. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("source", source);
    map.put("manifest", manifest);
    map.put("period", period);
    map.put("file", url);
    map.put("member", member);
    map.put("sheet", sheet);
    map.put("cell", cell);
    map.put("row", row);
    map.put("column", column);
    map.put("raw", raw);
    map.put("reason", reason);
    map.put("run", run);
    return map;
  }
}

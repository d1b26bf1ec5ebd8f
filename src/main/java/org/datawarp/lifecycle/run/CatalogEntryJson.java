package org.datawarp.lifecycle.run;

import java.time.LocalDate;
import java.util.Map;
import org.datawarp.pipeline.export.CatalogEntry;
import org.datawarp.platform.codec.JsonCodec;
import org.jspecify.annotations.Nullable;

/** The catalogue's lines as JSON's values and back, as the database keeps them. */
public final class CatalogEntryJson {
  private CatalogEntryJson() {}

  /** Returns a line as JSON's values. */
  public static Map<String, @Nullable Object> json(CatalogEntry entry) {
    return JsonCodec.object(entry);
  }

  /** Returns the line that {@link #json} made. */
  public static CatalogEntry entry(Map<String, ? extends @Nullable Object> json) {
    return new CatalogEntry(
        text(json, "source"),
        text(json, "title"),
        text(json, "description"),
        number(json, "row_count"),
        (int) number(json, "column_count"),
        number(json, "size_bytes"),
        textOrNull(json, "min_period"),
        textOrNull(json, "max_period"),
        day(json, "first_day"),
        day(json, "last_day"),
        text(json, "path"),
        text(json, "sha256"),
        text(json, "row_hash"),
        text(json, "licence"),
        text(json, "attribution"),
        day(json, "publication_date"),
        text(json, "url"));
  }

  private static String text(Map<String, ? extends @Nullable Object> json, String key) {
    String text = textOrNull(json, key);
    return text == null ? "" : text;
  }

  private static @Nullable String textOrNull(
      Map<String, ? extends @Nullable Object> json, String key) {
    Object value = json.get(key);
    return value == null ? null : value.toString();
  }

  private static long number(Map<String, ? extends @Nullable Object> json, String key) {
    return json.get(key) instanceof Number number ? number.longValue() : 0;
  }

  private static @Nullable LocalDate day(Map<String, ? extends @Nullable Object> json, String key) {
    String text = textOrNull(json, key);
    return text == null ? null : LocalDate.parse(text);
  }
}

package org.datawarp.pipeline.enrich;

import java.util.regex.Pattern;
import org.datawarp.model.table.ColumnRole;
import org.datawarp.model.table.TableColumn;
import org.jspecify.annotations.Nullable;

/** Judges whether a column is a dimension or a measure, by its type and its name. */
final class Roles {
  /** Numbers that name something instead of counting it. */
  private static final Pattern NAMING =
      Pattern.compile(
          "(?:^|_)(?:code|id|decile|quintile|quartile|postcode|key|urn|uprn|ukprn)(?:_number|_no)?$"
              // a year that something was reported in, not what was counted in a year
              + "|^(?:(?:financial|fiscal|calendar|academic|school|tax|census|reporting|report|data"
              + "|period|start|end|effective|boundary)_)*+(?:year|month|quarter)(?:_number|_no)?$");

  private static final Pattern NAMING_ALONE =
      Pattern.compile(
          "(?:age|single_year_of_age|age_in_years|week|iso_week|week_(?:number|no)|day|day_of_month"
              + "|hour|hour_of_day|period|line|line_number|row_number|sort|sort_order|order|version|ward)");

  private Roles() {}

  /** Returns the role; null for a column of markers, which is about another one. */
  static @Nullable ColumnRole of(TableColumn column) {
    String name = column.name();
    if (name.endsWith(TableColumn.MARKER_SUFFIX)) {
      return null;
    }
    if (!column.type().isNumber()) {
      return ColumnRole.DIMENSION;
    }
    return NAMING.matcher(name).find() || NAMING_ALONE.matcher(name).matches()
        ? ColumnRole.DIMENSION
        : ColumnRole.MEASURE;
  }
}

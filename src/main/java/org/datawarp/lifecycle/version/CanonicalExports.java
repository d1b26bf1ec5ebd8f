package org.datawarp.lifecycle.version;

import java.sql.Connection;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datawarp.pipeline.export.DecimalDigits;
import org.datawarp.pipeline.export.document.SourceDocument;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.ManifestRepository;

/** What the files of a canonical source's periods have in common. */
public final class CanonicalExports {
  private CanonicalExports() {}

  /** Reads the most digits of each numeric column over all periods; the caller may add to them. */
  public static Map<String, DecimalDigits> digits(
      CanonicalRepository canonical, Connection connection, String code) {
    Map<String, DecimalDigits> digits = new TreeMap<>();
    canonical
        .findDigits(connection, code)
        .forEach((column, both) -> digits.put(column, new DecimalDigits(both.get(0), both.get(1))));
    return digits;
  }

  /** Reads what the page of a source says of all its periods that are in use. */
  public static SourceDocument.Stack stack(
      ManifestRepository records, Connection connection, String code) {
    List<String> periods = new ArrayList<>();
    long rows = 0;
    LocalDate first = null;
    LocalDate last = null;
    for (ManifestRepository.PeriodExport export : records.listPeriods(connection, code)) {
      if (export.isArchived()) {
        continue; // its page went with it
      }
      periods.add(export.period());
      rows += export.rows();
      first = first == null || export.firstDay().isBefore(first) ? export.firstDay() : first;
      last = last == null || export.lastDay().isAfter(last) ? export.lastDay() : last;
    }
    return new SourceDocument.Stack(rows, periods, first, last);
  }
}

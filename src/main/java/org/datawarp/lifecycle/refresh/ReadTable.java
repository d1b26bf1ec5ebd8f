package org.datawarp.lifecycle.refresh;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datawarp.lifecycle.refresh.CanonicalCodes.Place;
import org.datawarp.lifecycle.refresh.RefreshReport.LeftOutPart;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.table.RowCounts;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.enrich.PublisherWords;
import org.datawarp.pipeline.extract.Marker;
import org.datawarp.pipeline.extract.QuarantinedCell;
import org.datawarp.pipeline.extract.SourcePart;
import org.datawarp.pipeline.extract.SourceTable;
import org.datawarp.pipeline.manifest.CanonicalEntry;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.match.TableFingerprint;
import org.jspecify.annotations.Nullable;

/**
 * One table read from an issue's files, with the code it will be loaded under.
 *
 * @param code its code
 * @param table its columns and rows
 * @param file the file it stands in
 * @param legend the shorthand that the notes about it explain
 * @param words what its file and the landing page say of it
 * @param before the source it was in the previous manifest; null for a new one
 * @param place where it lies among other periods; null for a table of its own
 */
record ReadTable(
    SourceCode code,
    SourceTable table,
    IssueFile file,
    List<Marker> legend,
    PublisherWords words,
    @Nullable ManifestSource before,
    @Nullable Place place) {
  ReadTable {
    legend = List.copyOf(legend);
  }

  /** Returns its staging table. */
  TableName staging() {
    if (place != null) {
      return place.table();
    }
    return before == null || before.isCanonical() ? code.stagingTable() : before.table();
  }

  /** Returns its place as its manifest tells it; null for a table of its own. */
  @Nullable CanonicalEntry entry() {
    return place == null ? null : place.entry();
  }

  /** Returns what it is recognised by in other issues. */
  TableFingerprint fingerprint() {
    return CanonicalCodes.fingerprint(table);
  }

  /** Returns how the rows of all parts together reconcile. */
  RowCounts counts() {
    RowCounts sum = new RowCounts(0, 0, 0, 0, 0, 0, 0);
    for (SourcePart part : table.parts()) {
      sum = sum.plus(part.counts());
    }
    return sum;
  }

  /** Returns which rows of which part are not loaded. */
  List<LeftOutPart> leftOut() {
    boolean several = table.parts().size() > 1;
    return table.parts().stream()
        .filter(part -> !part.leftOut().isEmpty())
        .map(part -> new LeftOutPart(several ? ReadIssue.place(part) : "", part.leftOut()))
        .toList();
  }

  /**
   * Returns the cells put aside, by the index of their part.
   *
   * @throws DataRejectedException if there are more than are listed
   */
  Map<Integer, List<QuarantinedCell>> quarantined() {
    Map<Integer, List<QuarantinedCell>> cells = new TreeMap<>();
    for (int i = 0; i < table.parts().size(); i++) {
      List<QuarantinedCell> list = table.parts().get(i).quarantined();
      if (list.size() >= SourcePart.MAX_QUARANTINED) {
        throw new DataRejectedException(
            ReadIssue.place(table.parts().get(i))
                + ": "
                + SourcePart.MAX_QUARANTINED
                + " cells or more would be put aside",
            "lower 'quarantine' in the manifest: with 0 the columns' types widen instead");
      }
      if (!list.isEmpty()) {
        cells.put(i, list);
      }
    }
    return cells;
  }
}

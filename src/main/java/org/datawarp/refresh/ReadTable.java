package org.datawarp.refresh;

import java.util.List;
import org.datawarp.extract.Marker;
import org.datawarp.extract.SourceTable;
import org.datawarp.manifest.ManifestSource;
import org.datawarp.model.SourceCode;
import org.jspecify.annotations.Nullable;

/**
 * One table read from an issue's files, with the code it will be loaded under.
 *
 * @param code its code
 * @param table its columns and rows
 * @param file the file it stands in
 * @param legend the shorthand that the notes about it explain
 * @param before the source it was in the previous manifest; null for a new one
 */
record ReadTable(
    SourceCode code,
    SourceTable table,
    IssueFile file,
    List<Marker> legend,
    @Nullable ManifestSource before) {
  ReadTable {
    legend = List.copyOf(legend);
  }
}

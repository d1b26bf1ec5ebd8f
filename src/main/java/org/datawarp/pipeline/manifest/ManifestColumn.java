package org.datawarp.pipeline.manifest;

import java.util.List;
import java.util.Map;
import org.datawarp.model.table.ColumnFacts;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.KeyOrigin;
import org.jspecify.annotations.Nullable;

/**
 * One column of a manifest's source.
 *
 * @param name the physical name
 * @param originalName the header as written, levels joined with {@code " / "}; empty for made
 *     columns
 * @param header the header's levels
 * @param type its type
 * @param facts what is known of it: description, unit, notes, role
 * @param markers the marker tokens met
 * @param keys where values come from that do not stand in the rows' own cells
 * @param extra keys Datawarp does not know, kept as they were
 */
public record ManifestColumn(
    String name,
    String originalName,
    List<String> header,
    ColumnType type,
    ColumnFacts facts,
    List<String> markers,
    KeyOrigin keys,
    Map<String, ? extends @Nullable Object> extra) {
  /** Copies the lists. */
  public ManifestColumn {
    header = List.copyOf(header);
    markers = List.copyOf(markers);
  }

  /** Returns what it holds, for people; null where nobody said. */
  public @Nullable String description() {
    return facts.description();
  }

  /** Returns this column with other facts. */
  public ManifestColumn with(ColumnFacts others) {
    return new ManifestColumn(name, originalName, header, type, others, markers, keys, extra);
  }
}

package org.datawarp.pipeline.manifest;

import java.util.List;
import java.util.Map;
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
 * @param description for people; may be null
 * @param markers the marker tokens met
 * @param keys where values come from that do not stand in the rows' own cells
 * @param extra keys Datawarp does not know, kept as they were
 */
public record ManifestColumn(
    String name,
    String originalName,
    List<String> header,
    ColumnType type,
    @Nullable String description,
    List<String> markers,
    KeyOrigin keys,
    Map<String, ? extends @Nullable Object> extra) {
  /** Copies the lists. */
  public ManifestColumn {
    header = List.copyOf(header);
    markers = List.copyOf(markers);
  }
}

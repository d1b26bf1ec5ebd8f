package org.datawarp.pipeline.extract;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.datawarp.pipeline.extract.marker.MarkerLexicon;

/**
 * What the notes of a sheet say about its shorthand.
 *
 * @param entries the markers by their token as {@link MarkerLexicon} compares them, in order
 */
public record Legend(Map<String, Marker> entries) {
  /** A legend that says nothing. */
  public static final Legend EMPTY = new Legend(Map.of());

  /** Copies the entries. */
  public Legend {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /** Returns this legend and what another one adds to it. */
  public Legend plus(Legend other) {
    Map<String, Marker> all = new LinkedHashMap<>(entries);
    other.entries.forEach(all::putIfAbsent);
    return new Legend(all);
  }
}

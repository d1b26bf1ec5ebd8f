package org.datawarp.platform.dump;

import java.util.ArrayList;
import java.util.List;

/**
 * Which schemas a dump holds.
 *
 * @param schemas their names, each once; those that do not exist are passed over
 */
public record DumpScope(List<String> schemas) {
  private static final List<String> OWN = List.of("datawarp", "staging", "datawarp_trash");

  /** Copies the list. */
  public DumpScope {
    schemas = schemas.stream().distinct().toList();
  }

  /** Returns Datawarp's own schemas and some more. */
  public static DumpScope withAlso(List<String> more) {
    List<String> all = new ArrayList<>(OWN);
    all.addAll(more);
    return new DumpScope(all);
  }
}

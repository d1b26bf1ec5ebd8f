package org.datawarp.model;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Where a manifest stands between its first draft and its end. */
public enum ManifestState {
  DRAFT,
  ENRICHED,
  LOADED,
  EXPORTED,
  ARCHIVED,
  DEPRECATED;

  /** Returns the states a command may lead to from this one; undo alone leaves DEPRECATED. */
  public Set<ManifestState> next() {
    return switch (this) {
      case DRAFT -> EnumSet.of(ENRICHED, LOADED, DEPRECATED);
      case ENRICHED -> EnumSet.of(LOADED, DEPRECATED);
      case LOADED -> EnumSet.of(EXPORTED, ARCHIVED, DEPRECATED);
      case EXPORTED -> EnumSet.of(ARCHIVED, DEPRECATED);
      case ARCHIVED -> EnumSet.of(EXPORTED);
      case DEPRECATED -> EnumSet.noneOf(ManifestState.class);
    };
  }

  /** Returns the form written in manifests: lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

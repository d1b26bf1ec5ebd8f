package org.datawarp.pipeline.extract;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A shorthand and what it means.
 *
 * @param token as written in the cells, without surrounding spaces
 * @param kind its class
 * @param meaning in the legend's words, or the fallback's; empty where nothing is known
 * @param lower the least value it can stand for, inclusive; null where unknown
 * @param upper the greatest value it can stand for, inclusive; null where unknown
 */
public record Marker(
    String token,
    MarkerClass kind,
    String meaning,
    @Nullable BigDecimal lower,
    @Nullable BigDecimal upper) {

  /** Builds a marker without bounds. */
  public static Marker of(String token, MarkerClass kind, String meaning) {
    return new Marker(token, kind, meaning, null, null);
  }
}

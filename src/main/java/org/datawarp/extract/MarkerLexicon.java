package org.datawarp.extract;

import java.util.Optional;

/** The shorthand that is known: a sheet's own legend first, then the fallback of the field. */
public final class MarkerLexicon {
  /** Returns what is used without a legend. */
  public static MarkerLexicon fallback() {
    return new MarkerLexicon();
  }

  /** Returns this lexicon with a legend before it. */
  public MarkerLexicon with(Legend legend) {
    throw new UnsupportedOperationException(legend.toString());
  }

  /** Returns the lexicon for one column: in a column of significance stars are not suppression. */
  public MarkerLexicon forHeader(String header) {
    throw new UnsupportedOperationException(header);
  }

  /**
   * Finds a shorthand.
   *
   * @param token a whole cell, or what follows the number in it
   */
  public Optional<Marker> find(String token) {
    throw new UnsupportedOperationException(token);
  }
}

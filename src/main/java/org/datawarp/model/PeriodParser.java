package org.datawarp.model;

import java.util.List;
import java.util.Optional;

/**
 * The one reader of periods: what people type, what manifests store, what names, titles and column
 * headers say.
 */
public final class PeriodParser {
  private PeriodParser() {}

  /**
   * A period found in a text.
   *
   * @param period the period
   * @param revision what the text says about its finality
   * @param matchedText the part of the text (percent-decoded) it was read from
   */
  public record PeriodFinding(Period period, Revision revision, String matchedText) {}

  /**
   * Parses a period that was given or stored.
   *
   * @throws org.datawarp.error.UsageException if it is none, or could be two
   */
  public static Period require(String text) {
    throw new UnsupportedOperationException(text);
  }

  /**
   * Finds the period a file name, link text, manifest name or title speaks of; empty where there is
   * none, or where it could be two.
   */
  public static Optional<PeriodFinding> find(String text) {
    throw new UnsupportedOperationException(text);
  }

  /** Reads a column header that is wholly a period ({@code Apr-24}, {@code Q1 2024/25}). */
  public static Optional<Period> ofHeader(String text) {
    throw new UnsupportedOperationException(text);
  }

  /**
   * Reads several headers of one table together: what alone could be two periods ({@code 2011-12})
   * is read as its neighbours are.
   *
   * @return one entry per header, in their order
   */
  public static List<Optional<Period>> ofHeaders(List<String> texts) {
    throw new UnsupportedOperationException(texts.toString());
  }

  /**
   * Returns the token of a period in a manifest's name: {@code aug25}, {@code fy2425q1}, {@code
   * 2024}, {@code to_20251228}; {@code find(publication + "_" + token)} finds it again.
   */
  public static String token(Period period) {
    throw new UnsupportedOperationException(period.label());
  }
}

package org.datawarp.pipeline.extract.marker;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.pipeline.extract.Legend;
import org.datawarp.pipeline.extract.Marker;
import org.datawarp.pipeline.extract.MarkerClass;
import org.datawarp.pipeline.extract.cell.CellText;
import org.jspecify.annotations.Nullable;

/**
 * The shorthand that is known: a sheet's own legend first, then the fallback of the field.
 *
 * <p>Sources of the fallback: Government Analysis Function, "Using symbols and shorthand";
 * StatsWales and Eurostat flags; Statistics Canada; NHS England's disclosure control pages. Case
 * does not count, and {@code c} of a legend explains {@code [c]}, as {@code [c]} explains {@code
 * c}. Immutable.
 */
public final class MarkerLexicon {
  private static final Map<String, Marker> FALLBACK = fallbackEntries();
  private static final MarkerLexicon PLAIN = new MarkerLexicon(Map.of(), false);
  private static final Pattern STARS = Pattern.compile("\\*{1,3}");
  private static final Pattern PARTS = Pattern.compile("\\[[^\\[\\]]+]");
  private static final Pattern NOTE =
      Pattern.compile(
          "\\[(?:see )?(?:foot)?notes? ?[0-9a-z][0-9, ]*]|\\[[0-9]{1,2}]|\\([0-9]{1,2}\\)"
              + "|[¹²³⁰⁴-⁹]+|[†‡§]+");
  private static final Pattern NUMBERED = Pattern.compile("(\\[[a-z]{1,4})[0-9]{1,2}]");

  private final Map<String, Marker> legend;
  private final boolean significance;

  private MarkerLexicon(Map<String, Marker> legend, boolean significance) {
    this.legend = legend;
    this.significance = significance;
  }

  /** Returns what is used without a legend. */
  public static MarkerLexicon fallback() {
    return PLAIN;
  }

  /** Returns this lexicon with a legend before it. */
  public MarkerLexicon with(Legend more) {
    Map<String, Marker> merged = new HashMap<>(legend);
    merged.putAll(more.entries());
    return new MarkerLexicon(merged, significance);
  }

  /** Returns the lexicon for one column: in a column of significance stars are not suppression. */
  public MarkerLexicon forHeader(String header) {
    boolean significant = header.toLowerCase(Locale.ROOT).contains("signific");
    return significant == significance ? this : new MarkerLexicon(legend, significant);
  }

  /**
   * Finds a shorthand. Of several in one cell ({@code [r][e]}) the first that withholds a value
   * gives the class, else the first.
   *
   * @param token a whole cell, or what follows the number in it
   * @return the marker with the token as given; empty for what nobody explains
   */
  public Optional<Marker> find(String token) {
    String text = token.strip();
    Marker known = known(key(text));
    if (known == null) {
      known = composite(text);
    }
    if (known == null) {
      known = bound(text);
    }
    return known == null
        ? Optional.empty()
        : Optional.of(
            new Marker(text, known.kind(), known.meaning(), known.lower(), known.upper()));
  }

  /**
   * Tells whether a token is a single letter that no legend explains: it is a marker only where the
   * rest of a column is numbers.
   */
  public boolean isWeak(String token) {
    return token.length() == 1
        && Character.isLetter(token.charAt(0))
        && !legend.containsKey(key(token))
        && !legend.containsKey("[" + key(token) + "]");
  }

  /** Returns a token as it is compared: without case, inner spaces collapsed. */
  public static String key(String token) {
    return token.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }

  private @Nullable Marker known(String key) {
    Marker found = legend.get(key);
    found = found == null && key.length() <= 4 ? legend.get("[" + key + "]") : found;
    boolean bracketed = key.length() > 2 && key.startsWith("[") && key.endsWith("]");
    found = found == null && bracketed ? legend.get(key.substring(1, key.length() - 1)) : found;
    if (found != null) {
      return found;
    }
    if (significance && STARS.matcher(key).matches()) {
      return Marker.of(key, MarkerClass.SIGNIFICANCE, "statistically significant");
    }
    found = FALLBACK.get(key);
    if (found == null && NOTE.matcher(key).matches()) {
      return Marker.of(key, MarkerClass.NOTE, "see note");
    }
    Matcher numbered = NUMBERED.matcher(key);
    return found == null && numbered.matches() ? known(numbered.group(1) + "]") : found;
  }

  private @Nullable Marker composite(String text) {
    Matcher parts = PARTS.matcher(text);
    Marker first = null;
    int at = 0;
    while (parts.find()) {
      Marker part = known(key(parts.group()));
      if (!text.substring(at, parts.start()).isBlank() || part == null) {
        return null;
      }
      at = parts.end();
      boolean stronger = first == null || (withholds(part.kind()) && !withholds(first.kind()));
      first = stronger ? part : first;
    }
    return at < text.length() ? null : first;
  }

  private static boolean withholds(MarkerClass kind) {
    return switch (kind) {
      case SUPPRESSED, NOT_APPLICABLE, NOT_AVAILABLE, LOW, NIL, ERROR -> true;
      case QUALITY, STATUS, SIGNIFICANCE, NOTE, UNKNOWN -> false;
    };
  }

  private static @Nullable Marker bound(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    CellText cell = new CellText();
    if (cell.parse(utf8, 0, utf8.length) != CellText.Kind.BOUND) {
      return null;
    }
    BigDecimal lower = cell.lowerBound();
    BigDecimal upper = cell.upperBound();
    return new Marker(text, MarkerClass.SUPPRESSED, "given as a range", lower, upper);
  }

  private static Map<String, Marker> fallbackEntries() {
    Map<String, Marker> all = new HashMap<>();
    put(all, MarkerClass.SUPPRESSED, "confidential", "[c]", "c", ":c");
    put(all, MarkerClass.SUPPRESSED, "suppressed", "*", "suppressed", "redacted", "[suppressed]");
    put(
        all,
        MarkerClass.NOT_AVAILABLE,
        "not available",
        "[x]",
        "x",
        ":",
        "..",
        "n/a",
        "na",
        "n.a.");
    put(all, MarkerClass.NOT_AVAILABLE, "no data", "no data", "dns", "null", "nan", "missing");
    put(all, MarkerClass.NOT_AVAILABLE, "not available", "not available", "unavailable");
    put(all, MarkerClass.NOT_AVAILABLE, "not submitted", "did not submit", "not submitted");
    put(all, MarkerClass.NOT_APPLICABLE, "not applicable", "[z]", "z", ".", "...", "…");
    put(all, MarkerClass.NOT_APPLICABLE, "not applicable", "not applicable");
    put(all, MarkerClass.LOW, "rounds to zero", "[low]", "k", "~", "0s", "0n");
    put(all, MarkerClass.NIL, "nil or not available", "-", "–", "—", "--", "−");
    put(all, MarkerClass.NIL, "nil", "[w]", "_", "nil");
    put(all, MarkerClass.QUALITY, "low reliability", "[u]", "u");
    put(all, MarkerClass.QUALITY, "data quality", "dq", "low dq");
    put(all, MarkerClass.STATUS, "break in the series", "[b]", "b");
    put(all, MarkerClass.STATUS, "estimated", "[e]", "e", "(e)");
    put(all, MarkerClass.STATUS, "error corrected", "[er]");
    put(all, MarkerClass.STATUS, "forecast", "[f]", "f");
    put(all, MarkerClass.STATUS, "provisional", "[p]", "p", "(p)");
    put(all, MarkerClass.STATUS, "revised", "[r]", "r", "(r)");
    put(all, MarkerClass.STATUS, "average", "[a]");
    put(all, MarkerClass.STATUS, "total", "[t]");
    put(all, MarkerClass.SIGNIFICANCE, "not significant", "[ns]", "ns");
    put(all, MarkerClass.SIGNIFICANCE, "significant at 5%", "[s]");
    put(all, MarkerClass.SIGNIFICANCE, "significant at 1%", "[ss]", "**");
    put(all, MarkerClass.SIGNIFICANCE, "significant at 0.1%", "[sss]", "***");
    put(all, MarkerClass.ERROR, "spreadsheet error", "#n/a", "#div/0!", "#ref!", "#value!");
    put(all, MarkerClass.ERROR, "spreadsheet error", "#name?", "#num!", "#null!", "#spill!");
    put(all, MarkerClass.ERROR, "spreadsheet error", "#calc!", "#getting_data");
    return Map.copyOf(all);
  }

  private static void put(
      Map<String, Marker> all, MarkerClass kind, String meaning, String... tokens) {
    for (String token : tokens) {
      all.put(token, Marker.of(token, kind, meaning));
    }
  }
}

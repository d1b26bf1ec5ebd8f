package org.datawarp.pipeline.extract.header;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;

/**
 * The words of one header level as an identifier has them.
 *
 * <p>Signs that carry meaning become words: {@code %} pct, {@code £} gbp, {@code &} and (but {@code
 * A&E} is a_e), {@code +} plus, {@code <} lt, {@code ≥} ge, {@code =} eq, {@code #} number,
 * {@code @} at. Beside digits, a point between them is {@code pt}, a comma between thousands goes,
 * a minus sign is minus, and a colon before them is {@code is}; a dash or slash between them only
 * parts them. Accents are dropped; letters no ASCII letter stands for are dropped and make the slug
 * lossy.
 *
 * @param text lower-case letters and digits with single underscores between; may be empty
 * @param isLossy whether letters were dropped
 */
public record HeaderSlug(String text, boolean isLossy) {
  private static final Map<Integer, String> SIGNS =
      Map.ofEntries(
          Map.entry((int) '%', "pct"),
          Map.entry((int) '‰', "permille"),
          Map.entry((int) '£', "gbp"),
          Map.entry((int) '€', "eur"),
          Map.entry((int) '$', "usd"),
          Map.entry((int) '+', "plus"),
          Map.entry((int) '±', "plus_minus"),
          Map.entry((int) '=', "eq"),
          Map.entry((int) '≠', "ne"),
          Map.entry((int) '≤', "le"),
          Map.entry((int) '≥', "ge"),
          Map.entry((int) '#', "number"),
          Map.entry((int) '№', "number"),
          Map.entry((int) '@', "at"),
          Map.entry((int) '×', "x"),
          Map.entry((int) '÷', "per"),
          Map.entry((int) '°', "deg"),
          Map.entry((int) 'µ', "u"),
          Map.entry((int) 'μ', "u"),
          Map.entry((int) 'ß', "ss"),
          Map.entry((int) 'æ', "ae"),
          Map.entry((int) 'ø', "o"),
          Map.entry((int) 'đ', "d"),
          Map.entry((int) 'ð', "d"),
          Map.entry((int) 'þ', "th"),
          Map.entry((int) 'ł', "l"),
          Map.entry((int) 'œ', "oe"),
          Map.entry((int) 'ı', "i"));

  public static HeaderSlug of(String level) {
    return new Builder(level).build();
  }

  /** One pass over a level. */
  private static final class Builder {
    private final int[] points;
    private final StringBuilder out = new StringBuilder();
    private boolean lossy;

    Builder(String level) {
      // Compatibility forms first (½, ligatures, full width), then accents apart from letters.
      String folded = Normalizer.normalize(kept(level), Normalizer.Form.NFKD);
      points = folded.toLowerCase(Locale.ROOT).codePoints().toArray();
    }

    /** Keeps the signs whose compatibility forms would lose their meaning. */
    private static String kept(String level) {
      return level
          .replace('−', '-')
          .replace("№", "#")
          .replace("≠", " ne ")
          .replace("…", " ")
          .replaceAll("[‐-―]", "-");
    }

    HeaderSlug build() {
      for (int i = 0; i < points.length; i++) {
        i += take(i);
      }
      String text = out.toString();
      return new HeaderSlug(
          text.endsWith("_") ? text.substring(0, text.length() - 1) : text, lossy);
    }

    /** Takes one character; returns how many more were used. */
    private int take(int i) {
      int c = points[i];
      if (isAlphanumeric(c)) {
        out.append((char) c);
      } else if (c == '<' || c == '>') {
        boolean orEqual = at(i + 1) == '=';
        word(c == '<' ? (orEqual ? "le" : "lt") : (orEqual ? "ge" : "gt"));
        return orEqual ? 1 : 0;
      } else if (c == '&') {
        ampersand(i);
      } else if (c == '+' && at(i + 1) == '/' && at(i + 2) == '-') {
        word("plus_minus");
        return 2;
      } else if (c == '.' && isDigit(at(i - 1)) && isDigit(at(i + 1))) {
        out.append("pt");
      } else if (c == ',' && isThousands(i)) {
        return 0;
      } else if (c == '-' && isDigit(at(i + 1)) && isMinus(i)) {
        word("minus");
      } else if (c == ':' && isDigit(at(i + 1) == ' ' ? at(i + 2) : at(i + 1))) {
        colon(i);
      } else if (isSilent(c)) {
        return 0;
      } else {
        other(c);
      }
      return 0;
    }

    private void other(int c) {
      String sign = SIGNS.get(c);
      if (sign != null && Character.isLetter(c)) {
        out.append(sign);
      } else if (sign != null) {
        word(sign);
      } else {
        lossy |= Character.isLetterOrDigit(c) || Character.getType(c) == Character.OTHER_SYMBOL;
        part();
      }
    }

    private void ampersand(int i) {
      boolean initials = isInitial(i - 1, i - 2) && isInitial(i + 1, i + 2);
      if (initials) {
        part();
      } else {
        word("and");
      }
    }

    private boolean isInitial(int at, int beyond) {
      return isAlphanumeric(at(at)) && !isAlphanumeric(at(beyond));
    }

    /** Parts times and ratios; elsewhere a colon says what something is. */
    private void colon(int i) {
      if (isDigit(at(i - 1)) || out.length() == 0) {
        part();
      } else {
        word("is");
      }
    }

    private boolean isThousands(int i) {
      return isDigit(at(i - 1))
          && isDigit(at(i + 1))
          && isDigit(at(i + 2))
          && isDigit(at(i + 3))
          && !isDigit(at(i + 4));
    }

    /** Tells whether a dash before a digit is a sign: first, behind a bracket or a sign. */
    private boolean isMinus(int i) {
      int before = at(i - 1);
      return before < 0 || "([<>=".indexOf(before) >= 0;
    }

    private static boolean isSilent(int c) {
      return c == '\''
          || c == '’'
          || c == '‘'
          || c == '`'
          || Character.getType(c) == Character.NON_SPACING_MARK
          || Character.getType(c) == Character.FORMAT;
    }

    private void word(String word) {
      part();
      out.append(word);
      part();
    }

    private void part() {
      if (out.length() > 0 && out.charAt(out.length() - 1) != '_') {
        out.append('_');
      }
    }

    private int at(int i) {
      return i >= 0 && i < points.length ? points[i] : -1;
    }

    private static boolean isDigit(int c) {
      return c >= '0' && c <= '9';
    }

    private static boolean isAlphanumeric(int c) {
      return isDigit(c) || (c >= 'a' && c <= 'z');
    }
  }
}

package org.datawarp.pipeline.enrich;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.pipeline.extract.SheetText.TextLine;

/** What numbers count, as headers, titles and lines above a table say. */
final class Units {
  private static final Pattern BRACKETS = Pattern.compile("[\\[(]([^\\[\\]()]{1,40})[\\])]");
  private static final Pattern PER =
      Pattern.compile(
          "(?i)\\bper ((?:1,?000|10,?000|100,?000|1,?000,?000|thousand|million)\\b"
              + "(?: (?:of )?(?:the )?(?:registered )?(?:population|people|patients|persons|beds"
              + "|births|live births|appointments|women|children|adults|deaths))?)");
  private static final Pattern PERCENT =
      Pattern.compile("(?i)%|\\b(?:percent(?:age)?|per cent|proportion|pct)\\b");
  private static final Pattern POUNDS = Pattern.compile("£|\\bGBP\\b");
  private static final Pattern SCALE =
      Pattern.compile("(?i)\\b(?:(thousand|million|billion)s?|(000s?)|(m|k|bn))\\b");
  private static final Pattern COUNT =
      Pattern.compile("(?i)^(?:total )?(?:number|count|no\\.?) of\\b.{1,200}");
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)(days?|weeks?|months?|years?|hours?|hrs?|minutes?|mins?|seconds?|secs?"
              + "|hh:mm(?::ss)?|h:mm(?::ss)?|thousands?|millions?|billions?|000s?|persons?|people"
              + "|patients|fte|wte|kwh|mwh|tonnes?|kg|m2|m²|km|miles|litres|ratio|rate|count|number)");
  private static final Pattern LINE =
      Pattern.compile("(?i)units?(?: of measure(?:ment)?)?\\s?(?:[:=–—-]|are|is)\\s?(?=\\S)");
  private static final Pattern LABEL =
      Pattern.compile("(?i)units?(?: of measure(?:ment)?)?\\s?[:=]?");
  private static final int LONGEST = 60;

  private Units() {}

  /** Finds what the numbers under a header count. */
  static Optional<String> ofHeader(List<String> levels) {
    for (int i = levels.size() - 1; i >= 0; i--) {
      String level = Words.line(levels.get(i));
      Optional<String> unit = ofText(level);
      if (unit.isPresent()) {
        return unit;
      }
      if (COUNT.matcher(level).matches()) {
        return Optional.of("count");
      }
    }
    return Optional.empty();
  }

  /** Returns a header without the unit in brackets at its end. */
  static String without(String header) {
    String text = header.strip();
    int open = Math.max(text.lastIndexOf('('), text.lastIndexOf('['));
    boolean isUnit =
        open > 0
            && (text.endsWith(")") || text.endsWith("]"))
            && ofBrackets(text.substring(open + 1, text.length() - 1)).isPresent();
    return isUnit ? text.substring(0, open).strip() : text;
  }

  /** Finds what the numbers of a table count by its title: what stands in brackets there. */
  static Optional<String> ofTitle(String title) {
    Matcher brackets = BRACKETS.matcher(Words.line(title));
    while (brackets.find()) {
      Optional<String> unit = ofBrackets(brackets.group(1));
      if (unit.isPresent()) {
        return unit;
      }
    }
    return Optional.empty();
  }

  /** Finds a line such as {@code Units: thousands}. */
  static Optional<String> ofLine(TextLine line) {
    String first = Words.line(line.cells().get(0));
    Matcher inline = LINE.matcher(first);
    String unit = "";
    if (inline.lookingAt()) {
      unit = first.substring(inline.end());
    } else if (line.cells().size() > 1 && LABEL.matcher(first).matches()) {
      unit = Words.line(line.cells().get(1));
    }
    return unit.isEmpty() || unit.length() > LONGEST ? Optional.empty() : Optional.of(unit);
  }

  private static Optional<String> ofText(String text) {
    Matcher per = PER.matcher(text);
    if (per.find()) {
      return Optional.of("per " + per.group(1).toLowerCase(Locale.ROOT));
    }
    Matcher brackets = BRACKETS.matcher(text);
    while (brackets.find()) {
      Optional<String> unit = ofBrackets(brackets.group(1));
      if (unit.isPresent()) {
        return unit;
      }
    }
    if (POUNDS.matcher(text).find()) {
      return Optional.of(scaled("GBP", text));
    }
    return PERCENT.matcher(text).find() ? Optional.of("%") : Optional.empty();
  }

  private static Optional<String> ofBrackets(String text) {
    String inner = text.strip();
    if (POUNDS.matcher(inner).find()) {
      return Optional.of(scaled("GBP", inner));
    }
    if (PERCENT.matcher(inner).find() && inner.length() < 15) {
      return Optional.of("%");
    }
    String unit = inner.replaceFirst("(?i)^in ", "");
    return NAMED.matcher(unit).matches()
        ? Optional.of(unit.toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  private static String scaled(String currency, String text) {
    Matcher scale = SCALE.matcher(text.replace("£", " "));
    if (!scale.find()) {
      return currency;
    }
    String word = scale.group().toLowerCase(Locale.ROOT);
    if (word.startsWith("b")) {
      return currency + " billion";
    }
    return currency + (word.startsWith("m") ? " million" : " thousand");
  }
}

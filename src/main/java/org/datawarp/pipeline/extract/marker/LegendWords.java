package org.datawarp.pipeline.extract.marker;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.pipeline.extract.MarkerClass;

/** The words by which a legend's meaning gets its class, in the order they are asked. */
record LegendWords(MarkerClass kind, Pattern pattern) {
  private static final List<LegendWords> ALL =
      List.of(
          of(MarkerClass.SIGNIFICANCE, "signific"),
          of(MarkerClass.NOT_APPLICABLE, "not applicable|not relevant|not appropriate"),
          of(
              MarkerClass.SUPPRESSED,
              "confiden(?!ce)|suppress|disclos|withheld|redact|small number|masked|identifiable"
                  + "|(?:avoid|prevent|protect|risk|could|may|might)\\b.{0,60}\\bidentif"
                  + "|(?:fewer than|less than|under|below) [0-9]|[0-9] or (?:fewer|less)|between 1 and|from 1 to"),
          of(
              MarkerClass.NOT_AVAILABLE,
              "not (?:yet )?(?:available|collected|submitted|recorded|known|reported|provided)"
                  + "|unavailable|missing|no data|did not submit|no return"),
          of(
              MarkerClass.LOW,
              "negligible|round(?:s|ed)? to (?:zero|0)|less than half|\\blow\\b(?! (?:data|quality|reliab))|close to zero"),
          of(MarkerClass.QUALITY, "reliab|quality|caution|unreliable|uncertain"),
          of(
              MarkerClass.STATUS,
              "provisional|revis|estimat|break in|forecast|average|\\btotals?\\b|amended|corrected"),
          of(MarkerClass.NIL, "\\bnil\\b|\\bzero\\b|\\bnone\\b|\\bno (?:cases|patients|events)\\b"),
          of(MarkerClass.NOTE, "\\b(?:foot)?note"),
          of(MarkerClass.ERROR, "\\b(?:spreadsheet|formula|calculation) error"));

  private static LegendWords of(MarkerClass kind, String words) {
    return new LegendWords(kind, Pattern.compile(words));
  }

  /** Returns the class that the words of a meaning speak of. */
  static MarkerClass classOf(String meaning) {
    String text = meaning.toLowerCase(Locale.ROOT);
    for (LegendWords words : ALL) {
      if (words.pattern.matcher(text).find()) {
        return words.kind;
      }
    }
    return MarkerClass.UNKNOWN;
  }

  /** Returns where the words that give the class begin; {@link Integer#MAX_VALUE} without any. */
  static int position(String meaning) {
    String text = meaning.toLowerCase(Locale.ROOT);
    for (LegendWords words : ALL) {
      Matcher matcher = words.pattern.matcher(text);
      if (matcher.find()) {
        return matcher.start();
      }
    }
    return Integer.MAX_VALUE;
  }
}

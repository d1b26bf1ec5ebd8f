package org.datawarp.pipeline.extract.cell;

import java.util.regex.Pattern;

/** Words that are written where a number is missing, for whatever reason. */
public final class MissingWords {
  private static final Pattern WORDS =
      Pattern.compile(
          "(?:data )?(?:not?|none|never|un|dis|no longer)[ -]?(?:data|given|held|known|available|applicable"
              + "|recorded|reported|provided|submitted|supplied|stated|collected|return(?:ed)?"
              + "|disclosed|open|published|specified|yet .{1,20})?"
              + "|n/?[ad]\\.?|nil|null|missing|suppressed|withheld|redacted|confidential|pending"
              + "|tb[ac]|withdrawn|cancelled|vacant|exempt|excluded|absent|(?:temporarily |now )?clos(?:ed|ure)|(?:did|does) not .{1,24}|cost exceeded"
              + "|insufficient .{1,20}|too (?:few|small|low)",
          Pattern.CASE_INSENSITIVE);

  private static final int LONGEST = 40;

  private MissingWords() {}

  /** Tells whether a text says that a number is missing. */
  public static boolean contains(String text) {
    String word = CellShape.collapse(text);
    return word.length() <= LONGEST && WORDS.matcher(word).matches();
  }
}

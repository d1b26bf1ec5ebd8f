package org.datawarp.model.period;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How final an issue says it is; the greater of two replaces the lesser.
 *
 * @param kind what the publisher called it
 * @param version the {@code v3} of a name, 0 where there is none
 */
public record Revision(Kind kind, int version) implements Comparable<Revision> {
  /** What publishers call their issues, the weakest first. */
  public enum Kind {
    PROVISIONAL,
    /** Nothing was said. */
    NONE,
    FINAL,
    REVISED
  }

  /** Nothing was said. */
  public static final Revision NONE = new Revision(Kind.NONE, 0);

  private static final Pattern WORD =
      Pattern.compile(
          "(?<![a-z])(?:(revised|revision|revisions|resupply|resubmission)"
              + "|(final|finalised|finalized)|(provisional|prov|preliminary)"
              + "|(?<!(?:^|[^0-9])[0-9])(?:v|ver|version)[ ._-]?([0-9]{1,2})(?![0-9a-z]))(?![a-z])");

  /** Checks the version. */
  public Revision {
    if (version < 0) {
      throw new IllegalArgumentException("negative version " + version);
    }
  }

  /**
   * Reads the revision words of a file name, link text or title: revised, final, provisional, v2.
   *
   * <p>"Provider" is not provisional. A revised final is REVISED; a revised provisional stays
   * PROVISIONAL with a version, so that it beats the first provisional and no final.
   */
  public static Revision of(String text) {
    boolean revised = false;
    boolean ended = false;
    boolean provisional = false;
    int version = 0;
    Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      revised |= matcher.group(1) != null;
      ended |= matcher.group(2) != null;
      provisional |= matcher.group(3) != null;
      if (matcher.group(4) != null) {
        version = Math.max(version, Integer.parseInt(matcher.group(4)));
      }
    }
    if (provisional && !ended) {
      return new Revision(Kind.PROVISIONAL, revised ? Math.max(version, 1) : version);
    }
    if (revised || (version > 1 && !ended)) {
      return new Revision(Kind.REVISED, version);
    }
    return new Revision(ended ? Kind.FINAL : Kind.NONE, version);
  }

  @Override
  public int compareTo(Revision other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : Integer.compare(version, other.version);
  }
}

package org.datawarp.model;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The name of one run, which sorts by time: {@code 20250801-093000-1f3a9c}, in UTC. The last part
 * is the millisecond in its upper ten bits and a random number: what is undone first is decided by
 * the order of the names, and a second holds several short runs.
 *
 * @param value the name; also that of the run's folder
 */
public record RunId(String value) {
  private static final Pattern SHAPE = Pattern.compile("\\d{8}-\\d{6}-[0-9a-f]{6}");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int RANDOM_BITS = 14;
  private static final int REMEMBERED = 1_000;
  private static final RecentNumbers RECENT = new RecentNumbers();

  /** Checks the shape. */
  public RunId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a run: '" + value + "'");
    }
  }

  /** Tells whether a text is the name of a run. */
  public static boolean isValid(String text) {
    return SHAPE.matcher(text).matches();
  }

  /**
   * Makes a new name; it sorts behind all that this program made in the same millisecond, also when
   * the clock was set back in the meantime.
   */
  public static RunId create(Clock clock) {
    long milliseconds = clock.millis();
    long second = Math.floorDiv(milliseconds, 1000L);
    long first = (second << 24) | (Math.floorMod(milliseconds, 1000L) << RANDOM_BITS);
    long made = RECENT.next(first);
    Instant time = Instant.ofEpochSecond(made >> 24);
    return new RunId(TIME.format(time) + String.format(Locale.ROOT, "-%06x", made & 0xffffff));
  }

  @Override
  public String toString() {
    return value;
  }

  /** The last number of each millisecond, of as many as names are made in at a time. */
  private static final class RecentNumbers {
    private final Map<Long, Long> last =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > REMEMBERED;
          }
        };

    private final SecureRandom random = new SecureRandom();

    synchronized long next(long first) {
      Long before = last.get(first);
      long next = before == null ? first | random.nextInt(1 << (RANDOM_BITS - 1)) : before + 1;
      last.put(first, next);
      return next;
    }
  }
}

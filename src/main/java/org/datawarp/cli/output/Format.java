package org.datawarp.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers, sizes and times as people read them. */
public final class Format {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ENGLISH);
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

  private Format() {}

  public static String count(@Nullable Long value) {
    return value == null ? "-" : grouped(value);
  }

  public static String size(@Nullable Long bytes) {
    if (bytes == null) {
      return "-";
    }
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    long tenths = Math.round(value * 10);
    return (unit == 0 ? bytes : tenths / 10 + "." + tenths % 10) + " " + UNITS[unit];
  }

  /** Not by a formatter: the first one that is asked for takes 15 ms to load. */
  private static String grouped(long value) {
    StringBuilder text = new StringBuilder(Long.toString(value));
    int first = value < 0 ? 1 : 0;
    for (int comma = text.length() - 3; comma > first; comma -= 3) {
      text.insert(comma, ',');
    }
    return text.toString();
  }

  public static String time(@Nullable Instant instant) {
    return instant == null ? "-" : TIME.format(instant.atZone(ZoneId.systemDefault()));
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ENGLISH, "%.1f s", duration.toMillis() / 1000.0);
  }

  public static String text(@Nullable String text) {
    return text == null || text.isEmpty() ? "-" : text;
  }

  public static String plural(long count, String singular) {
    return count(count) + " " + singular + (count == 1 ? "" : "s");
  }
}

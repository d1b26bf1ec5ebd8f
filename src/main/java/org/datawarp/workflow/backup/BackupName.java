package org.datawarp.workflow.backup;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a backup.
 *
 * @param day when it was made, UTC
 * @param number which of that day, from 1
 */
public record BackupName(LocalDate day, int number) implements Comparable<BackupName> {
  static final String FOLDER = "backups/postgres/";

  private static final Pattern KEY =
      Pattern.compile(
          "(?:.*/)?([0-9]{4}-[0-9]{2}-[0-9]{2})/datawarp_backup(?:-([1-9][0-9]{0,5}))?\\.sql\\.gz");

  /** Returns the path in a workspace, which is the key in a bucket. */
  public String key() {
    return FOLDER + day + "/" + file();
  }

  /** Returns the file's name. */
  String file() {
    return "datawarp_backup" + (number == 1 ? "" : "-" + number) + ".sql.gz";
  }

  /** Reads a path or key; empty if it is none of a backup. */
  static Optional<BackupName> parse(String key) {
    Matcher matcher = KEY.matcher(key);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      String number = matcher.group(2);
      return Optional.of(
          new BackupName(
              LocalDate.parse(matcher.group(1)), number == null ? 1 : Integer.parseInt(number)));
    } catch (java.time.DateTimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public int compareTo(BackupName other) {
    return Comparator.comparing(BackupName::day)
        .thenComparingInt(BackupName::number)
        .compare(this, other);
  }
}

package org.datawarp.workflow.schedule;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is done unattended, each at its time. */
public enum Job {
  /** Every morning, after publishers' usual hour. */
  DUE(
      "fetch what is due",
      "40 9 * * *",
      "*-*-* 09:40:00",
      List.of(List.of("refresh", "--due", "--wait", "30m"))),
  /** Every night. */
  BACKUP(
      "back up the database",
      "20 2 * * *",
      "*-*-* 02:20:00",
      List.of(List.of("backup", "create", "--wait", "30m"))),
  /** Every week; the sync only where a store is configured. */
  ARCHIVE(
      "archive what is idle and send it away",
      "30 4 * * 0",
      "Sun *-*-* 04:30:00",
      List.of(
          List.of("archive", "--older-than", "90d", "--keep-newest", "--wait", "30m"),
          List.of("sync"))),
  /** Every week: fails where orphans are found. */
  CHECK(
      "look for orphans",
      "10 5 * * 1",
      "Mon *-*-* 05:10:00",
      List.of(List.of("cleanup", "--dry-run", "--fail-if-found")));

  private final String description;
  private final String cron;
  private final String calendar;
  private final List<List<String>> commands;

  Job(String description, String cron, String calendar, List<List<String>> commands) {
    this.description = description;
    this.cron = cron;
    this.calendar = calendar;
    this.commands = commands;
  }

  /** Finds a job by its {@link #word}. */
  public static Optional<Job> find(String word) {
    return Arrays.stream(values()).filter(job -> job.word().equals(word)).findFirst();
  }

  /** Returns its name in commands. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns what it does, for people. */
  public String description() {
    return description;
  }

  /** Returns the command lines that it runs one after the other, each without the program. */
  public List<List<String>> commands() {
    return commands;
  }

  String cron() {
    return cron;
  }

  String calendar() {
    return calendar;
  }
}

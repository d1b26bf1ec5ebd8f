package org.datawarp.workflow.publication;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.datawarp.model.error.DatawarpException;
import org.jspecify.annotations.Nullable;

/**
 * How a refresh of publications ended.
 *
 * @param publications each, in the configuration's order
 */
public record PublicationReport(List<PublicationResult> publications) {
  /** Copies the list. */
  public PublicationReport {
    publications = List.copyOf(publications);
  }

  /** Tells whether an issue, or the look at a publication's page, has failed. */
  public boolean hasFailures() {
    return publications.stream().anyMatch(PublicationResult::hasFailures);
  }

  /**
   * How the refresh of one publication ended.
   *
   * @param publication its code
   * @param issues its issues, oldest first
   * @param next the period that comes next by the schedule; null where nothing says it
   * @param nextDue when that one comes out; null where nothing says it
   * @param warnings what a person should know
   * @param error why its issues could not be found; null if they could
   */
  public record PublicationResult(
      String publication,
      List<IssueResult> issues,
      @Nullable String next,
      @Nullable LocalDate nextDue,
      List<String> warnings,
      @Nullable Failure error) {
    /** Copies the lists. */
    public PublicationResult {
      issues = List.copyOf(issues);
      warnings = List.copyOf(warnings);
    }

    /** Tells whether anything of it has failed. */
    public boolean hasFailures() {
      return error != null || issues.stream().anyMatch(issue -> issue.outcome() == Outcome.FAILED);
    }
  }

  /**
   * How the refresh of one issue ended.
   *
   * @param manifest its manifest's name
   * @param period its period; null for reference data
   * @param outcome what happened
   * @param due when it comes out; null where nothing says it
   * @param rows the rows of its tables; null where they are as before, or none
   * @param revised the addresses of files whose bytes are others than those loaded before
   * @param changes what is other than before in its tables' columns and values, a line each
   * @param run the run's id; null where nothing was written
   * @param warnings what a person should know
   * @param error why it failed; null if it did not
   */
  public record IssueResult(
      String manifest,
      @Nullable String period,
      Outcome outcome,
      @Nullable LocalDate due,
      @Nullable Long rows,
      List<String> revised,
      List<String> changes,
      @Nullable String run,
      List<String> warnings,
      @Nullable Failure error) {
    /** Copies the lists. */
    public IssueResult {
      revised = List.copyOf(revised);
      changes = List.copyOf(changes);
      warnings = List.copyOf(warnings);
    }
  }

  /** What happened to an issue. */
  public enum Outcome {
    /** Its rows are new. */
    REFRESHED,
    /** It is as it was. */
    UNCHANGED,
    /** What would be done was told. */
    PLANNED,
    /** It is not there yet, and need not be. */
    NOT_PUBLISHED,
    /** It could not be refreshed; what was here is as before. */
    FAILED;

    /** Returns the words for it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * A failure.
   *
   * @param code the exit code that it alone would have had
   * @param name the code's name
   * @param message what failed
   * @param hint what to do next; null where the message says it
   */
  public record Failure(int code, String name, String message, @Nullable String hint) {
    static Failure of(DatawarpException e) {
      return new Failure(
          e.exitCode().status(), e.exitCode().name(), String.valueOf(e.getMessage()), e.hint());
    }
  }
}

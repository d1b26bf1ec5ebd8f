package org.datawarp.workflow.publication;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A registered publication and what is here of it.
 *
 * @param publication its code
 * @param name its name for people
 * @param frequency the word for what its issues report on; null where nothing says it
 * @param issues whether its issues are separate or cumulative
 * @param address its landing page, else its address, without secrets; null for none
 * @param held how many of its issues are here
 * @param newest the newest period that is here; null for none
 * @param due the periods that are due by the schedule and not here, oldest first
 * @param next the period that comes next by the schedule; null where nothing says it
 * @param nextDue when that one comes out; null where nothing says it
 * @param origin where it is registered
 * @param warnings what a person should know
 */
public record PublicationLine(
    String publication,
    String name,
    @Nullable String frequency,
    String issues,
    @Nullable String address,
    int held,
    @Nullable String newest,
    List<String> due,
    @Nullable String next,
    @Nullable LocalDate nextDue,
    String origin,
    List<String> warnings) {
  /** Copies the lists. */
  public PublicationLine {
    due = List.copyOf(due);
    warnings = List.copyOf(warnings);
  }
}

package org.datawarp.model;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher says of an issue as a whole.
 *
 * @param licence the name of the licence as stated; null where none is
 * @param licenceUrl where its text is; null where that is not said
 * @param published the day of publication; null where unknown
 * @param notes what the file's notes say of all its tables
 * @param enrichedBy what made the descriptions, such as {@code rules 1}; null before
 */
public record IssueFacts(
    @Nullable String licence,
    @Nullable String licenceUrl,
    @Nullable LocalDate published,
    List<String> notes,
    @Nullable String enrichedBy) {
  /** Nothing is known. */
  public static final IssueFacts NONE = new IssueFacts(null, null, null, List.of(), null);

  /** Copies the list. */
  public IssueFacts {
    notes = List.copyOf(notes);
  }

  /** Returns these facts with what made the descriptions. */
  public IssueFacts enriched(@Nullable String by) {
    return new IssueFacts(licence, licenceUrl, published, notes, by);
  }

  /** Returns these facts, and of another's what these do not say. */
  public IssueFacts orElse(IssueFacts other) {
    return new IssueFacts(
        licence == null ? other.licence : licence,
        licence == null ? other.licenceUrl : licenceUrl,
        published == null ? other.published : published,
        notes.isEmpty() ? other.notes : notes,
        enrichedBy == null ? other.enrichedBy : enrichedBy);
  }
}

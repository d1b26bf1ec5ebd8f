package org.datawarp.model.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a table besides its rows and its title.
 *
 * @param description what it holds; null where nobody said
 * @param describedBy whose words the description is
 * @param unit what all its numbers count; null where it is said of columns or not at all
 * @param notes the publisher's footnotes under it, and notes its title refers to
 */
public record SourceFacts(
    @Nullable String description,
    DescribedBy describedBy,
    @Nullable String unit,
    List<String> notes) {
  /** Nothing is known. */
  public static final SourceFacts NONE =
      new SourceFacts(null, DescribedBy.PERSON, null, List.of());

  /** Copies the list. */
  public SourceFacts {
    notes = List.copyOf(notes);
  }

  /** Returns these facts with a description. */
  public SourceFacts with(@Nullable String words, DescribedBy by) {
    return new SourceFacts(words, by, unit, notes);
  }

  /** Tells whether a person has described it: then these words stay. */
  public boolean isPersons() {
    return description != null && describedBy == DescribedBy.PERSON;
  }
}

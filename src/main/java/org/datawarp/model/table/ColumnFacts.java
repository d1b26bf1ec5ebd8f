package org.datawarp.model.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a column besides its values and its header.
 *
 * @param description what it holds; null where nobody said
 * @param describedBy whose words the description is
 * @param unit what its numbers count, such as {@code %} or {@code GBP}; null where nothing says
 * @param notes the publisher's notes that its header refers to, and definitions
 * @param role dimension or measure; null while nobody has judged
 * @param geography which levels its codes are of, the widest area first; empty for other columns
 * @param keywords words to find it by
 */
public record ColumnFacts(
    @Nullable String description,
    DescribedBy describedBy,
    @Nullable String unit,
    List<String> notes,
    @Nullable ColumnRole role,
    List<GeographyLevel> geography,
    List<String> keywords) {
  /** Nothing is known. */
  public static final ColumnFacts NONE =
      new ColumnFacts(null, DescribedBy.PERSON, null, List.of(), null, List.of(), List.of());

  /** Copies the lists. */
  public ColumnFacts {
    notes = List.copyOf(notes);
    geography = List.copyOf(geography);
    keywords = List.copyOf(keywords);
  }

  /** Returns a column that a person has described. */
  public static ColumnFacts described(@Nullable String description) {
    return NONE.with(description, DescribedBy.PERSON);
  }

  /** Returns these facts with a description. */
  public ColumnFacts with(@Nullable String words, DescribedBy by) {
    return new ColumnFacts(words, by, unit, notes, role, geography, keywords);
  }

  /** Returns these facts with unit and notes. */
  public ColumnFacts with(@Nullable String measuredIn, List<String> all) {
    return new ColumnFacts(description, describedBy, measuredIn, all, role, geography, keywords);
  }

  /** Returns these facts with what the column is for. */
  public ColumnFacts with(@Nullable ColumnRole judged, List<GeographyLevel> levels) {
    return new ColumnFacts(description, describedBy, unit, notes, judged, levels, keywords);
  }

  /** Returns these facts with words to find the column by. */
  public ColumnFacts withKeywords(List<String> words) {
    return new ColumnFacts(description, describedBy, unit, notes, role, geography, words);
  }

  /** Tells whether a person has described it: then these words stay. */
  public boolean isPersons() {
    return description != null && describedBy == DescribedBy.PERSON;
  }
}

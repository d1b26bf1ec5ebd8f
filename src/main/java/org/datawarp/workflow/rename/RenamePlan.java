package org.datawarp.workflow.rename;

import java.util.List;
import org.datawarp.platform.codec.JsonKeys;

/**
 * What gets another name.
 *
 * @param kind what the old name is of: manifest, source or publication
 * @param from the old name
 * @param to the new name
 * @param manifests the manifests that are renamed
 * @param sources the sources that are, with their tables and exports
 * @param stays files that keep the old name, since stores hold them under it
 * @param warnings what a person should know
 */
public record RenamePlan(
    Kind kind,
    String from,
    String to,
    List<Name> manifests,
    List<Source> sources,
    List<String> stays,
    List<String> warnings) {
  /** Copies the lists. */
  public RenamePlan {
    manifests = List.copyOf(manifests);
    sources = List.copyOf(sources);
    stays = List.copyOf(stays);
    warnings = List.copyOf(warnings);
  }

  /** What has a name. */
  public enum Kind {
    MANIFEST,
    SOURCE,
    PUBLICATION;

    /** Returns the word for people and scripts. */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    public String toString() {
      return text();
    }
  }

  /**
   * A manifest's names.
   *
   * @param from the old one
   * @param to the new one
   */
  public record Name(String from, String to) {}

  /**
   * A source's names.
   *
   * @param from the old code
   * @param to the new code
   * @param table its staging table by then
   * @param views the views that read it; they follow by themselves
   */
  @JsonKeys({"from", "to", "table", "views"})
  public record Source(String from, String to, String table, List<String> views) {
    /** Copies the list. */
    public Source {
      views = List.copyOf(views);
    }
  }
}

package org.datawarp.model.table;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whose words a description is. A person's are never replaced. */
public enum DescribedBy {
  PERSON,
  /** The sheets of the file, or the landing page. */
  PUBLISHER,
  /** A language model. */
  MODEL;

  /** Returns the form used in manifests: lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Finds one by its {@link #text}. */
  public static Optional<DescribedBy> find(String text) {
    return Arrays.stream(values()).filter(who -> who.text().equals(text)).findFirst();
  }
}

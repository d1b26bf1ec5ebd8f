package org.datawarp.model.table;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a new issue of a canonical source may change in its table.
 *
 * @param columns whether columns may come and go
 * @param types whether types may widen
 */
public record Contract(Rule columns, Rule types) {
  private static final String COLUMNS = "columns";
  private static final String TYPES = "types";

  /** Everything may change. */
  public static final Contract EVOLVE = new Contract(Rule.EVOLVE, Rule.EVOLVE);

  /** Reads what {@link #toMap} gives; what is not said there may change. */
  public static Contract of(Map<String, ? extends @Nullable Object> map) {
    return new Contract(rule(map.get(COLUMNS)), rule(map.get(TYPES)));
  }

  private static Rule rule(@Nullable Object text) {
    return Arrays.stream(Rule.values())
        .filter(rule -> rule.text().equals(text))
        .findFirst()
        .orElse(Rule.EVOLVE);
  }

  /** Returns it as the database has it: nothing where everything may change. */
  public Map<String, String> toMap() {
    return equals(EVOLVE) ? Map.of() : Map.of(COLUMNS, columns.text(), TYPES, types.text());
  }

  /** Says it to a person. */
  public String inWords() {
    return COLUMNS + " " + columns.text() + ", " + TYPES + " " + types.text();
  }

  /** What becomes of a change. */
  public enum Rule {
    /** It is made and told. */
    EVOLVE,
    /** It is made, and a person is warned. */
    WARN,
    /** It is refused. */
    FREEZE;

    /** Returns the form that manifests and the database have. */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}

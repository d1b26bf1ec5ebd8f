package org.datawarp.model.table;

/**
 * What a new issue of a canonical source may change in its table.
 *
 * @param columns whether columns may come and go
 * @param types whether types may widen
 */
public record Contract(Rule columns, Rule types) {
  /** Everything may change. */
  public static final Contract EVOLVE = new Contract(Rule.EVOLVE, Rule.EVOLVE);

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

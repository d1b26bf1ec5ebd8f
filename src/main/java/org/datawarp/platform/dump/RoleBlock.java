package org.datawarp.platform.dump;

import java.util.Optional;

/**
 * The one form of anonymous block in our dumps: statements that are carried out only where the
 * roles they name exist and the restoring role may act for them.
 */
final class RoleBlock {
  /** How it begins; takes the roles as literals and their number. */
  static final String BEGIN =
      """
      BEGIN
      IF (SELECT pg_catalog.count(*) FROM pg_catalog.pg_roles WHERE rolname IN (%s)) = %d THEN""";

  /** What stands behind the statements; takes the roles as literals. */
  static final String ELSE =
      """
      ELSE
      RAISE WARNING 'grants or ownership for a role that is missing here: %%', pg_catalog.concat_ws(', ', %s);
      """;

  /** How it ends. */
  static final String END =
      """
      END IF;
      EXCEPTION WHEN insufficient_privilege THEN
      RAISE WARNING 'grants or owners not restored: %', SQLERRM;
      END
      """;

  private static final String HEAD = BEGIN.substring(0, BEGIN.indexOf("%s"));
  private static final String THEN = " THEN\n";
  private static final String TAIL = "\n" + ELSE.substring(0, ELSE.indexOf("%%"));

  private RoleBlock() {}

  /** Returns a dollar quote that does not occur in a text. */
  static String tag(String text) {
    String tag = "$roles$";
    for (int i = 1; text.contains(tag); i++) {
      tag = "$roles" + i + "$";
    }
    return tag;
  }

  /** Returns what stands inside a block of this form; empty if the statement is not one. */
  static Optional<String> inside(String statement) {
    int body = statement.indexOf(HEAD);
    int begin = statement.indexOf(THEN) + THEN.length();
    int end = statement.lastIndexOf(TAIL);
    return statement.startsWith("DO $") && body > 0 && begin > body && end >= begin
        ? Optional.of(statement.substring(begin, end))
        : Optional.empty();
  }

  /** Returns the block with other statements inside. */
  static String with(String block, String body) {
    int begin = block.indexOf(THEN) + THEN.length();
    return block.substring(0, begin) + body + block.substring(block.lastIndexOf(TAIL));
  }
}

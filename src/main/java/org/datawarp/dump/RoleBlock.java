package org.datawarp.dump;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private static final String ROLES = "(?:E?'(?:[^'\\\\]++|''|\\\\\\\\)*+'(?:, )?)++";

  private static final Pattern FORM =
      Pattern.compile(
          "DO (\\$\\w*\\$)\nBEGIN\nIF \\(SELECT pg_catalog\\.count\\(\\*\\) FROM pg_catalog\\.pg_roles"
              + " WHERE rolname IN \\("
              + ROLES
              + "\\)\\) = \\d+ THEN\n"
              + "(.*)\n"
              + "ELSE\nRAISE WARNING 'grants or ownership for a role that is missing here: %',"
              + " pg_catalog\\.concat_ws\\(', ', "
              + ROLES
              + "\\);\n"
              + Pattern.quote(END)
              + "(\\$\\w*\\$);?",
          Pattern.DOTALL);

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
    Matcher matcher = FORM.matcher(statement);
    return matcher.matches() && matcher.group(1).equals(matcher.group(3))
        ? Optional.of(matcher.group(2))
        : Optional.empty();
  }
}

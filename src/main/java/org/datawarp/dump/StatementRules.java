package org.datawarp.dump;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which statements a dump may hold: those that pg_dump and our writer write. Anything else, such as
 * one that reads or writes the server's files, is refused before it is sent.
 */
final class StatementRules {
  private static final String THING =
      "(?:OR REPLACE )?(?:SCHEMA|(?:UNLOGGED )?TABLE|SEQUENCE|(?:RECURSIVE )?VIEW|MATERIALIZED VIEW"
          + "|(?:UNIQUE )?INDEX|FUNCTION|PROCEDURE|TYPE|DOMAIN|(?:CONSTRAINT )?TRIGGER|RULE|POLICY"
          + "|STATISTICS|EXTENSION|AGGREGATE|OPERATOR|COLLATION|CAST|TEXT SEARCH)";

  private static final Pattern ALLOWED =
      pattern(
          "SET (?!ROLE|SESSION|LOCAL)\\w+ ?(?:=|TO) ?.*",
          "SELECT pg_catalog\\.set_config\\('search_path', '[^'\\\\]*', false\\);",
          "SELECT pg_catalog\\.setval\\((?:E?'(?:[^']++|'')*+'), -?[0-9]+, (?:true|false|'t'|'f')\\);",
          "CREATE " + THING + " .*",
          "ALTER (?:TABLE|SEQUENCE|INDEX|VIEW|MATERIALIZED VIEW|FUNCTION|PROCEDURE|SCHEMA|TYPE|DOMAIN"
              + "|DEFAULT PRIVILEGES|STATISTICS|AGGREGATE|OPERATOR|COLLATION|TEXT SEARCH|TRIGGER) .*",
          "COMMENT ON .*",
          "(?:GRANT|REVOKE) .* ON .*",
          "INSERT INTO .*",
          "REFRESH MATERIALIZED VIEW .*");

  private static final Pattern IN_BLOCK =
      pattern(
          "(?:GRANT|REVOKE) .* ON .*",
          "ALTER \\w+(?: VIEW| PRIVILEGES)? .* (?:OWNER TO|GRANT) .*",
          "CREATE POLICY .*",
          "COMMENT ON POLICY .*");

  /** Where a role, a parameter or a right may be missing on the server that reads the dump. */
  private static final Pattern DISPENSABLE =
      pattern(
          "SET .*",
          "(?:GRANT|REVOKE) .* ON .*",
          "ALTER DEFAULT PRIVILEGES .*",
          "ALTER .* OWNER TO (?:\\w+|\"(?:[^\"]++|\"\")++\");",
          "COMMENT ON EXTENSION .*");

  private static final Pattern UNSAFE_SETTING =
      pattern(
          "SET (?:standard_conforming_strings) ?(?:=|TO) ?'?(?:off|false|no|0)'?;",
          "SET client_encoding ?(?:=|TO) ?(?!'?UTF-?8'?;).*");

  private StatementRules() {}

  /** Returns why a statement is refused; empty where it may be carried out. */
  static Optional<String> refusal(DumpScanner.Statement statement) throws IOException {
    String sql = spaced(statement.sql());
    if (UNSAFE_SETTING.matcher(sql).matches()) {
      return Optional.of("text in another encoding or with other escapes is not read");
    }
    if (statement.isCopy() || ALLOWED.matcher(sql).matches()) {
      return Optional.empty();
    }
    Optional<String> block = RoleBlock.inside(statement.sql());
    if (block.isPresent()) {
      return insideRefusal(block.get());
    }
    return Optional.of("a statement that no dump has: " + start(statement.sql()));
  }

  /** Tells whether the statement may fail where a role, parameter or right is missing. */
  static boolean isDispensable(String sql) {
    return DISPENSABLE.matcher(spaced(sql)).matches();
  }

  /** Returns the first words of a statement. */
  static String start(String sql) {
    String line = sql.strip().lines().findFirst().orElse("");
    return line.length() <= 60 ? line : line.substring(0, 60) + "…";
  }

  private static Optional<String> insideRefusal(String body) throws IOException {
    DumpScanner scanner =
        new DumpScanner(
            new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), "a block of grants");
    for (DumpScanner.Statement inner = scanner.next(); inner != null; inner = scanner.next()) {
      if (!IN_BLOCK.matcher(spaced(inner.sql())).matches()) {
        return Optional.of("a statement that no block of grants has: " + start(inner.sql()));
      }
    }
    return Optional.empty();
  }

  /** Returns a statement with each run of blanks as one, so that no rule searches through them. */
  private static String spaced(String sql) {
    StringBuilder spaced = new StringBuilder(sql.length());
    boolean blank = false;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      boolean blankBefore = blank;
      blank = c == ' ' || (c >= '\t' && c <= '\r');
      if (!blank) {
        spaced.append(c);
      } else if (!blankBefore) {
        spaced.append(' ');
      }
    }
    return spaced.toString();
  }

  private static Pattern pattern(String... alternatives) {
    String all = "(?:" + String.join(")|(?:", alternatives) + ")";
    return Pattern.compile(all.replace(" ?", " ?+"), Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  }
}

package org.datawarp.platform.dump;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which table and columns the rows behind {@code COPY … FROM stdin} are for.
 *
 * @param schema the table's schema
 * @param table its name
 * @param columns their names; none where the statement lists none
 */
record CopyHead(String schema, String table, List<String> columns) {
  CopyHead {
    columns = List.copyOf(columns);
  }

  /** Reads a statement of the one form that dumps have; empty where it is another. */
  static Optional<CopyHead> parse(String sql) {
    if (!sql.regionMatches(true, 0, "COPY", 0, 4)) {
      return Optional.empty();
    }
    List<SqlTokens.Token> tokens = SqlTokens.of(sql);
    if (tokens.size() < 7
        || !tokens.get(0).is("copy")
        || !tokens.get(1).isName()
        || !tokens.get(2).is(".")
        || !tokens.get(3).isName()) {
      return Optional.empty();
    }
    List<String> columns = new ArrayList<>();
    int at = 4;
    if (tokens.get(at).is("(")) {
      do {
        at++;
        if (at + 1 >= tokens.size() || !tokens.get(at).isName()) {
          return Optional.empty();
        }
        columns.add(tokens.get(at).text());
        at++;
      } while (tokens.get(at).is(","));
      if (!tokens.get(at).is(")")) {
        return Optional.empty();
      }
      at++;
    }
    return tokens.size() == at + 3
            && tokens.get(at).is("from")
            && tokens.get(at + 1).is("stdin")
            && tokens.get(at + 2).is(";")
        ? Optional.of(new CopyHead(tokens.get(1).text(), tokens.get(3).text(), columns))
        : Optional.empty();
  }

  /** Returns the statement for these columns of a table, written anew. */
  static String statement(String table, List<String> columns) {
    return "COPY " + table + " " + (columns.isEmpty() ? "" : list(columns) + " ") + "FROM STDIN";
  }

  /** Returns names as a list in parentheses. */
  static String list(List<String> columns) {
    return columns.stream().map(CopyHead::quoted).collect(Collectors.joining(", ", "(", ")"));
  }

  String quotedTable() {
    return quoted(schema) + "." + quoted(table);
  }

  static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}

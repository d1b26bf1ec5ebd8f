package org.datawarp.platform.dump;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the statements of a dump. */
final class SqlOutput {
  private final OutputStream out;

  SqlOutput(OutputStream out) {
    this.out = out;
  }

  /** Writes a title as a comment. */
  void section(String title) throws IOException {
    line("");
    line("-- " + title);
    line("");
  }

  void line(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  void bytes(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  /**
   * Writes statements that name roles: each set of roles in one block that does nothing where one
   * of them does not exist, so that the dump restores anywhere.
   *
   * @param lines roles (none, or one a line), a key, and the statement
   */
  void guarded(List<Catalogue.Line> lines) throws IOException {
    Map<String, List<String>> byRoles = new LinkedHashMap<>();
    for (Catalogue.Line line : lines) {
      byRoles.computeIfAbsent(line.at(0), roles -> new ArrayList<>()).add(line.at(2));
    }
    for (Map.Entry<String, List<String>> entry : byRoles.entrySet()) {
      if (entry.getKey().isEmpty()) {
        for (String statement : entry.getValue()) {
          line(statement);
        }
      } else {
        block(entry.getKey(), String.join("\n", entry.getValue()));
      }
    }
  }

  private void block(String roles, String statements) throws IOException {
    List<String> literals = roles.lines().map(SqlOutput::literal).toList();
    String names = String.join(", ", literals);
    String tag = RoleBlock.tag(statements + names);
    line("DO " + tag);
    line(RoleBlock.BEGIN.formatted(names, literals.size()));
    line(statements);
    line(RoleBlock.ELSE.formatted(names) + RoleBlock.END + tag + ";");
  }

  private static String literal(String text) {
    String quoted = "'" + text.replace("'", "''") + "'";
    return text.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
  }
}

package org.datawarp.platform.dump;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Asks PostgreSQL's catalogue within a snapshot. */
final class Catalogue {
  private final Connection connection;
  private final DumpScope scope;

  Catalogue(Connection connection, DumpScope scope) {
    this.connection = connection;
    this.scope = scope;
  }

  DumpScope scope() {
    return scope;
  }

  /** One row of an answer: its columns as text, null as the empty string. */
  record Line(List<String> fields) {
    Line {
      fields = List.copyOf(fields);
    }

    String at(int column) {
      return fields.get(column);
    }
  }

  /** Asks a statement whose every parameter is the array of schemas. */
  List<Line> ask(String sql, int parameters) throws SQLException {
    return ask(sql, parameters, scope.schemas());
  }

  /** Asks a statement whose every parameter is an array of names. */
  List<Line> ask(String sql, int parameters, List<String> names) throws SQLException {
    List<Line> lines = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 1; i <= parameters; i++) {
        statement.setArray(i, connection.createArrayOf("text", names.toArray()));
      }
      try (ResultSet rows = statement.executeQuery()) {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
          List<String> fields = new ArrayList<>(columns);
          for (int i = 1; i <= columns; i++) {
            String text = rows.getString(i);
            fields.add(text == null ? "" : text);
          }
          lines.add(new Line(fields));
        }
      }
    }
    return lines;
  }

  List<Line> ask(String sql) throws SQLException {
    return ask(sql, 1);
  }

  int majorVersion() throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion();
  }
}

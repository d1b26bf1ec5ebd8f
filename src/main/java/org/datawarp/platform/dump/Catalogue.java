package org.datawarp.platform.dump;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.datawarp.platform.postgres.Sql;

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
    Object[] values = Collections.nCopies(parameters, names).toArray();
    return Sql.list(connection, sql, Catalogue::line, values);
  }

  private static Line line(ResultSet row) throws SQLException {
    List<String> fields = new ArrayList<>();
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      fields.add(Objects.requireNonNullElse(row.getString(i), ""));
    }
    return new Line(fields);
  }

  List<Line> ask(String sql) throws SQLException {
    return ask(sql, 1);
  }

  int majorVersion() throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion();
  }
}

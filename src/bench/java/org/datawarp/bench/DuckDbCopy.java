package org.datawarp.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** Loads a CSV into DuckDB and prints the seconds of writing it as Parquet. */
class DuckDbCopy {
  public static void main(String[] arguments) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads = 2");
      statement.execute(
          "CREATE TABLE t AS SELECT * FROM read_csv('" + arguments[0] + "', header = true)");
      long began = System.nanoTime();
      statement.execute("COPY t TO '" + arguments[1] + "' (FORMAT parquet, COMPRESSION zstd)");
      System.out.printf("%.3f%n", (System.nanoTime() - began) / 1e9);
    }
  }
}

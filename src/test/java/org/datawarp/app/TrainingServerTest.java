package org.datawarp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** What the training meets must not fail before it is met. */
class TrainingServerTest {
  @Test
  void theFirstClientIsAskedForAPasswordAndTheNextFindsNoRow() throws Exception {
    try (TrainingServer server = TrainingServer.start()) {
      assertThatThrownBy(() -> open(server))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
      try (Connection connection = open(server);
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        try (ResultSet rows = statement.executeQuery("SELECT 1 FROM nothing")) {
          assertThat(rows.next()).isFalse();
        }
        statement.execute("SET TIME ZONE 'UTC'");
        connection.commit();
      }
    }
  }

  private static Connection open(TrainingServer server) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:" + server.url().replaceFirst("//.*@", "//"), "training", "training");
  }
}

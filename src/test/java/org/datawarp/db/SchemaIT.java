package org.datawarp.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import org.datawarp.testing.PostgresExtension;
import org.junit.jupiter.api.Test;

final class SchemaIT {
  @Test
  void anEmptyDatabaseGetsTheNewestSchema() {
    try (Database database = new Database(PostgresExtension.freshDatabase(), Clock.systemUTC())) {
      assertThat(database.hasSchema()).isFalse();

      database.requireSchema();

      assertThat(database.hasSchema()).isTrue();
      assertThat(database.read("reading the schema", Schema::read))
          .isEqualTo(new Schema(Schema.State.CURRENT, Schema.KNOWN_VERSION));
    }
  }
}

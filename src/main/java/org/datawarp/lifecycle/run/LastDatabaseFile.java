package org.datawarp.lifecycle.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.postgres.Query;
import org.datawarp.storage.workspace.Workspace;

/**
 * The workspace's note of the database it was first used with. Orphans are told by what a database
 * does not know, so one that is not the usual one must be noticed.
 */
public final class LastDatabaseFile {
  private final Path file;

  /** Makes the note of a workspace. */
  public LastDatabaseFile(Workspace workspace) {
    this.file = workspace.state().resolve("database");
  }

  /** Asks a database which one it is; a copy of it answers the same. */
  public static UUID identify(Connection connection) {
    return Query.find(
            connection,
            "asking which database this is",
            "SELECT id FROM datawarp.tbl_database",
            row -> row.getObject(1, UUID.class))
        .orElseThrow();
  }

  /**
   * Reads the note.
   *
   * @return empty before the first run
   * @throws StorageException if it is damaged
   */
  public Optional<UUID> find() {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          UUID.fromString(Files.readString(file, StandardCharsets.US_ASCII).strip()));
    } catch (IOException | IllegalArgumentException e) {
      throw new StorageException(
          "the note of the workspace's database in " + file + " cannot be read",
          "delete it if the configured database is the right one",
          e);
    }
  }

  /** Writes the note where there is none yet. */
  public void writeFirst(Connection connection) {
    if (!Files.exists(file)) {
      replace(identify(connection));
    }
  }

  /** Writes the note anew: this is the workspace's database from now on. */
  public void replace(UUID database) {
    AtomicFile.replace(file, database + "\n");
  }
}

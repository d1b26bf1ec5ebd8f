package org.datawarp.repository;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.SqlErrors;

/** Records of files that were deleted here because a store was proven to hold them. */
public final class SyncProofRepository {
  private final UUID workspace;

  /**
   * A proof.
   *
   * @param path the file, relative to the workspace
   * @param store the store's address
   * @param key the object
   * @param sizeBytes how many bytes were read back
   * @param sha256 their SHA-256, which is the file's
   * @param at when
   */
  public record Proof(
      String path, String store, String key, long sizeBytes, String sha256, Instant at) {}

  /** Makes the proofs of a workspace. */
  public SyncProofRepository(UUID workspace) {
    this.workspace = workspace;
  }

  /** Adds a proof, in the caller's transaction. */
  public void add(Connection connection, Proof proof) {
    String sql =
        """
        INSERT INTO datawarp.tbl_sync_proofs
            (workspace, path, store, key, size_bytes, sha256, proven_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """;
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setObject(1, workspace);
      insert.setString(2, proof.path());
      insert.setString(3, proof.store());
      insert.setString(4, proof.key());
      insert.setLong(5, proof.sizeBytes());
      insert.setString(6, proof.sha256());
      insert.setObject(7, proof.at().atOffset(ZoneOffset.UTC));
      insert.executeUpdate();
    } catch (SQLException e) {
      throw SqlErrors.translate("recording a proof", e);
    }
  }

  /**
   * Finds the store that a file was proven to be in when it was deleted here; of several the last.
   *
   * @param path the file, relative to the workspace
   */
  public Optional<String> findStore(Connection connection, String path) {
    return Query.find(
        connection,
        "looking for the store of " + path,
        """
        SELECT store FROM datawarp.tbl_sync_proofs
         WHERE workspace = ? AND path = ? ORDER BY id DESC LIMIT 1
        """,
        row -> row.getString(1),
        workspace,
        path);
  }

  /**
   * Lists what was proven to be in a store, in the order of the proofs.
   *
   * @param store the store's address
   */
  public List<Proof> list(Connection connection, String store) {
    return Query.list(
        connection,
        "listing the proofs of " + store,
        """
        SELECT path, store, key, size_bytes, sha256, proven_at FROM datawarp.tbl_sync_proofs
         WHERE workspace = ? AND store = ? ORDER BY id
        """,
        row ->
            new Proof(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getString(5),
                row.getObject(6, OffsetDateTime.class).toInstant()),
        workspace,
        store);
  }

  /** Lists the paths of files that the database counts on: those of what is not archived. */
  public Set<String> listPathsInUse(Connection connection) {
    String sql =
        """
        SELECT path FROM datawarp.tbl_exports WHERE workspace = ? AND archived_at IS NULL
        UNION
        SELECT path FROM datawarp.tbl_manifests
        WHERE workspace = ? AND state NOT IN ('archived', 'deprecated')
        """;
    Set<String> paths = new HashSet<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, workspace);
      select.setObject(2, workspace);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          paths.add(rows.getString(1));
        }
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("listing the files in use", e);
    }
    return paths;
  }
}

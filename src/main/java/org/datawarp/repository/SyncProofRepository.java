package org.datawarp.repository;

import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.datawarp.platform.postgres.Query;

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
    Query.update(
        connection,
        "recording a proof",
        sql,
        workspace,
        proof.path(),
        proof.store(),
        proof.key(),
        proof.sizeBytes(),
        proof.sha256(),
        proof.at());
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
                Query.requireInstant(row, 6)),
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
    return Set.copyOf(
        Query.list(
            connection,
            "listing the files in use",
            sql,
            row -> row.getString(1),
            workspace,
            workspace));
  }
}

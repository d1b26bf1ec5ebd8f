package org.datawarp.workflow.cleanup;

import java.sql.Connection;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.datawarp.platform.postgres.Query;

/**
 * What the database knows of files that are no export any more: which paths Datawarp wrote, and
 * with which hashes.
 */
final class KnownFiles {
  private final Map<String, Set<String>> hashes;

  private KnownFiles(Map<String, Set<String>> hashes) {
    this.hashes = hashes;
  }

  /** Reads what is known of paths relative to the workspace. */
  static KnownFiles of(Connection connection, UUID workspace, Collection<String> paths) {
    Map<String, Set<String>> all = new HashMap<>();
    if (paths.isEmpty()) {
      return new KnownFiles(all);
    }
    List<String> wanted = List.copyOf(paths);
    Query.list(
            connection,
            "looking for what was written where",
            """
            SELECT d.row ->> 'path', d.row ->> 'sha256' FROM datawarp.tbl_deletions d
             WHERE d.table_name = 'datawarp.tbl_exports' AND d.row ->> 'workspace' = ?::text
               AND d.row ->> 'path' = ANY (?::text[])
             UNION
            SELECT d.row ->> 'description_path', '' FROM datawarp.tbl_deletions d
             WHERE d.table_name = 'datawarp.tbl_exports' AND d.row ->> 'workspace' = ?::text
               AND d.row ->> 'description_path' = ANY (?::text[])
             UNION
            SELECT f.path, coalesce(f.sha256, '') FROM datawarp.tbl_file_removals f
             WHERE f.workspace = ?::uuid AND f.path = ANY (?::text[])
             UNION
            SELECT i.item ->> 'to', i.item ->> 'sha256'
              FROM datawarp.tbl_runs r
             CROSS JOIN LATERAL jsonb_array_elements(r.publish_list) AS i(item)
             WHERE r.workspace = ?::uuid AND i.item ->> 'to' = ANY (?::text[])
            """,
            row -> new String[] {row.getString(1), row.getString(2)},
            workspace.toString(),
            wanted,
            workspace.toString(),
            wanted,
            workspace.toString(),
            wanted,
            workspace.toString(),
            wanted)
        .forEach(pair -> all.computeIfAbsent(pair[0], key -> new HashSet<>()).add(pair[1]));
    return new KnownFiles(all);
  }

  /** Tells whether Datawarp wrote something there. */
  boolean knows(String path) {
    return hashes.containsKey(path);
  }

  /**
   * Tells whether what Datawarp wrote there had this hash; without any recorded the path counts.
   */
  boolean wrote(String path, String sha256) {
    Set<String> known = hashes.getOrDefault(path, Set.of());
    return known.contains(sha256) || (!known.isEmpty() && known.stream().allMatch(String::isEmpty));
  }
}

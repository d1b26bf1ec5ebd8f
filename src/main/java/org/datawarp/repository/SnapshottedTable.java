package org.datawarp.repository;

import java.util.List;
import java.util.stream.Collectors;
import org.datawarp.model.table.TableName;

/**
 * One table a run changed, and the SQL over the images of its rows.
 *
 * @param name with its schema, as stored
 * @param keys the columns of its primary key, quoted
 * @param columns the columns that the images have, quoted
 */
record SnapshottedTable(String name, List<String> keys, List<String> columns) {
  static final String MANIFESTS = "datawarp.tbl_manifests";
  private static final String CHECKS = "[^\\n]*(last_checked_at|last_used):[^\\n]*\\n?";
  private static final List<String> PARENTS =
      List.of("datawarp.tbl_data_sources", "datawarp.tbl_canonical_sources");

  TableName table() {
    int dot = name.indexOf('.');
    return new TableName(name.substring(0, dot), name.substring(dot + 1));
  }

  String sql() {
    return table().quoted();
  }

  boolean isParent() {
    return PARENTS.contains(name);
  }

  /** Returns how many tables its rows may refer to, one above the other. */
  int depth() {
    int parent = PARENTS.indexOf(name);
    return parent < 0 ? PARENTS.size() : parent;
  }

  /** A subquery with each row as it was, as the run left it, and what it did to it in sum. */
  String net() {
    String key = keys.stream().map(k -> "row -> " + literal(k)).collect(Collectors.joining(", "));
    return "(SELECT key, (array_agg(change ORDER BY id))[1] AS first_change,"
        + " (array_agg(row ORDER BY id))[1] AS before,"
        + " (array_agg(CASE change WHEN 'deleted' THEN NULL WHEN 'changed' THEN new_row"
        + " ELSE row END ORDER BY id DESC))[1] AS after"
        + " FROM (SELECT id, change, row, new_row, jsonb_build_array("
        + key
        + ") AS key FROM datawarp.tbl_deletions WHERE run_id = ? AND table_name = ?) images"
        + " GROUP BY key)";
  }

  String keyJoin(String left, String right) {
    return keys.stream()
        .map(k -> left + "." + k + " = " + right + "." + k)
        .collect(Collectors.joining(" AND "));
  }

  /** A row without what a check that finds nothing new writes into it. */
  String calm(String json) {
    return name.equals(MANIFESTS)
        ? "(("
            + json
            + " - ARRAY['last_checked_at', 'sha256', 'yaml']) || jsonb_build_object('yaml',"
            + " regexp_replace("
            + json
            + " ->> 'yaml', '"
            + CHECKS
            + "', '', 'g')))"
        : "(" + json + " - 'last_checked_at')";
  }

  private static String literal(String quotedName) {
    String bare = quotedName.substring(1, quotedName.length() - 1).replace("\"\"", "\"");
    return "'" + bare.replace("'", "''") + "'";
  }
}

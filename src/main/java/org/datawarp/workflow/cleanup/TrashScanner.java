package org.datawarp.workflow.cleanup;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.datawarp.model.RunId;
import org.datawarp.platform.postgres.Query;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** Finds what stopped programs left, and trash whose time is over. */
final class TrashScanner {
  private static final String TRASH = ".datawarp/trash/";
  private static final String UPLOADS = ".sync/uploads/";
  private static final Duration UPLOAD_PATIENCE = Duration.ofDays(3);
  private static final Pattern DRAFT =
      Pattern.compile(
          "\\..+\\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\.tmp",
          Pattern.DOTALL);
  private static final Pattern PART =
      Pattern.compile("downloads/\\.partial/[0-9a-f]{32}\\.part(\\.json)?");

  private final Connection connection;
  private final UUID identity;
  private final Workspace workspace;
  private final FileTree tree;

  TrashScanner(Connection connection, UUID identity, Workspace workspace, FileTree tree) {
    this.connection = connection;
    this.identity = identity;
    this.workspace = workspace;
    this.tree = tree;
  }

  List<Candidate> temporary() {
    List<Candidate> all = new ArrayList<>();
    String temporary = workspace.relative(workspace.temporary()) + "/";
    for (FileTree.Entry file : tree.under("")) {
      boolean isOurs =
          !file.path().startsWith(TRASH)
              && !file.path().startsWith(".datawarp/runs/")
              && (DRAFT.matcher(file.name()).matches()
                  || PART.matcher(file.path()).matches()
                  || file.path().startsWith(temporary));
      if (isOurs) {
        all.add(
            new Candidate(
                OrphanClass.TEMPORARY,
                file.path(),
                "a program that wrote it was stopped",
                null,
                file.modifiedAt(),
                file.sizeBytes(),
                true,
                null,
                null,
                file.fingerprint(),
                List.of(file.path())));
      }
    }
    return all;
  }

  /**
   * Lists uploads that nobody went on with: what has arrived costs money, and only a sync ends it.
   */
  List<Candidate> unfinishedUploads(Instant now) {
    List<Candidate> all = new ArrayList<>();
    for (FileTree.Entry file : tree.under(UPLOADS)) {
      if (file.name().endsWith(".json") && file.modifiedAt().plus(UPLOAD_PATIENCE).isBefore(now)) {
        all.add(
            new Candidate(
                OrphanClass.TEMPORARY,
                file.path(),
                "an upload was begun and not ended",
                null,
                file.modifiedAt(),
                file.sizeBytes(),
                true,
                null,
                "the next 'datawarp sync' goes on with it or gives it up",
                file.fingerprint(),
                List.of(file.path())));
      }
    }
    return all;
  }

  /** One run's trash. */
  private record Kept(
      String run,
      @Nullable Instant since,
      long tables,
      long tableBytes,
      long rows,
      boolean isOurs) {}

  /** Lists the trash of runs that ended before the grace period. */
  List<Candidate> expired(Instant now, Duration grace) {
    Map<String, Long> sizes = new TreeMap<>();
    for (FileTree.Entry file : tree.under(TRASH)) {
      String rest = file.path().substring(TRASH.length());
      int slash = rest.indexOf('/');
      if (slash > 0 && RunId.isValid(rest.substring(0, slash))) {
        sizes.merge(rest.substring(0, slash), file.sizeBytes(), Long::sum);
      }
    }
    Map<String, Kept> kept = new TreeMap<>();
    listRuns(sizes.keySet()).forEach(run -> kept.put(run.run(), run));
    Map<String, List<String>> views = dependentViews();
    List<Candidate> all = new ArrayList<>();
    Set<String> runs = new LinkedHashSet<>(kept.keySet());
    runs.addAll(sizes.keySet());
    for (String run : runs) {
      Kept known = kept.get(run);
      Instant since = known == null ? null : known.since();
      boolean isExpired = since == null || !since.plus(grace).isAfter(now);
      if (!isExpired) {
        continue;
      }
      List<String> blocking = views.getOrDefault(run, List.of());
      all.add(
          new Candidate(
              OrphanClass.TRASH,
              run,
              known == null
                  ? "no run of this name is known"
                  : describe(known, sizes.containsKey(run)),
              null,
              since,
              sizes.getOrDefault(run, 0L) + (known == null ? 0 : known.tableBytes()),
              known != null && known.isOurs(),
              null,
              blocking.isEmpty() ? null : "in use by " + String.join(", ", blocking),
              run,
              List.of()));
    }
    return all;
  }

  private static String describe(Kept run, boolean hasFiles) {
    List<String> parts = new ArrayList<>();
    if (run.tables() > 0) {
      parts.add(run.tables() + (run.tables() == 1 ? " table" : " tables"));
    }
    if (run.rows() > 0) {
      parts.add(run.rows() + (run.rows() == 1 ? " registry row" : " registry rows"));
    }
    if (hasFiles) {
      parts.add("files");
    }
    return "its time is over: " + String.join(", ", parts);
  }

  private List<Kept> listRuns(Set<String> withFiles) {
    return Query.list(
        connection,
        "looking for expired trash",
        """
        WITH tables AS (
          SELECT t.run_id, count(*) AS number,
                 coalesce(sum(pg_total_relation_size(
                     to_regclass(format('datawarp_trash.%I', t.trash_name)))), 0)::bigint AS bytes
            FROM datawarp.tbl_trashed_tables t
           WHERE t.restored_at IS NULL AND t.purged_at IS NULL GROUP BY t.run_id),
        rows AS (
          SELECT run_id, count(*) AS number FROM datawarp.tbl_deletions
           WHERE run_id IS NOT NULL GROUP BY run_id)
        SELECT r.run_id, coalesce(r.ended_at, r.started_at), coalesce(t.number, 0),
               coalesce(t.bytes, 0), coalesce(d.number, 0)
          FROM datawarp.tbl_runs r
          LEFT JOIN tables t ON t.run_id = r.run_id
          LEFT JOIN rows d ON d.run_id = r.run_id
         WHERE r.workspace = ? AND r.status <> 'in_progress'
           AND (r.publish_list IS NULL OR r.published_at IS NOT NULL)
           AND (t.number > 0 OR d.number > 0 OR r.run_id = ANY (?::text[]))
        """,
        row ->
            new Kept(
                row.getString(1),
                Query.instant(row, 2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                true),
        identity,
        List.copyOf(withFiles));
  }

  /** Finds the views that still read tables in the trash, by run. */
  private Map<String, List<String>> dependentViews() {
    Map<String, List<String>> views = new HashMap<>();
    Set<String> seen = new HashSet<>();
    Query.list(
            connection,
            "looking for views on tables in the trash",
            """
            SELECT DISTINCT t.run_id,
                   CASE v.relkind WHEN 'm' THEN 'materialized view ' WHEN 'v' THEN 'view ' ELSE '' END
                   || format('%I.%I', n.nspname, v.relname) || ' on ' || t.original_name
              FROM datawarp.tbl_trashed_tables t
              JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass
               AND d.refobjid = to_regclass(format('datawarp_trash.%I', t.trash_name))
               AND d.classid = 'pg_rewrite'::regclass
              JOIN pg_rewrite w ON w.oid = d.objid
              JOIN pg_class v ON v.oid = w.ev_class AND v.oid <> d.refobjid
              JOIN pg_namespace n ON n.oid = v.relnamespace
             WHERE t.restored_at IS NULL AND t.purged_at IS NULL AND t.run_id IS NOT NULL
             ORDER BY 1, 2
            """,
            row -> new String[] {row.getString(1), row.getString(2)})
        .forEach(
            pair -> {
              if (seen.add(pair[0] + " " + pair[1])) {
                views.computeIfAbsent(pair[0], key -> new ArrayList<>()).add(pair[1]);
              }
            });
    return views;
  }
}

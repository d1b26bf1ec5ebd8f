package org.datawarp.workflow.remove;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.postgres.Query;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.workflow.remove.RemovePlan.GoingManifest;
import org.datawarp.workflow.remove.RemovePlan.GoingSource;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a person means: an exact code, else a manifest with all its sources, else whatever a
 * glob fits. A canonical source holds the rows of many manifests, so only its own code names it.
 */
final class Selection {
  private final Workspace workspace;
  private final UUID identity;
  private final Connection connection;
  private final Map<String, Registered> sources = new LinkedHashMap<>();
  private final Map<String, GoingManifest> manifests = new LinkedHashMap<>();

  /** A source in the registry. */
  private record Registered(
      String code, @Nullable String owner, boolean isCanonical, String table) {}

  Selection(Workspace workspace, UUID identity, Connection connection) {
    this.workspace = workspace;
    this.identity = identity;
    this.connection = connection;
  }

  /** Reads the registry; call it first. */
  Selection read() {
    Query.list(
            connection,
            "listing the sources",
            """
            SELECT code, owner_manifest, canonical, coalesce(schema_name, 'staging') || '.' || table_name
              FROM datawarp.tbl_data_sources WHERE workspace IS NULL OR workspace = ? ORDER BY code
            """,
            row ->
                new Registered(
                    row.getString(1), row.getString(2), row.getBoolean(3), row.getString(4)),
            identity)
        .forEach(source -> sources.put(source.code(), source));
    ManifestStore store = new ManifestStore(workspace);
    store
        .listPending()
        .forEach(
            draft ->
                manifests.put(
                    draft.manifest().name(),
                    new GoingManifest(
                        draft.manifest().name(),
                        workspace.relative(draft.file()),
                        draft.manifest().state().text())));
    Query.list(
            connection,
            "listing the manifests",
            "SELECT name, path, state FROM datawarp.tbl_manifests WHERE workspace = ? ORDER BY name",
            row -> new GoingManifest(row.getString(1), row.getString(2), row.getString(3)),
            identity)
        .forEach(manifest -> manifests.put(manifest.manifest(), manifest));
    return this;
  }

  /**
   * Finds the codes of the sources meant.
   *
   * @param warnings gets what was left out
   * @throws NotFoundException if nothing fits
   */
  Set<String> codes(List<String> selectors, List<String> warnings) {
    Set<String> codes = new LinkedHashSet<>();
    for (String selector : selectors) {
      SourcePattern pattern = SourcePattern.parse(selector);
      int before = codes.size();
      boolean fits = false;
      for (Registered source : sources.values()) {
        if (isMeant(source, pattern, selector, warnings)) {
          codes.add(source.code());
          fits = true;
        }
      }
      if (!fits && codes.size() == before && manifestsWithoutSources(pattern).isEmpty()) {
        Set<String> known = new TreeSet<>(sources.keySet());
        known.addAll(manifests.keySet());
        throw NotFoundException.named(
            "no source or manifest is called " + selector, selector, known);
      }
      requireOwnTables(selector);
    }
    return codes;
  }

  private boolean isMeant(
      Registered source, SourcePattern pattern, String selector, List<String> warnings) {
    if (source.code().equals(selector)) {
      return true;
    }
    boolean fits =
        pattern.isExact()
            ? selector.equals(source.owner())
            : pattern.matches(source.code())
                || (source.owner() != null && pattern.matches(source.owner()));
    if (fits && source.isCanonical()) {
      warnings.add(
          source.code() + " holds rows of many manifests and stays: only its own code removes it");
      return false;
    }
    return fits;
  }

  /** A manifest whose rows lie in a canonical source cannot go alone. */
  private void requireOwnTables(String selector) {
    if (sources.containsKey(selector)) {
      return;
    }
    List<String> shared =
        Query.list(
            connection,
            "looking for shared tables",
            """
            SELECT DISTINCT s.code FROM datawarp.tbl_manifest_files f
              JOIN datawarp.tbl_data_sources s ON s.code = f.source_code
             WHERE f.workspace = ? AND f.manifest_name = ? AND s.canonical ORDER BY 1
            """,
            row -> row.getString(1),
            identity,
            selector);
    if (!shared.isEmpty()) {
      throw new RefusedException(
          "manifest " + selector + " has rows in " + String.join(", ", shared),
          "archive its periods, or remove the whole source by its code");
    }
  }

  /** Returns the manifests a selector means that own no source, such as drafts. */
  List<GoingManifest> manifestsWithoutSources(SourcePattern pattern) {
    List<GoingManifest> found = new ArrayList<>();
    for (GoingManifest manifest : manifests.values()) {
      boolean owns =
          sources.values().stream().anyMatch(source -> manifest.manifest().equals(source.owner()));
      if (!owns
          && !sources.containsKey(manifest.manifest())
          && pattern.matches(manifest.manifest())) {
        found.add(manifest);
      }
    }
    return found;
  }

  /** Returns the manifests that lose their last source with these. */
  List<GoingManifest> manifestsOf(Set<String> codes) {
    List<GoingManifest> going = new ArrayList<>();
    for (GoingManifest manifest : manifests.values()) {
      List<Registered> owned =
          sources.values().stream()
              .filter(source -> manifest.manifest().equals(source.owner()))
              .toList();
      if (!owned.isEmpty() && owned.stream().allMatch(source -> codes.contains(source.code()))) {
        going.add(manifest);
      }
    }
    return going;
  }

  @Nullable String ownerOf(String code) {
    Registered source = sources.get(code);
    return source == null ? null : source.owner();
  }

  List<GoingSource> describe(Set<String> codes) {
    return codes.stream().map(code -> describe(requireSource(code))).toList();
  }

  private Registered requireSource(String code) {
    Registered source = sources.get(code);
    if (source == null) {
      throw new IllegalStateException("no source " + code);
    }
    return source;
  }

  private GoingSource describe(Registered source) {
    List<String> files =
        Query.list(
            connection,
            "listing the exports of " + source.code(),
            """
            SELECT path FROM datawarp.tbl_exports WHERE workspace = ? AND source_code = ?
             UNION ALL
            SELECT description_path FROM datawarp.tbl_exports
             WHERE workspace = ? AND source_code = ? AND description_path IS NOT NULL
            """,
            row -> row.getString(1),
            identity,
            source.code(),
            identity,
            source.code());
    List<String> views =
        Query.list(
            connection,
            "looking for views on " + source.table(),
            """
            SELECT DISTINCT format('%I.%I', n.nspname, v.relname)
              FROM pg_depend d
              JOIN pg_rewrite w ON w.oid = d.objid
              JOIN pg_class v ON v.oid = w.ev_class AND v.oid <> d.refobjid
              JOIN pg_namespace n ON n.oid = v.relnamespace
             WHERE d.refclassid = 'pg_class'::regclass AND d.classid = 'pg_rewrite'::regclass
               AND d.refobjid = (SELECT to_regclass(
                     format('%I.%I', coalesce(s.schema_name, 'staging'), s.table_name))
                     FROM datawarp.tbl_data_sources s WHERE s.code = ?)
             ORDER BY 1
            """,
            row -> row.getString(1),
            source.code());
    long[] sums = {-1, 0};
    Query.list(
            connection,
            "adding up the exports of " + source.code(),
            """
            SELECT coalesce(sum(row_count), -1), coalesce(sum(size_bytes), 0)
              FROM datawarp.tbl_exports WHERE workspace = ? AND source_code = ?
            """,
            row -> new long[] {row.getLong(1), row.getLong(2)},
            identity,
            source.code())
        .forEach(
            found -> {
              sums[0] = found[0];
              sums[1] = found[1];
            });
    return new GoingSource(
        source.code(),
        source.owner(),
        source.table(),
        sums[0] < 0 ? null : sums[0],
        sums[1],
        files,
        views);
  }
}

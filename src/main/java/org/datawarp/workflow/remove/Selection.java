package org.datawarp.workflow.remove;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.postgres.Query;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.StackedPeriod;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.workflow.remove.RemovePlan.GoingManifest;
import org.datawarp.workflow.remove.RemovePlan.GoingSource;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a person means: an exact code, else a manifest with all its sources, else whatever a
 * glob fits. A canonical source holds the rows of many manifests: a manifest's name means its own
 * periods of it, and only its own code names all of it.
 */
final class Selection {
  private final Workspace workspace;
  private final UUID identity;
  private final Connection connection;
  private final Map<String, Registered> sources = new LinkedHashMap<>();
  private final Map<String, GoingManifest> manifests = new LinkedHashMap<>();
  private final List<StackedPeriod> stacked = new ArrayList<>();

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
    stacked.addAll(new CanonicalRepository(identity).listStacked(connection));
    return this;
  }

  /**
   * What is meant.
   *
   * @param codes sources that are meant as a whole
   * @param periods periods of canonical sources of which others are not meant
   */
  record Meant(Set<String> codes, List<StackedPeriod> periods) {
    boolean covers(StackedPeriod period) {
      return codes.contains(period.source()) || periods.contains(period);
    }
  }

  /**
   * Finds what goes: a canonical source of which every period is meant goes as a whole.
   *
   * @param warnings gets what was left out
   * @throws NotFoundException if nothing fits
   */
  Meant find(List<String> selectors, List<String> warnings) {
    Set<String> codes = codes(selectors);
    List<StackedPeriod> periods = new ArrayList<>();
    Map<String, List<StackedPeriod>> bySource = new TreeMap<>();
    for (StackedPeriod period : periods(selectors)) {
      if (!codes.contains(period.source())) {
        bySource.computeIfAbsent(period.source(), code -> new ArrayList<>()).add(period);
      }
    }
    CanonicalRepository canonical = new CanonicalRepository(identity);
    bySource.forEach(
        (code, own) -> {
          List<String> labels = own.stream().map(StackedPeriod::period).toList();
          if (canonical.hasOthers(connection, code, labels)) {
            periods.addAll(own);
          } else {
            codes.add(code);
          }
        });
    for (Registered source : sources.values()) {
      if (source.isCanonical()
          && !codes.contains(source.code())
          && selectors.stream().anyMatch(selector -> fitsGlob(source, selector))) {
        warnings.add(
            source.code()
                + " holds rows of other manifests and stays: only its own code removes all of it");
      }
    }
    return new Meant(codes, periods);
  }

  private static boolean fitsGlob(Registered source, String selector) {
    SourcePattern pattern = SourcePattern.parse(selector);
    return !pattern.isExact() && pattern.matches(source.code());
  }

  /** Returns the periods of the manifests that are meant, in canonical sources. */
  List<StackedPeriod> periods(List<String> selectors) {
    List<SourcePattern> patterns = selectors.stream().map(SourcePattern::parse).toList();
    return stacked.stream()
        .filter(
            period ->
                manifests.containsKey(period.manifest())
                    && patterns.stream().anyMatch(each -> each.matches(period.manifest())))
        .toList();
  }

  /**
   * Finds the codes of the sources meant by their own or by their owner's name.
   *
   * @throws NotFoundException if nothing fits
   */
  Set<String> codes(List<String> selectors) {
    Set<String> codes = new LinkedHashSet<>();
    for (String selector : selectors) {
      SourcePattern pattern = SourcePattern.parse(selector);
      int before = codes.size();
      boolean fits = false;
      for (Registered source : sources.values()) {
        if (isMeant(source, pattern, selector)) {
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
    }
    return codes;
  }

  private static boolean isMeant(Registered source, SourcePattern pattern, String selector) {
    if (source.code().equals(selector)) {
      return true;
    }
    if (source.isCanonical()) {
      return false;
    }
    return pattern.isExact()
        ? selector.equals(source.owner())
        : pattern.matches(source.code())
            || (source.owner() != null && pattern.matches(source.owner()));
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

  /** Returns the manifests that lose their last source with what goes. */
  List<GoingManifest> manifestsOf(Meant going) {
    List<GoingManifest> found = new ArrayList<>();
    for (GoingManifest manifest : manifests.values()) {
      List<Registered> owned =
          sources.values().stream()
              .filter(source -> manifest.manifest().equals(source.owner()))
              .toList();
      List<StackedPeriod> own =
          stacked.stream().filter(each -> each.manifest().equals(manifest.manifest())).toList();
      if (!(owned.isEmpty() && own.isEmpty())
          && owned.stream().allMatch(source -> going.codes().contains(source.code()))
          && own.stream().allMatch(going::covers)) {
        found.add(manifest);
      }
    }
    return found;
  }

  @Nullable String ownerOf(String code) {
    Registered source = sources.get(code);
    return source == null ? null : source.owner();
  }

  List<GoingSource> describe(Meant going) {
    List<GoingSource> all = new ArrayList<>();
    going.codes().forEach(code -> all.add(describe(requireSource(code), null)));
    going.periods().forEach(period -> all.add(describe(requireSource(period.source()), period)));
    return all;
  }

  private Registered requireSource(String code) {
    Registered source = sources.get(code);
    if (source == null) {
      throw new IllegalStateException("no source " + code);
    }
    return source;
  }

  private GoingSource describe(Registered source, @Nullable StackedPeriod stackedPeriod) {
    String period = stackedPeriod == null ? null : stackedPeriod.period();
    List<String> files = files(source, period);
    long[] sums = {-1, 0};
    Query.list(
            connection,
            "adding up the exports of " + source.code(),
            """
            SELECT coalesce(sum(row_count), -1), coalesce(sum(size_bytes), 0)
              FROM datawarp.tbl_exports
             WHERE workspace = ? AND source_code = ?
               AND coalesce(period, '') = coalesce(?, period, '')
            """,
            row -> new long[] {row.getLong(1), row.getLong(2)},
            identity,
            source.code(),
            period)
        .forEach(
            found -> {
              sums[0] = found[0];
              sums[1] = found[1];
            });
    return new GoingSource(
        source.code(),
        period,
        stackedPeriod == null ? source.owner() : stackedPeriod.manifest(),
        source.table(),
        sums[0] < 0 ? null : sums[0],
        sums[1],
        files,
        views(source));
  }

  /** Periods share their page, which stays as long as one of them. */
  private List<String> files(Registered source, @Nullable String period) {
    String what = "listing the exports of " + source.code();
    if (period != null) {
      return Query.list(
          connection,
          what,
          """
          SELECT path FROM datawarp.tbl_exports
           WHERE workspace = ? AND source_code = ? AND period = ?
          """,
          row -> row.getString(1),
          identity,
          source.code(),
          period);
    }
    return Query.list(
        connection,
        what,
        """
        SELECT path FROM datawarp.tbl_exports WHERE workspace = ? AND source_code = ?
         UNION
        SELECT description_path FROM datawarp.tbl_exports
         WHERE workspace = ? AND source_code = ? AND description_path IS NOT NULL
         ORDER BY 1 DESC
        """,
        row -> row.getString(1),
        identity,
        source.code(),
        identity,
        source.code());
  }

  private List<String> views(Registered source) {
    return Query.list(
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
  }
}

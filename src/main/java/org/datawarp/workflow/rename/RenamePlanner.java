package org.datawarp.workflow.rename;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.datawarp.lifecycle.refresh.PublicationNames;
import org.datawarp.lifecycle.rename.RegisteredName;
import org.datawarp.lifecycle.rename.TakenNames;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.version.Version;
import org.datawarp.lifecycle.version.VersionStore;
import org.datawarp.model.ManifestState;
import org.datawarp.model.Renaming;
import org.datawarp.model.SourceCode;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.postgres.Query;
import org.datawarp.repository.HoldRepository;
import org.datawarp.repository.RetentionPolicy;
import org.datawarp.repository.RetentionPolicyRepository;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.workflow.rename.RenamePlan.Kind;
import org.jspecify.annotations.Nullable;

/** Decides what a new name changes, and whether it may. Reads only. */
final class RenamePlanner {
  private final WorkspaceContext context;
  private final Workspace workspace;
  private final UUID identity;
  private final Connection connection;
  private final Map<String, List<Manifest>> manifests = new TreeMap<>();
  private final Map<String, Registered> registered = new TreeMap<>();

  RenamePlanner(WorkspaceContext context, UUID identity, Connection connection) {
    this.context = context;
    this.workspace = context.workspace();
    this.identity = identity;
    this.connection = connection;
  }

  /**
   * What was decided.
   *
   * @param plan what is shown
   * @param renaming what is done
   */
  record Decision(RenamePlan plan, Renaming renaming) {}

  /** A source as it is registered. */
  private record Registered(
      String code,
      TableName table,
      @Nullable String owner,
      boolean canonical,
      @Nullable String publication) {}

  /**
   * Decides.
   *
   * @throws NotFoundException if nothing is called so
   * @throws UsageException if the new name is none
   * @throws RefusedException if the new name is taken, or what it is about is held or put away
   */
  Decision decide(String from, String to) {
    if (!SourceCode.isValid(to)) {
      throw new UsageException("'" + to + "' cannot be a name", "use " + SourceCode.RULE);
    }
    if (from.equals(to)) {
      throw new UsageException("'" + from + "' is its name already", null);
    }
    read();
    Kind kind = kind(from);
    Renaming renaming =
        switch (kind) {
          case MANIFEST -> ofManifest(from, to);
          case SOURCE -> ofSource(from, to);
          case PUBLICATION -> ofPublication(from, to);
        };
    requireInUse(from, kind, renaming);
    requireFree(renaming);
    requirePeriods(renaming);
    requireTaken(renaming);
    return new Decision(
        new RenamePlan(
            kind,
            from,
            to,
            renaming.manifests().stream()
                .filter(each -> !each.from().equals(each.to()))
                .map(each -> new RenamePlan.Name(each.from(), each.to()))
                .toList(),
            renaming.sources().stream().map(this::told).toList(),
            stays(renaming),
            warnings(from, to, kind, renaming)),
        renaming);
  }

  private void read() {
    ManifestStore store = context.manifests();
    for (ManifestStore.Stored stored : store.listActive()) {
      manifests
          .computeIfAbsent(stored.manifest().name(), name -> new ArrayList<>())
          .add(stored.manifest());
    }
    for (ManifestStore.Stored stored : store.listPending()) {
      manifests
          .computeIfAbsent(stored.manifest().name(), name -> new ArrayList<>())
          .add(stored.manifest());
    }
    Query.list(
            connection,
            "listing the sources",
            """
            SELECT code, coalesce(schema_name, 'staging'), table_name, owner_manifest, canonical,
                   publication
              FROM datawarp.tbl_data_sources WHERE workspace = ?
            """,
            row ->
                new Registered(
                    row.getString(1),
                    new TableName(row.getString(2), row.getString(3)),
                    row.getString(4),
                    row.getBoolean(5),
                    row.getString(6)),
            identity)
        .forEach(source -> registered.put(source.code(), source));
  }

  private Kind kind(String from) {
    List<String> members = members(from);
    boolean isManifest = manifests.containsKey(from);
    if (isManifest && members.stream().allMatch(from::equals)) {
      return Kind.MANIFEST;
    }
    if (!members.isEmpty()) {
      return Kind.PUBLICATION;
    }
    if (registered.containsKey(from)) {
      if (!SourceCode.isValid(from)) {
        throw new RefusedException(
            "'" + from + "' was adopted under a code that Datawarp cannot use",
            "load it anew under another name with 'datawarp refresh NAME --url FILE', then remove"
                + " it; codes are "
                + SourceCode.RULE);
      }
      return Kind.SOURCE;
    }
    if (recordedState(from).isPresent()) {
      throw putAway(from, recordedState(from).get());
    }
    Set<String> known = new LinkedHashSet<>(manifests.keySet());
    known.addAll(registered.keySet());
    throw NotFoundException.named(
        "no manifest, source or publication '" + from + "'", from, List.copyOf(known));
  }

  private List<String> members(String publication) {
    return manifests.values().stream()
        .flatMap(Collection::stream)
        .filter(manifest -> manifest.header().publication().equals(publication))
        .map(Manifest::name)
        .distinct()
        .toList();
  }

  private Renaming ofManifest(String from, String to) {
    Map<SourceCode, Renaming.OfSource> sources = new LinkedHashMap<>();
    addOwn(from, to, sources);
    return new Renaming(List.of(named(from, to)), List.copyOf(sources.values()));
  }

  private List<Manifest> manifestsOf(String name) {
    return requireNonNull(manifests.get(name), name);
  }

  /** A series that was told by the name is told by the new one; another one stays. */
  private Renaming.OfManifest named(String from, String to) {
    String publication = manifestsOf(from).get(0).header().publication();
    boolean isByName = PublicationNames.of(from, context.configuration()).equals(publication);
    return new Renaming.OfManifest(
        from,
        to,
        publication,
        isByName ? PublicationNames.of(to, context.configuration()) : publication);
  }

  private void addOwn(String from, String to, Map<SourceCode, Renaming.OfSource> sources) {
    for (Manifest manifest : manifestsOf(from)) {
      for (ManifestSource source : manifest.sources()) {
        if (!source.isCanonical()) {
          Renaming.withPrefix(source.code().value(), from, to)
              .ifPresent(
                  code ->
                      sources.putIfAbsent(
                          source.code(), renamed(source.code(), source.table(), code)));
        }
      }
    }
  }

  private static Renaming.OfSource renamed(SourceCode from, TableName table, String to) {
    if (!SourceCode.isValid(to)) {
      throw new RefusedException(
          from + " would be called '" + to + "', which cannot be a code", "use " + SourceCode.RULE);
    }
    SourceCode code = new SourceCode(to);
    return new Renaming.OfSource(
        from, code, table, table.equals(from.stagingTable()) ? code.stagingTable() : table);
  }

  private Renaming ofSource(String from, String to) {
    Registered source = requireNonNull(registered.get(from), from);
    boolean isManifestsName = manifests.containsKey(to) && !to.equals(source.owner());
    if (isManifestsName) {
      throw new RefusedException(
          "there is a manifest " + to + ", whose sources are called after it",
          "choose another name");
    }
    return new Renaming(List.of(), List.of(renamed(new SourceCode(from), source.table(), to)));
  }

  private Renaming ofPublication(String from, String to) {
    List<Renaming.OfManifest> names = new ArrayList<>();
    Map<SourceCode, Renaming.OfSource> sources = new LinkedHashMap<>();
    for (String member : members(from)) {
      String name = Renaming.withPrefix(member, from, to).orElse(member);
      if (!SourceCode.isValid(name)) {
        throw new RefusedException(
            member + " would be called '" + name + "', which cannot be a name",
            "use " + SourceCode.RULE);
      }
      names.add(new Renaming.OfManifest(member, name, from, to));
      addOwn(member, name, sources);
    }
    registered.values().stream()
        .filter(source -> source.canonical() && from.equals(source.publication()))
        .forEach(
            source ->
                Renaming.withPrefix(source.code(), from, to)
                    .ifPresent(
                        code -> {
                          SourceCode old = new SourceCode(source.code());
                          sources.putIfAbsent(old, renamed(old, source.table(), code));
                        }));
    return new Renaming(names, List.copyOf(sources.values()));
  }

  /** What was put away says its own name where it lies, and is renamed when it is back. */
  private void requireInUse(String from, Kind kind, Renaming renaming) {
    for (Renaming.OfManifest manifest : renaming.manifests()) {
      for (Manifest each : manifestsOf(manifest.from())) {
        requireInUse(each.name(), each.state());
      }
    }
    if (kind == Kind.PUBLICATION) {
      Query.list(
              connection,
              "looking for manifests that were put away",
              """
              SELECT name, state FROM datawarp.tbl_manifests
               WHERE workspace = ? AND publication = ? AND state IN ('archived', 'deprecated')
               ORDER BY name
              """,
              row -> Map.entry(row.getString(1), row.getString(2)),
              identity,
              from)
          .stream()
          .findFirst()
          .ifPresent(
              each -> {
                throw putAway(each.getKey(), each.getValue());
              });
    }
    for (Renaming.OfSource source : renaming.sources()) {
      Registered known = registered.get(source.from().value());
      String owner = known == null ? null : known.owner();
      if (owner != null && !manifests.containsKey(owner)) {
        throw putAway(owner, recordedState(owner).orElse("not there"));
      }
    }
  }

  private static void requireInUse(String name, ManifestState state) {
    if (state == ManifestState.ARCHIVED || state == ManifestState.DEPRECATED) {
      throw putAway(name, state.text());
    }
  }

  private static RefusedException putAway(String name, String state) {
    return new RefusedException(
        "manifest " + name + " is " + state,
        state.equals("archived")
            ? "bring it back with 'datawarp restore " + name + "', then rename it"
            : "take that back first: see 'datawarp history --runs'");
  }

  private Optional<String> recordedState(String name) {
    return Query.find(
        connection,
        "looking for manifest " + name,
        "SELECT state FROM datawarp.tbl_manifests WHERE workspace = ? AND name = ?",
        row -> row.getString(1),
        identity,
        name);
  }

  private void requireFree(Renaming renaming) {
    HoldRepository holds = new HoldRepository(identity);
    renaming
        .manifests()
        .forEach(each -> holds.requireFree(connection, "rename", each.from(), each.from(), null));
    for (Renaming.OfSource each : renaming.sources()) {
      Registered known = registered.get(each.from().value());
      holds.requireFree(
          connection, "rename", each.from().value(), known == null ? null : known.owner(), null);
    }
    List<String> patterns = policies().stream().map(policy -> policy.pattern().toString()).toList();
    Map<String, String> names = new LinkedHashMap<>(renaming.manifestNames());
    names.putAll(renaming.codes());
    names.forEach(
        (old, now) -> {
          if (patterns.contains(old) && patterns.contains(now)) {
            throw new RefusedException(
                "there are retention policies for " + old + " and for " + now,
                "remove one with 'datawarp retention remove'");
          }
        });
  }

  /**
   * A manifest whose name says another period than it has would be refused when it is refreshed.
   */
  private void requirePeriods(Renaming renaming) {
    for (Renaming.OfManifest each : renaming.manifests()) {
      Period period = manifestsOf(each.from()).get(0).header().period();
      Period named =
          PeriodParser.find(each.to()).map(PeriodParser.PeriodFinding::period).orElse(null);
      boolean differs =
          period != null
              && named != null
              && (named.end().isBefore(period.start()) || period.end().isBefore(named.start()));
      if (differs && !each.from().equals(each.to())) {
        throw new RefusedException(
            each.from() + " reports on " + period + ", and " + each.to() + " says " + named,
            "choose a name of its own period");
      }
    }
  }

  private void requireTaken(Renaming renaming) {
    for (Renaming.OfManifest each : renaming.manifests()) {
      if (!each.from().equals(each.to())) {
        PublicationNames.requireIssueName(
            each.to(), each.newPublication(), context.configuration());
      }
    }
    TakenNames names = new TakenNames(workspace, identity, connection);
    List<String> taken = new ArrayList<>(names.inUse(renaming));
    if (taken.isEmpty()) {
      taken.addAll(names.remembered(renaming));
    }
    if (!taken.isEmpty()) {
      throw new RefusedException(
          "the name is taken: " + String.join("; ", taken), "choose another name");
    }
  }

  private RenamePlan.Source told(Renaming.OfSource source) {
    return new RenamePlan.Source(
        source.from().value(),
        source.to().value(),
        source.newTable().toString(),
        Query.list(
            connection,
            "looking for views on " + source.table(),
            """
            SELECT DISTINCT format('%I.%I', n.nspname, v.relname)
              FROM pg_catalog.pg_depend d
              JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
              JOIN pg_catalog.pg_class v ON v.oid = r.ev_class
              JOIN pg_catalog.pg_namespace n ON n.oid = v.relnamespace
             WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass
               AND d.refclassid = 'pg_catalog.pg_class'::regclass
               AND d.refobjid = to_regclass(?) AND v.oid <> d.refobjid
             ORDER BY 1
            """,
            row -> row.getString(1),
            source.table().quoted()));
  }

  private List<String> stays(Renaming renaming) {
    VersionStore versions = new VersionStore(workspace, identity);
    return renaming.codes().keySet().stream()
        .flatMap(code -> versions.list(connection, code).stream())
        .filter(version -> version.place() == Version.Place.ARCHIVE)
        .map(version -> workspace.relative(version.file()))
        .sorted()
        .toList();
  }

  private List<String> warnings(String from, String to, Kind kind, Renaming renaming) {
    List<String> warnings = new ArrayList<>();
    Map<String, String> names = new LinkedHashMap<>(renaming.manifestNames());
    names.putAll(renaming.codes());
    for (RetentionPolicy policy : policies()) {
      SourcePattern pattern = policy.pattern();
      boolean isLost =
          !pattern.isExact()
              && names.keySet().stream().filter(code -> pattern.matches(code)).count()
                  > names.values().stream().filter(code -> pattern.matches(code)).count();
      if (isLost) {
        warnings.add("the retention policy for " + pattern + " is not about all of them any more");
      }
    }
    List<Manifest> all = manifests.values().stream().flatMap(Collection::stream).toList();
    if (RegisteredName.find(workspace, all, renaming).isPresent()) {
      warnings.add(
          "its entry in "
              + workspace.relative(workspace.configurationFile())
              + " gets the new name");
    } else if (kind == Kind.PUBLICATION
        && context.configuration().findPublication(from).isPresent()) {
      warnings.add(
          "'" + from + "' stays registered in the configuration, where '" + to + "' is too");
    }
    return warnings;
  }

  private List<RetentionPolicy> policies() {
    return new RetentionPolicyRepository(identity).list(connection);
  }
}

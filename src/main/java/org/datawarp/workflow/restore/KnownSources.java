package org.datawarp.workflow.restore;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.datawarp.lifecycle.version.NewNames;
import org.datawarp.lifecycle.version.Version;
import org.datawarp.lifecycle.version.VersionStore;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.DeletedSources;
import org.datawarp.repository.LoadHistoryRepository;
import org.datawarp.repository.SourcePeriod;
import org.datawarp.repository.SourcePeriod.ExportFile;
import org.datawarp.repository.SourcePeriods;
import org.jspecify.annotations.Nullable;

/** The sources that there are or were, with their periods, and which of them are meant. */
final class KnownSources {
  private final UUID identity;
  private final Connection connection;
  private final VersionStore versions;
  private final List<SourcePattern> patterns;
  private final Map<String, List<SourcePeriod>> units = new TreeMap<>();
  private final Map<String, String> manifests;

  /** Reads what is registered. */
  KnownSources(
      UUID identity, Connection connection, VersionStore versions, List<SourcePattern> patterns) {
    this.identity = identity;
    this.connection = connection;
    this.versions = versions;
    this.patterns = List.copyOf(patterns);
    for (SourcePeriod unit : new SourcePeriods(identity).list(connection)) {
      units.computeIfAbsent(unit.source(), code -> new ArrayList<>()).add(unit);
    }
    this.manifests = new LoadHistoryRepository(identity).listManifests(connection);
  }

  /** Lists all registered periods. */
  List<SourcePeriod> list() {
    return units.values().stream().flatMap(List::stream).toList();
  }

  /** Lists a source's registered periods. */
  List<SourcePeriod> list(String code) {
    return units.getOrDefault(code, List.of());
  }

  /** Tells whether a source is registered. */
  boolean isRegistered(String code) {
    return units.containsKey(code);
  }

  /** Tells whether a source is registered, or a manifest is known to have loaded it. */
  boolean isKnown(String code) {
    return units.containsKey(code) || manifests.containsKey(code);
  }

  /** Returns the manifest that loaded a source last; the code itself where none is known. */
  String lastManifest(String code) {
    return manifests.getOrDefault(code, code);
  }

  /**
   * Returns the codes that the patterns mean. Sources that are gone are found by what is left of
   * them.
   *
   * @param problem is told of a pattern among several that means nothing, and why
   * @throws NotFoundException if the only pattern means nothing
   */
  SortedSet<String> select(BiConsumer<String, String> problem) {
    TreeSet<String> known = new TreeSet<>(units.keySet());
    known.addAll(manifests.keySet());
    known.addAll(versions.listCodes());
    NewNames names = NewNames.read(connection, identity);
    known.removeIf(
        code ->
            !units.containsKey(code)
                && !manifests.containsKey(code)
                && !names.source(code, null).equals(code));
    TreeSet<String> selected = new TreeSet<>();
    for (SourcePattern pattern : patterns) {
      List<String> found =
          known.stream()
              .filter(code -> pattern.matches(code) || matchesManifest(pattern, code))
              .toList();
      if (found.isEmpty() && patterns.size() > 1) {
        problem.accept(pattern.toString(), "nothing is known of a source of this name");
      } else if (found.isEmpty()) {
        throw new NotFoundException(
            "nothing is known of a source '" + pattern + "'",
            names
                .find(pattern.toString())
                .map(now -> "it is called " + now + " now")
                .orElse("see 'datawarp list' and 'datawarp history', or name a file with --from"));
      }
      selected.addAll(found);
    }
    return selected;
  }

  boolean matchesManifest(SourcePattern pattern, String code) {
    String manifest = manifests.get(code);
    List<SourcePeriod> own = units.getOrDefault(code, List.of());
    if ((manifest != null && pattern.matches(manifest))
        || own.stream()
            .anyMatch(unit -> unit.manifest() != null && pattern.matches(unit.manifest()))) {
      return true;
    }
    // Only of what may be registered no more the folders are searched.
    boolean mayBeGone = own.stream().allMatch(unit -> isOnePeriod(unit.export()));
    return mayBeGone
        && versions.list(connection, code).stream()
            .anyMatch(
                version ->
                    version.manifestName() != null && pattern.matches(version.manifestName()));
  }

  private static boolean isOnePeriod(@Nullable ExportFile export) {
    return export != null && export.period() != null;
  }

  /** Of a canonical source, a manifest's name means its own periods. */
  boolean isMeant(String code, @Nullable String manifest) {
    return patterns.stream()
        .anyMatch(
            pattern -> pattern.matches(code) || (manifest != null && pattern.matches(manifest)));
  }

  @Nullable String manifestOf(String code, String period) {
    SourcePeriod unit = unit(code, period);
    return unit != null
        ? unit.manifest()
        : versions.list(connection, code).stream()
            .filter(version -> period.equals(version.period()))
            .map(Version::manifestName)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
  }

  /** Returns the periods of a canonical source that are known; none of another source. */
  Set<String> stackedPeriods(String code) {
    TreeSet<String> periods = new TreeSet<>();
    if (isStacked(code)) {
      versions.list(connection, code).stream()
          .flatMap(version -> Optional.ofNullable(version.period()).stream())
          .forEach(periods::add);
    }
    return periods;
  }

  /** One that is gone is known by what the database kept of it, else by where its files were. */
  boolean isStacked(String code) {
    if (units.containsKey(code)) {
      return !new CanonicalRepository(identity).listCanonical(connection, List.of(code)).isEmpty();
    }
    return new DeletedSources(identity).wasCanonical(connection, code)
        || versions.list(connection, code).stream().anyMatch(KnownSources::wasOnePeriod);
  }

  private static boolean wasOnePeriod(Version version) {
    Path folder = version.file().getParent();
    return version.place() == Version.Place.ARCHIVE
        && folder != null
        && folder.endsWith(version.source());
  }

  @Nullable SourcePeriod unit(String code, @Nullable String period) {
    return units.getOrDefault(code, List.of()).stream()
        .filter(unit -> period == null || period.equals(unit.periodLabel()))
        .findFirst()
        .orElse(null);
  }
}

package org.datawarp.lifecycle.version;

import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.datawarp.model.error.UsageException;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.repository.ArchiveRepository;
import org.datawarp.repository.SourcePeriod;

/**
 * The sources that are registered and of which their manifest has nothing: a person skipped their
 * table, or it vanished from the file. They have no export, and want none.
 */
public final class SkippedSources {
  private SkippedSources() {}

  /**
   * Finds them among some units. Reads only the manifests of units without an export, in the
   * caller's transaction.
   *
   * @return their codes
   */
  public static Set<String> find(Connection connection, UUID workspace, List<SourcePeriod> units) {
    Map<String, List<SourcePeriod>> byManifest =
        units.stream()
            .filter(unit -> unit.export() == null && unit.manifest() != null)
            .collect(
                Collectors.groupingBy(
                    unit -> String.valueOf(unit.manifest()), TreeMap::new, Collectors.toList()));
    ArchiveRepository records = new ArchiveRepository(workspace);
    Set<String> leftOut = new HashSet<>();
    byManifest.forEach(
        (name, own) ->
            records
                .findManifest(connection, name)
                .flatMap(recorded -> parse(recorded.text()))
                .ifPresent(
                    manifest -> {
                      Set<String> loaded =
                          manifest.loadable().stream()
                              .map(source -> source.code().value())
                              .collect(Collectors.toSet());
                      own.stream()
                          .map(SourcePeriod::source)
                          .filter(code -> !loaded.contains(code))
                          .forEach(leftOut::add);
                    }));
    return leftOut;
  }

  private static Optional<Manifest> parse(String text) {
    try {
      return Optional.of(ManifestStore.parse("manifest", text));
    } catch (UsageException e) {
      return Optional.empty(); // what cannot be read leaves nothing out
    }
  }
}

package org.datawarp.version;

import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.datawarp.error.UsageException;
import org.datawarp.journal.ArchiveRecords;
import org.datawarp.journal.SourceUnit;
import org.datawarp.manifest.Manifest;
import org.datawarp.manifest.ManifestStore;

/**
 * The sources that are registered and of which their manifest has nothing: a person skipped their
 * table, or it vanished from the file. They have no export, and want none.
 */
public final class LeftOut {
  private LeftOut() {}

  /**
   * Finds them among some units. Reads only the manifests of units without an export, in the
   * caller's transaction.
   *
   * @return their codes
   */
  public static Set<String> find(Connection connection, UUID workspace, List<SourceUnit> units) {
    Map<String, List<SourceUnit>> byManifest =
        units.stream()
            .filter(unit -> unit.export() == null && unit.manifest() != null)
            .collect(
                Collectors.groupingBy(
                    unit -> String.valueOf(unit.manifest()), TreeMap::new, Collectors.toList()));
    ArchiveRecords records = new ArchiveRecords(workspace);
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
                          .map(SourceUnit::source)
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

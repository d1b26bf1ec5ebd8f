package org.datawarp.lifecycle.run;

import java.sql.Connection;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.datawarp.model.table.Contract;
import org.datawarp.pipeline.manifest.CanonicalEntry;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.ManifestRepository;

/**
 * The contracts of canonical sources, which each of their manifests says. What a person has written
 * into one since it was recorded counts for the source; what the other manifests say is what was
 * known when they were written.
 */
public final class ContractChanges {
  private static final String KEY = "contract:";

  private ContractChanges() {}

  /** Returns the contracts that a manifest's recorded text says, by source; none without one. */
  public static Map<String, Contract> recorded(
      Connection connection, UUID workspace, String manifest) {
    Map<String, Contract> contracts = new TreeMap<>();
    new ManifestRepository(workspace)
        .findManifestText(connection, manifest)
        .map(text -> ManifestStore.parse(manifest + ".yaml", text))
        .ifPresent(
            recorded ->
                recorded
                    .sources()
                    .forEach(
                        source -> {
                          CanonicalEntry entry = source.canonical();
                          if (entry != null) {
                            contracts.put(source.code().value(), entry.contract());
                          }
                        }));
    return contracts;
  }

  /**
   * Takes in what a person has written, in the run's transaction, and notes it; the manifest's new
   * text is not recorded yet.
   */
  static void save(Run run, Manifest manifest, String text) {
    boolean isSaid =
        text.contains(KEY)
            || run.records()
                .findManifestText(run.connection(), manifest.name())
                .filter(recorded -> recorded.contains(KEY))
                .isPresent();
    if (!isSaid || !manifest.isCanonical()) {
      return;
    }
    CanonicalRepository canonical = new CanonicalRepository(run.session().identity());
    Map<String, Contract> recorded =
        recorded(run.connection(), run.session().identity(), manifest.name());
    for (ManifestSource source : manifest.sources()) {
      CanonicalEntry entry = source.canonical();
      String code = source.code().value();
      if (entry == null || entry.contract().equals(recorded.get(code))) {
        continue;
      }
      if (recorded.containsKey(code)
          && !canonical.contract(run.connection(), code).equals(entry.contract())) {
        canonical.saveContract(run.connection(), code, entry.contract());
        run.note("the contract of " + code + " is now: " + entry.contract().inWords());
      }
    }
  }
}

package org.datawarp.refresh;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.datawarp.config.Configuration;
import org.datawarp.config.Publication;
import org.datawarp.error.UsageException;
import org.datawarp.manifest.Manifest;
import org.datawarp.manifest.ManifestStore;
import org.datawarp.model.PeriodParser;
import org.datawarp.model.SourceCode;

/**
 * What a refresh is about.
 *
 * @param manifest the manifest's name
 * @param publication the series: the name without its period
 * @param location where the data is
 * @param before the manifest in use
 * @param options what else decides about the rows, as the manifest records it
 */
record RefreshTarget(
    String manifest,
    String publication,
    String location,
    Optional<ManifestStore.Stored> before,
    Map<String, String> options) {

  static RefreshTarget of(
      RefreshRequest request, ManifestStore manifests, Configuration configuration) {
    String name = request.source();
    if (!SourceCode.isValid(name)) {
      throw new UsageException("'" + name + "' is not a source name", "use " + SourceCode.RULE);
    }
    Optional<ManifestStore.Stored> before = manifests.findActive(name);
    Optional<ManifestStore.Stored> draft =
        before.isPresent() ? before : manifests.findPending(name);
    String publication =
        draft
            .map(stored -> stored.manifest().header().publication())
            .orElseGet(() -> publicationOf(name));
    String location = request.url();
    if (location == null) {
      location = draft.map(stored -> stored.manifest().header().sourceUrl()).orElse(null);
    }
    if (location == null) {
      location = configuration.publication(publication).map(Publication::url).orElse(null);
    }
    if (location == null) {
      throw new UsageException(
          "there is no address for '" + name + "' yet", "say where the data is with --url");
    }
    return new RefreshTarget(name, publication, location, before, options(request, before));
  }

  Optional<Manifest> manifestBefore() {
    return before.map(ManifestStore.Stored::manifest);
  }

  private static Map<String, String> options(
      RefreshRequest request, Optional<ManifestStore.Stored> before) {
    Map<String, String> options = new TreeMap<>();
    before.ifPresent(stored -> options.putAll(stored.manifest().header().options()));
    if (request.has(RefreshRequest.Option.NO_UNPIVOT)) {
      options.put("unpivot", "never");
    }
    return options;
  }

  private static String publicationOf(String name) {
    return PeriodParser.find(name)
        .map(
            finding ->
                name.replace(finding.matchedText(), "")
                    .replaceAll("__+", "_")
                    .replaceAll("^_|_$", ""))
        .filter(SourceCode::isValid)
        .orElse(name);
  }
}

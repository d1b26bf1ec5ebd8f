package org.datawarp.lifecycle.refresh;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.datawarp.model.ManifestState;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.Period;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.jspecify.annotations.Nullable;

/** Finds the issue of a publication before another one: the newest that ends earlier. */
final class PreviousIssue {
  private PreviousIssue() {}

  /**
   * Finds it among the manifests called after the publication.
   *
   * @param warnings gets a line for a manifest that cannot be read; the refresh does not need it
   */
  static Optional<Manifest> find(
      ManifestStore manifests,
      RefreshTarget target,
      @Nullable Period period,
      List<String> warnings) {
    if (period == null) {
      return Optional.empty();
    }
    return manifests.listNames().stream()
        .filter(name -> name.startsWith(target.publication() + "_"))
        .flatMap(name -> read(manifests, name, warnings).stream())
        .filter(manifest -> manifest.header().publication().equals(target.publication()))
        .filter(manifest -> manifest.state() == ManifestState.EXPORTED)
        .filter(manifest -> endsBefore(manifest.header().period(), period))
        .max(Comparator.comparing(manifest -> end(manifest.header().period())));
  }

  private static Optional<Manifest> read(
      ManifestStore manifests, String name, List<String> warnings) {
    try {
      return manifests.findActive(name).map(ManifestStore.Stored::manifest);
    } catch (UsageException e) {
      warnings.add("not compared with " + name + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean endsBefore(@Nullable Period one, Period other) {
    return one != null && one.end().isBefore(other.end());
  }

  private static java.time.LocalDate end(@Nullable Period period) {
    return period == null ? java.time.LocalDate.MIN : period.end();
  }
}

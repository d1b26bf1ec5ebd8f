package org.datawarp.workflow.refresh;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.datawarp.model.ManifestState;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.Period;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;

/** Finds the manifests and the source whose rows are to be exported; nothing is kept in between. */
final class ExportSelection {
  private final ManifestStore manifests;
  private final Selected selected;

  ExportSelection(ManifestStore manifests, Selected selected) {
    this.manifests = manifests;
    this.selected = selected;
  }

  /** Tells whether a selector is the code of a canonical source, and no manifest's name. */
  boolean isStacked() {
    return manifests.findActive(selected.selector()).isEmpty() && !stacked().isEmpty();
  }

  /** Returns the manifests with rows in a canonical source, in the order of their periods. */
  private List<Manifest> stacked() {
    String code = selected.selector();
    return manifests.listActive().stream()
        .map(ManifestStore.Stored::manifest)
        .filter(
            manifest ->
                manifest.header().period() != null
                    && manifest.loadable().stream()
                        .anyMatch(
                            source -> source.isCanonical() && source.code().value().equals(code)))
        .filter(ExportSelection::hasRows)
        .sorted(
            Comparator.comparing(
                manifest -> Objects.requireNonNull(manifest.header().period()).start()))
        .toList();
  }

  /**
   * Returns the manifests of the periods meant, in order.
   *
   * @throws NotFoundException if there are no rows of the period
   */
  List<Manifest> requireStacked() {
    List<Manifest> all = stacked();
    Period period = selected.period();
    List<Manifest> meant =
        period == null ? all : all.stream().filter(each -> isOf(each, period)).toList();
    if (meant.isEmpty()) {
      throw new NotFoundException(
          selected.selector() + " has no rows" + (period == null ? "" : " of " + period.label()),
          "it has "
              + String.join(
                  ", ",
                  all.stream()
                      .map(each -> Objects.requireNonNull(each.header().period()).label())
                      .toList()));
    }
    return meant;
  }

  private static boolean isOf(Manifest manifest, Period period) {
    Period own = manifest.header().period();
    return own != null && own.label().equals(period.label());
  }

  private void requireItsPeriod(Manifest manifest) {
    Period period = selected.period();
    if (period != null && !isOf(manifest, period)) {
      Period own = manifest.header().period();
      throw new NotFoundException(
          selected.selector() + " has no rows of " + period.label(),
          own == null ? null : "it has those of " + own.label());
    }
  }

  private static boolean hasRows(Manifest manifest) {
    return manifest.state() == ManifestState.LOADED || manifest.state() == ManifestState.EXPORTED;
  }

  /**
   * Returns the manifest that is meant, or that has the source that is.
   *
   * @throws NotFoundException if there is none, or it has no rows of the period
   * @throws RefusedException if it has no rows
   */
  Manifest requireOwner() {
    String selector = selected.selector();
    Optional<ManifestStore.Stored> byName = manifests.findActive(selector);
    Manifest manifest =
        byName
            .or(
                () ->
                    manifests.listActive().stream()
                        .filter(
                            stored ->
                                stored.manifest().sources().stream()
                                    .anyMatch(source -> source.code().value().equals(selector)))
                        .findFirst())
            .map(ManifestStore.Stored::manifest)
            .orElseGet(() -> manifests.require(selector).manifest());
    if (!hasRows(manifest)) {
      throw new RefusedException(
          "manifest " + manifest.name() + " is " + manifest.state().text() + ": it has no rows",
          "load it first with 'datawarp refresh " + manifest.name() + "'");
    }
    requireItsPeriod(manifest);
    return manifest;
  }

  /** Returns the one source that is meant. */
  ManifestSource requireOne(Manifest manifest) {
    String selector = selected.selector();
    List<ManifestSource> sources = manifest.sources();
    return sources.stream()
        .filter(source -> source.code().value().equals(selector))
        .findFirst()
        .or(() -> sources.size() == 1 ? Optional.of(sources.get(0)) : Optional.empty())
        .orElseThrow(
            () ->
                new UsageException(
                    selector + " has " + sources.size() + " tables",
                    "name one of "
                        + String.join(", ", sources.stream().map(s -> s.code().value()).toList())));
  }
}

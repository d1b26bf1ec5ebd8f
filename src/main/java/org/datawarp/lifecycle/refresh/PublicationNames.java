package org.datawarp.lifecycle.refresh;

import java.util.Comparator;
import java.util.Optional;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.publication.Publication;
import org.datawarp.platform.config.Configuration;

/** What may be the name of a manifest beside the registered publications, and of which it is. */
public final class PublicationNames {
  private PublicationNames() {}

  /** Returns the series of a new manifest: the registered one, else its name without a period. */
  public static String of(String name, Configuration configuration) {
    return findSeries(name, configuration).orElseGet(() -> withoutPeriod(name));
  }

  private static String withoutPeriod(String name) {
    return PeriodParser.find(name)
        .map(
            finding ->
                name.replace(finding.matchedText(), "")
                    .replaceAll("__+", "_")
                    .replaceAll("^_|_$", ""))
        .filter(SourceCode::isValid)
        .orElse(name);
  }

  /** Finds the registered publication that a new manifest is an issue of, by its name. */
  static Optional<String> findSeries(String name, Configuration configuration) {
    return configuration.publications().stream()
        .filter(publication -> publication.isNameOfIssue(name))
        .map(Publication::code)
        .max(Comparator.comparingInt(String::length));
  }

  /**
   * Makes sure that a new manifest is called as an issue is.
   *
   * @param publication the manifest's series
   * @throws RefusedException if it has a publication's name, or is an issue of a publication whose
   *     issues take each other's place
   */
  public static void requireIssueName(
      String name, String publication, Configuration configuration) {
    Optional<Publication> ofName = configuration.findPublication(name);
    if (ofName.isPresent() && !ofName.get().hasOneManifest()) {
      throw new RefusedException(
          "'" + name + "' is a publication (" + ofName.get().origin() + "), not a manifest",
          "name the issue, such as "
              + name
              + "_aug25, or leave out --url and --period: 'datawarp refresh "
              + name
              + "' takes its issues; reference data without periods is 'frequency: none'");
    }
    Optional<Publication> series =
        name.equals(publication) ? Optional.empty() : configuration.findPublication(publication);
    if (series.isPresent() && series.get().hasOneManifest()) {
      throw new RefusedException(
          "'"
              + publication
              + "' has one manifest, of its own name ("
              + series.get().origin()
              + "): each issue takes the place of the one before",
          "say 'datawarp refresh " + publication + "'");
    }
  }
}

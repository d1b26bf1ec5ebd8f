package org.datawarp.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.table.TableName;

/**
 * Which manifests and sources get which names.
 *
 * @param manifests the manifests
 * @param sources the sources, those of the manifests among them
 */
public record Renaming(List<OfManifest> manifests, List<OfSource> sources) {
  /** Copies the lists. */
  public Renaming {
    manifests = List.copyOf(manifests);
    sources = List.copyOf(sources);
  }

  /**
   * A manifest's new name.
   *
   * @param from its name
   * @param to its name afterwards; the same where only its publication changes
   * @param publication the series it is of
   * @param newPublication the series it is of afterwards
   */
  public record OfManifest(String from, String to, String publication, String newPublication) {}

  /**
   * A source's new code.
   *
   * @param from its code
   * @param to its code afterwards
   * @param table its staging table
   * @param newTable its staging table afterwards; the same where the table is not called after it
   */
  public record OfSource(SourceCode from, SourceCode to, TableName table, TableName newTable) {}

  /** Finds what becomes of a manifest. */
  public Optional<OfManifest> manifest(String name) {
    return manifests.stream().filter(each -> each.from().equals(name)).findFirst();
  }

  /** Finds what becomes of a source. */
  public Optional<OfSource> source(SourceCode code) {
    return sources.stream().filter(each -> each.from().equals(code)).findFirst();
  }

  /** Returns the new names of manifests by the old ones, those left out that stay. */
  public Map<String, String> manifestNames() {
    Map<String, String> names = new LinkedHashMap<>();
    manifests.stream()
        .filter(each -> !each.from().equals(each.to()))
        .forEach(each -> names.put(each.from(), each.to()));
    return names;
  }

  /** Returns the new codes of sources by the old ones. */
  public Map<String, String> codes() {
    Map<String, String> codes = new LinkedHashMap<>();
    sources.forEach(each -> codes.put(each.from().value(), each.to().value()));
    return codes;
  }

  /** Returns what takes this back. */
  public Renaming inverse() {
    return new Renaming(
        manifests.stream()
            .map(
                each ->
                    new OfManifest(
                        each.to(), each.from(), each.newPublication(), each.publication()))
            .toList(),
        sources.stream()
            .map(each -> new OfSource(each.to(), each.from(), each.newTable(), each.table()))
            .toList());
  }

  /**
   * Returns a name with another beginning: itself, or with what follows after an underscore.
   *
   * @return empty if the name does not begin so
   */
  public static Optional<String> withPrefix(String name, String prefix, String other) {
    if (name.equals(prefix)) {
      return Optional.of(other);
    }
    return name.startsWith(prefix + "_")
        ? Optional.of(other + name.substring(prefix.length()))
        : Optional.empty();
  }
}

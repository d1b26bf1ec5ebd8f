package org.datawarp.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.ManifestState;
import org.datawarp.model.SourceCode;
import org.jspecify.annotations.Nullable;

/**
 * One issue of a publication: its files, its tables, and how far they have come.
 *
 * @param header what the issue is
 * @param sources its tables; empty in a draft whose file held none
 * @param extra top-level keys Datawarp does not know, kept as they were
 */
public record Manifest(
    ManifestHeader header,
    List<ManifestSource> sources,
    Map<String, ? extends @Nullable Object> extra) {
  /** Copies the sources. */
  public Manifest {
    sources = List.copyOf(sources);
  }

  /** Returns the manifest's name. */
  public String name() {
    return header.name();
  }

  /** Returns its state. */
  public ManifestState state() {
    return header.state();
  }

  /** Finds a source by its code. */
  public Optional<ManifestSource> source(SourceCode code) {
    return sources.stream().filter(source -> source.code().equals(code)).findFirst();
  }

  /** Returns this manifest with another header. */
  public Manifest with(ManifestHeader changed) {
    return new Manifest(changed, sources, extra);
  }

  /** Returns this manifest with other sources. */
  public Manifest withSources(List<ManifestSource> changed) {
    return new Manifest(header, changed, extra);
  }

  /** Returns this manifest with one source replaced by that of the same code, or added. */
  public Manifest withSource(ManifestSource changed) {
    List<ManifestSource> list = new ArrayList<>(sources);
    list.removeIf(source -> source.code().equals(changed.code()));
    list.add(changed);
    return withSources(list);
  }
}

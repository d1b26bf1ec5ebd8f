package org.datawarp.pipeline.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How far a manifest has come: what runs write into it, in distinction to what a person may write.
 * That is its state with the changes of state, when it was loaded and checked, the files its rows
 * come from, and each source's rows, columns, places in the files and export.
 */
public final class ManifestProgress {
  private ManifestProgress() {}

  /**
   * Tells whether two texts of a manifest have come equally far; when it was checked is no part.
   */
  public static boolean isSame(Manifest one, Manifest other) {
    ManifestHeader here = one.header();
    ManifestHeader there = other.header();
    return here.state() == there.state()
        && Objects.equals(here.lastLoaded(), there.lastLoaded())
        && here.parquetPaths().equals(there.parquetPaths())
        && other.sources().stream()
            .allMatch(
                source -> one.source(source.code()).filter(own -> isSame(own, source)).isPresent());
  }

  private static boolean isSame(ManifestSource one, ManifestSource other) {
    return one.rows() == other.rows()
        && Objects.equals(one.rowHash(), other.rowHash())
        && Objects.equals(one.parquetPath(), other.parquetPath())
        && Objects.equals(one.parquetSha256(), other.parquetSha256());
  }

  /** Returns a manifest as far as another text of it has come; all else stays as it is. */
  public static Manifest of(Manifest manifest, Manifest further) {
    List<ManifestSource> sources = new ArrayList<>();
    for (ManifestSource source : manifest.sources()) {
      sources.add(further.source(source.code()).map(its -> of(source, its)).orElse(source));
    }
    for (ManifestSource its : further.sources()) {
      Optional<ManifestSource> own = manifest.source(its.code());
      if (own.isEmpty()) {
        sources.add(its);
      }
    }
    return manifest.with(of(manifest.header(), further.header())).withSources(sources);
  }

  private static ManifestHeader of(ManifestHeader header, ManifestHeader further) {
    return new ManifestHeader(
        header.name(),
        header.publication(),
        header.description(),
        further.state(),
        further.period(),
        header.sourceUrl(),
        further.createdAt(),
        further.updatedAt(),
        further.lastLoaded(),
        further.lastCheckedAt(),
        further.lastUsed(),
        further.extractionVersion(),
        header.options(),
        further.parquetPaths(),
        further.files(),
        header.facts(),
        further.history(),
        header.extra());
  }

  private static ManifestSource of(ManifestSource source, ManifestSource further) {
    return new ManifestSource(
        source.code(),
        source.name(),
        source.facts(),
        further.table(),
        further.fingerprint(),
        further.rows(),
        further.rowHash(),
        further.parquetPath(),
        further.parquetSha256(),
        names(source).equals(names(further)) ? source.columns() : further.columns(),
        further.parts(),
        source.decisions(),
        further.unpivoted(),
        further.canonical(),
        source.extra());
  }

  private static List<String> names(ManifestSource source) {
    return source.columns().stream().map(ManifestColumn::name).toList();
  }
}

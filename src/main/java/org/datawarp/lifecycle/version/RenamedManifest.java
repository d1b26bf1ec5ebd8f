package org.datawarp.lifecycle.version;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datawarp.model.Renaming;
import org.datawarp.model.SourceCode;
import org.datawarp.pipeline.manifest.CanonicalEntry;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestHeader;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.jspecify.annotations.Nullable;

/** A manifest under its new name, its sources under theirs. */
public final class RenamedManifest {
  private RenamedManifest() {}

  /** Returns what a manifest says then; exports are where they were. */
  public static Manifest of(Manifest manifest, Renaming renaming) {
    Renaming.OfManifest own = renaming.manifest(manifest.name()).orElse(null);
    List<ManifestSource> sources =
        manifest.sources().stream().map(source -> renamed(source, own, renaming)).toList();
    ManifestHeader header = manifest.header();
    if (own != null) {
      header = header.named(own.to(), own.newPublication());
    }
    boolean isMarked =
        Manifest.marked(header.options(), manifest.sources()).equals(header.options());
    if (isMarked) {
      header = header.withOptions(Manifest.marked(header.options(), sources));
    }
    return new Manifest(header, sources, manifest.extra());
  }

  /** Returns the codes that tables in canonical sources would have alone, new by old. */
  public static Map<String, String> ownCodes(Manifest manifest, Renaming renaming) {
    Map<String, String> codes = new TreeMap<>();
    Renaming.OfManifest own = renaming.manifest(manifest.name()).orElse(null);
    for (ManifestSource source : manifest.sources()) {
      CanonicalEntry entry = source.canonical();
      SourceCode before = entry == null ? source.code() : entry.ownCode();
      SourceCode after = ownCode(before, own, renaming);
      if (!after.equals(before)) {
        codes.put(before.value(), after.value());
      }
    }
    return codes;
  }

  private static ManifestSource renamed(
      ManifestSource source, Renaming.@Nullable OfManifest own, Renaming renaming) {
    ManifestSource moved =
        renaming
            .source(source.code())
            .map(each -> source.movedTo(each.to(), each.newTable()))
            .orElse(source);
    CanonicalEntry entry = moved.canonical();
    return entry == null ? moved : moved.with(entry.with(ownCode(entry.ownCode(), own, renaming)));
  }

  /** A table in a canonical source is known by the code that it would have alone. */
  private static SourceCode ownCode(
      SourceCode code, Renaming.@Nullable OfManifest own, Renaming renaming) {
    return renaming
        .source(code)
        .map(Renaming.OfSource::to)
        .or(
            () ->
                own == null
                    ? java.util.Optional.empty()
                    : Renaming.withPrefix(code.value(), own.from(), own.to())
                        .filter(SourceCode::isValid)
                        .map(SourceCode::new))
        .orElse(code);
  }
}

package org.datawarp.lifecycle.version;

import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.model.Renaming;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.repository.RenameRepository;
import org.datawarp.repository.RenameRepository.Kind;
import org.datawarp.repository.RenameRepository.NewName;
import org.jspecify.annotations.Nullable;

/**
 * Under which names things are known today that were put away under others: what lies in {@code
 * archive/} and in stores keeps its name, and so does what is written in it.
 */
public final class NewNames {
  /** Nothing was ever called otherwise. */
  public static final NewNames NONE = new NewNames(List.of());

  private final List<NewName> names;

  private NewNames(List<NewName> names) {
    this.names = List.copyOf(names);
  }

  /** Reads those of a workspace. */
  public static NewNames read(Connection connection, UUID workspace) {
    return new NewNames(new RenameRepository(workspace).list(connection));
  }

  /**
   * Returns today's code of a source.
   *
   * @param code the code it had
   * @param at when it had it; null for the name's last bearer
   */
  public String source(String code, @Nullable Instant at) {
    List<NewName> changes = changes(Kind.SOURCE, code, at);
    return changes.isEmpty() ? code : changes.get(changes.size() - 1).to();
  }

  /**
   * Returns today's name of a manifest.
   *
   * @param name the name it had
   * @param at when it had it; null for the name's last bearer
   */
  public String manifest(String name, @Nullable Instant at) {
    List<NewName> changes = changes(Kind.MANIFEST, name, at);
    return changes.isEmpty() ? name : changes.get(changes.size() - 1).to();
  }

  /** Finds how a manifest or source is called today that was last called so. */
  public Optional<String> find(String name) {
    String manifest = manifest(name, null);
    String today = manifest.equals(name) ? source(name, null) : manifest;
    return today.equals(name) ? Optional.empty() : Optional.of(today);
  }

  /** Returns what a manifest that was put away says under today's names. */
  public Manifest manifest(Manifest manifest, @Nullable Instant at) {
    List<Renaming.OfManifest> own =
        changes(Kind.MANIFEST, manifest.name(), at).stream()
            .map(
                change ->
                    new Renaming.OfManifest(
                        manifest.name(),
                        change.to(),
                        manifest.header().publication(),
                        Objects.requireNonNullElse(
                            change.publication(), manifest.header().publication())))
            .toList();
    List<Renaming.OfSource> sources = new ArrayList<>();
    for (ManifestSource source : manifest.sources()) {
      SourceCode now = new SourceCode(source(source.code().value(), at));
      if (!now.equals(source.code())) {
        sources.add(new Renaming.OfSource(source.code(), now, source.table(), table(source, now)));
      }
    }
    return own.isEmpty() && sources.isEmpty()
        ? manifest
        : RenamedManifest.of(
            manifest,
            new Renaming(own.isEmpty() ? own : own.subList(own.size() - 1, own.size()), sources));
  }

  /** A table that was not called after its source has kept its name. */
  private static TableName table(ManifestSource source, SourceCode now) {
    return source.table().equals(source.code().stagingTable())
        ? now.stagingTable()
        : source.table();
  }

  private List<NewName> changes(Kind kind, String name, @Nullable Instant at) {
    List<NewName> changes = new ArrayList<>();
    String known = name;
    for (NewName each : names) {
      if (each.kind() == kind
          && each.from().equals(known)
          && (at == null || each.at().isAfter(at))) {
        changes.add(each);
        known = each.to();
      }
    }
    return changes;
  }
}

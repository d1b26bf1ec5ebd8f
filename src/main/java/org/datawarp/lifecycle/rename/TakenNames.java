package org.datawarp.lifecycle.rename;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.datawarp.lifecycle.version.Version;
import org.datawarp.lifecycle.version.VersionStore;
import org.datawarp.model.Renaming;
import org.datawarp.model.SourceCode;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.postgres.Query;
import org.datawarp.storage.workspace.Workspace;

/** Which new names are somebody's already. Reads only. */
public final class TakenNames {
  private final Workspace workspace;
  private final UUID identity;
  private final Connection connection;
  private final ManifestStore store;

  /** Looks at the names of a workspace and its database. */
  public TakenNames(Workspace workspace, UUID identity, Connection connection) {
    this.workspace = workspace;
    this.identity = identity;
    this.connection = connection;
    this.store = new ManifestStore(workspace);
  }

  /** Lists what is called so now, a line each. */
  public List<String> inUse(Renaming renaming) {
    List<String> taken = new ArrayList<>();
    for (String name : renaming.manifestNames().values()) {
      if (store.findActive(name).isPresent() || store.findPending(name).isPresent()) {
        taken.add("there is a manifest " + name);
      } else if (count(
              "SELECT count(*) FROM datawarp.tbl_manifests WHERE workspace = ? AND name = ?", name)
          > 0) {
        taken.add("there is a manifest " + name + ", archived or deprecated");
      }
    }
    for (Renaming.OfSource source : renaming.sources()) {
      taken.addAll(inUse(source));
    }
    return taken;
  }

  private List<String> inUse(Renaming.OfSource source) {
    List<String> taken = new ArrayList<>();
    String code = source.to().value();
    boolean isRegistered =
        Query.number(
                connection,
                "looking for " + code,
                "SELECT count(*) FROM datawarp.tbl_data_sources WHERE code = ?",
                code)
            > 0;
    if (isRegistered) {
      taken.add("there is a source " + code);
      return taken;
    }
    boolean isTable =
        !source.table().equals(source.newTable())
            && Query.number(
                    connection,
                    "looking for " + source.newTable(),
                    "SELECT coalesce(to_regclass(?)::oid::bigint, 0)",
                    source.newTable().quoted())
                != 0;
    if (isTable) {
      taken.add(source.newTable() + " exists");
    }
    for (Path place : List.of(workspace.export(source.to(), null), workspace.page(source.to()))) {
      if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
        taken.add(workspace.relative(place) + " is there already");
      }
    }
    return taken;
  }

  /**
   * Lists what was called so once and is not gone without a trace, a line each: two histories under
   * one name could not be told apart again.
   */
  public List<String> remembered(Renaming renaming) {
    List<String> known = new ArrayList<>();
    for (String name : renaming.manifestNames().values()) {
      boolean isKnown =
          count(
                  """
                  SELECT (SELECT count(*) FROM datawarp.tbl_manifest_files f
                           WHERE f.workspace = w.id AND f.manifest_name = w.name)
                       + (SELECT count(*) FROM datawarp.tbl_refresh_events e
                           WHERE e.workspace = w.id AND e.manifest_name = w.name AND e.status = 'success')
                    FROM (VALUES (?::uuid, ?)) AS w(id, name)
                  """,
                  name)
              > 0;
      if (isKnown) {
        known.add("there was a manifest " + name + ", and its history is kept");
      }
    }
    for (SourceCode code : renaming.sources().stream().map(Renaming.OfSource::to).toList()) {
      boolean isKnown =
          count(
                  """
                  SELECT (SELECT count(*) FROM datawarp.tbl_refresh_events e
                           WHERE e.workspace = w.id AND e.source_code = w.code AND e.status = 'success')
                       + (SELECT count(*) FROM datawarp.tbl_kept_files k
                           WHERE k.workspace = w.id AND k.source_code = w.code)
                    FROM (VALUES (?::uuid, ?)) AS w(id, code)
                  """,
                  code.value())
              > 0;
      boolean hasVersions =
          new VersionStore(workspace, identity)
              .list(connection, code.value()).stream()
                  .anyMatch(version -> version.place() != Version.Place.CURRENT);
      if (isKnown || hasVersions) {
        known.add("there was a source " + code + ", and its history and versions are kept");
      }
    }
    return known;
  }

  private long count(String sql, String name) {
    return Query.number(connection, "looking for " + name, sql, identity, name);
  }
}

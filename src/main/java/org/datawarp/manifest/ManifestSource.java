package org.datawarp.manifest;

import java.util.List;
import java.util.Map;
import org.datawarp.model.SourceCode;
import org.datawarp.model.TableName;
import org.jspecify.annotations.Nullable;

/**
 * One table of a manifest.
 *
 * @param code its code
 * @param name its title, for people
 * @param table its staging table
 * @param rows rows loaded; 0 before
 * @param rowHash the hash of its rows as exported; null before
 * @param parquetPath its export, relative to the workspace; null before
 * @param parquetSha256 the SHA-256 of its export; null before
 * @param columns its business columns, in table order
 * @param parts where its rows lie in the manifest's files
 * @param extra keys Datawarp does not know, kept as they were
 */
public record ManifestSource(
    SourceCode code,
    String name,
    TableName table,
    long rows,
    @Nullable String rowHash,
    @Nullable String parquetPath,
    @Nullable String parquetSha256,
    List<ManifestColumn> columns,
    List<ManifestPart> parts,
    Map<String, ? extends @Nullable Object> extra) {
  /** Copies the lists. */
  public ManifestSource {
    columns = List.copyOf(columns);
    parts = List.copyOf(parts);
  }

  /** Returns this source as loaded and exported. */
  public ManifestSource exported(long rowCount, String hash, String path, String sha256) {
    return new ManifestSource(
        code, name, table, rowCount, hash, path, sha256, columns, parts, extra);
  }
}

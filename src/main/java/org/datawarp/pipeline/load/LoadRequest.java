package org.datawarp.pipeline.load;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.datawarp.model.SourceCode;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.ColumnFacts;
import org.datawarp.model.table.SourceFacts;
import org.datawarp.model.table.TableColumn;
import org.datawarp.model.table.TableName;
import org.jspecify.annotations.Nullable;

/**
 * One source to be loaded.
 *
 * @param code the source
 * @param sourceName its name for people
 * @param description what it holds, or null where nobody said
 * @param facts what else is known of it: unit, footnotes
 * @param columnFacts what is known of its columns, by name; columns may be missing
 * @param scope who owns the code
 * @param table its staging table
 * @param columns the business columns with their physical names, marker columns included, in order;
 *     a type of INTEGER says that 32 bits hold every value: an adopted integer column then stays
 *     one, a new column is BIGINT all the same
 * @param parts the rows, one part per table of a file; at least one
 * @param period what the rows report on; null for reference data that has none
 * @param manifest the manifest
 * @param workspace the workspace's UUID
 * @param runId the run this load is part of, as in {@code tbl_runs}
 * @param extractionVersion the version of the rules that found and typed the rows
 * @param loadedAt the moment of the load
 * @param origin what one row was in the file
 * @param replaces which rows are replaced
 * @param shrink what to do when there are far fewer rows than before
 * @param grantSelectTo the roles that may read the table when it is new; {@code public} is everyone
 */
public record LoadRequest(
    SourceCode code,
    String sourceName,
    @Nullable String description,
    SourceFacts facts,
    Map<String, ColumnFacts> columnFacts,
    SourceScope scope,
    TableName table,
    List<TableColumn> columns,
    List<LoadPart> parts,
    @Nullable Period period,
    ManifestRef manifest,
    UUID workspace,
    String runId,
    String extractionVersion,
    Instant loadedAt,
    RowOrigin origin,
    ReplaceRule replaces,
    ShrinkRule shrink,
    List<String> grantSelectTo) {
  /** Checks that there are columns and parts, and that names differ. */
  public LoadRequest {
    columns = List.copyOf(columns);
    columnFacts = Map.copyOf(columnFacts);
    parts = List.copyOf(parts);
    grantSelectTo = List.copyOf(grantSelectTo);
    if (columns.isEmpty() || parts.isEmpty()) {
      throw new IllegalArgumentException("a load has columns and parts: " + code);
    }
    Set<String> names = new HashSet<>(Provenance.NAMES);
    for (TableColumn column : columns) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException(
            "a second or reserved column " + column.name() + " in " + code);
      }
    }
  }

  /** Makes one of which nothing but its columns is known. */
  public LoadRequest(
      SourceCode code,
      String sourceName,
      @Nullable String description,
      SourceScope scope,
      TableName table,
      List<TableColumn> columns,
      List<LoadPart> parts,
      @Nullable Period period,
      ManifestRef manifest,
      UUID workspace,
      String runId,
      String extractionVersion,
      Instant loadedAt,
      RowOrigin origin,
      ReplaceRule replaces,
      ShrinkRule shrink,
      List<String> grantSelectTo) {
    this(
        code,
        sourceName,
        description,
        SourceFacts.NONE,
        Map.of(),
        scope,
        table,
        columns,
        parts,
        period,
        manifest,
        workspace,
        runId,
        extractionVersion,
        loadedAt,
        origin,
        replaces,
        shrink,
        grantSelectTo);
  }

  /** Returns how many rows all parts must give. */
  public long expectedRows() {
    return parts.stream().mapToLong(LoadPart::expectedRows).sum();
  }
}

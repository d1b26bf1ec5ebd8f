package org.datawarp.workflow.adopt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datawarp.platform.codec.JsonKeys;
import org.datawarp.repository.LegacyRegistry.Findings;
import org.jspecify.annotations.Nullable;

/**
 * What an estate of the Python version holds, and what in it has lost its owner.
 *
 * @param workspace the folder that was searched
 * @param database what the database holds; null where none is configured or it has no legacy schema
 * @param databaseState in words: the database's address without secrets, or why it was not read
 * @param manifests how many manifests there are of each folder below {@code manifests} and kind
 * @param exports codes with a Parquet file in {@code output}
 * @param parquetWithoutSource those of them that no registered source has; without a database none
 *     is known
 * @param documentsWithoutSource codes with an {@code .md} that no registered source has
 * @param documentsWithoutParquet codes with an {@code .md} and no Parquet file
 * @param parquetWithoutDocument codes with a Parquet file and no {@code .md}
 */
@JsonKeys({
  "workspace",
  "database_state",
  "database",
  "manifests",
  "parquet_files",
  "parquet_without_source",
  "documents_without_source",
  "documents_without_parquet",
  "parquet_without_document"
})
public record EstateAudit(
    String workspace,
    @Nullable Findings database,
    String databaseState,
    Map<String, Map<ManifestKind, Integer>> manifests,
    List<String> exports,
    List<String> parquetWithoutSource,
    List<String> documentsWithoutSource,
    List<String> documentsWithoutParquet,
    List<String> parquetWithoutDocument) {
  /** How a legacy manifest was made, by its name. */
  public enum ManifestKind {
    /** As it was extracted. */
    DRAFT,
    /** Its name ends in {@code _enriched}. */
    ENRICHED,
    /** Its name ends in {@code _canonical}. */
    CANONICAL,
    /** No manifest can be read in it. */
    UNREADABLE
  }

  /** Copies the collections. */
  public EstateAudit {
    manifests = new TreeMap<>(manifests);
    exports = List.copyOf(exports);
    parquetWithoutSource = List.copyOf(parquetWithoutSource);
    documentsWithoutSource = List.copyOf(documentsWithoutSource);
    documentsWithoutParquet = List.copyOf(documentsWithoutParquet);
    parquetWithoutDocument = List.copyOf(parquetWithoutDocument);
  }

  /** Tells whether anything of the Python version was found. */
  public boolean isEmpty() {
    return database == null
        && manifests.isEmpty()
        && exports.isEmpty()
        && documentsWithoutParquet.isEmpty();
  }

  /**
   * One line of the audit.
   *
   * @param what what was counted
   * @param number how many there are
   * @param names their names, where they are told
   */
  public record Count(String what, long number, List<String> names) {
    /** Copies the names. */
    public Count {
      names = List.copyOf(names);
    }

    private static Count of(String what, List<String> names) {
      return new Count(what, names.size(), names);
    }
  }

  /** Returns what was counted in the database; empty where none was read. */
  public List<Count> databaseCounts() {
    if (database == null) {
      return List.of();
    }
    return List.of(
        new Count("registered sources", database.sources().size(), List.of()),
        new Count("loads in the history", database.loads(), List.of()),
        Count.of("sources without a table", database.sourcesWithoutTable()),
        Count.of("staging tables without a source", database.tablesWithoutSource()),
        new Count("load history of vanished sources", database.historyWithoutSource(), List.of()),
        Count.of("manifest files without a source", database.manifestFilesWithoutSource()),
        Count.of("descriptions of columns not there", database.metadataWithoutColumn()));
  }

  /** Returns what was counted in the folder {@code output}. */
  public List<Count> fileCounts() {
    List<Count> counts = new ArrayList<>();
    counts.add(new Count("Parquet files in output", exports.size(), List.of()));
    if (database != null) {
      counts.add(Count.of("Parquet files without a source", parquetWithoutSource));
      counts.add(Count.of(".md files without a source", documentsWithoutSource));
    }
    counts.add(Count.of(".md files without a Parquet file", documentsWithoutParquet));
    counts.add(Count.of("Parquet files without an .md", parquetWithoutDocument));
    return counts;
  }

  /** Counts the Parquet files. */
  int parquetFiles() {
    return exports.size();
  }
}

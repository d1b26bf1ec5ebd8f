package org.datawarp.workflow.adopt;

import java.util.List;
import java.util.Locale;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.platform.codec.JsonKeys;
import org.datawarp.repository.LegacyEstate.CheckedKey;
import org.datawarp.repository.LegacyEstate.CheckedTable;
import org.datawarp.repository.LegacySchema;
import org.jspecify.annotations.Nullable;

/**
 * What adopting an estate would do, decided in full.
 *
 * @param workspace the folder
 * @param database the database's address without secrets
 * @param tables the tables of the registry, looked at
 * @param keys the foreign keys to be replaced
 * @param sources what becomes of each registered source
 * @param manifests what becomes of each manifest
 * @param outputs what becomes of each export and description
 * @param found staging tables without a source, recorded so that cleanup can take them
 * @param left files that stay where they are, since they are not the program's
 * @param doubtful what a person should look at, a line each
 * @param refusals what forbids it, a line each; empty when it can be done
 */
@JsonKeys({
  "workspace",
  "database",
  "tables",
  "foreign_keys=keys",
  "sources",
  "manifests",
  "outputs",
  "tables_without_source=found",
  "left",
  "doubtful",
  "refusals"
})
public record AdoptionPlan(
    String workspace,
    String database,
    List<CheckedTable> tables,
    List<CheckedKey> keys,
    List<SourceChoice> sources,
    List<ManifestChoice> manifests,
    List<OutputChoice> outputs,
    List<String> found,
    List<String> left,
    List<String> doubtful,
    List<String> refusals) {
  /** Copies the lists. */
  public AdoptionPlan {
    tables = List.copyOf(tables);
    keys = List.copyOf(keys);
    sources = List.copyOf(sources);
    manifests = List.copyOf(manifests);
    outputs = List.copyOf(outputs);
    found = List.copyOf(found);
    left = List.copyOf(left);
    doubtful = List.copyOf(doubtful);
    refusals = List.copyOf(refusals);
  }

  /**
   * What becomes of a source.
   *
   * @param code its code
   * @param table its table
   * @param rows the table's rows; null without a table
   * @param manifest the manifest that owns it from now on; null where none was found
   * @param publication that manifest's publication
   * @param export its export's new place; null where there is none
   * @param why why no manifest owns it, or what is missing; empty where all is there
   */
  @JsonKeys({"code", "table", "rows", "manifest", "publication", "export", "why"})
  public record SourceChoice(
      String code,
      String table,
      @Nullable Long rows,
      @Nullable String manifest,
      @Nullable String publication,
      @Nullable String export,
      String why) {}

  /** Where a manifest goes. */
  public enum Place {
    /** Into {@code manifests/active}: its rows are in the database. */
    ACTIVE,
    /** Into {@code manifests/pending}: to be reviewed, or never loaded. */
    PENDING,
    /** Into {@code archive/manifests}: another one has taken its place. */
    ARCHIVE,
    /** Nowhere. */
    STAY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What becomes of a manifest.
   *
   * @param file its file, relative to the workspace
   * @param place where it goes
   * @param name the name that it has from now on
   * @param to its new file; null where it stays
   * @param why the reason
   * @param kept where its old text is kept; null where its bytes stay as they are
   * @param sha256 the SHA-256 of its file
   * @param text the manifest as it will be; null where its bytes stay as they are
   */
  @JsonKeys({"file", "place", "name", "to", "why", "kept"})
  public record ManifestChoice(
      String file,
      Place place,
      String name,
      @Nullable String to,
      String why,
      @Nullable String kept,
      String sha256,
      @Nullable Manifest text) {}

  /** What a file of the folder {@code output} is. */
  public enum OutputKind {
    PARQUET,
    DESCRIPTION,
    CATALOG;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What becomes of an output.
   *
   * @param file its file, relative to the workspace
   * @param kind what it is
   * @param source the registered source it belongs to; null where it has none
   * @param to its new file
   * @param rows the rows of a Parquet file
   * @param why the reason
   * @param sha256 the SHA-256 of its file
   * @param sizeBytes its size
   */
  @JsonKeys({"file", "kind", "source", "to", "rows", "why"})
  public record OutputChoice(
      String file,
      OutputKind kind,
      @Nullable String source,
      String to,
      @Nullable Long rows,
      String why,
      String sha256,
      long sizeBytes) {
    /** Tells whether it is an export or description that no source owns. */
    boolean isFound() {
      return source == null && kind != OutputKind.CATALOG;
    }
  }

  /** Returns this plan with the foreign keys that stood in a schema before it was upgraded. */
  AdoptionPlan withKeysOf(List<LegacySchema.Part> before) {
    List<CheckedKey> old =
        keys.stream()
            .map(
                key ->
                    new CheckedKey(
                        key.reference(),
                        before.stream()
                            .filter(part -> part.kind().equals("foreign key"))
                            .filter(part -> key.isOn(part.owner(), part.definition()))
                            .map(LegacySchema.Part::name)
                            .toList(),
                        key.orphans()))
            .toList();
    return new AdoptionPlan(
        workspace, database, tables, old, sources, manifests, outputs, found, left, doubtful,
        refusals);
  }

  /** Counts the manifests that go to a place. */
  public long count(Place place) {
    return manifests.stream().filter(choice -> choice.place() == place).count();
  }
}

package org.datawarp.lifecycle.refresh;

import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.lifecycle.run.ContractChanges;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.Contract;
import org.datawarp.pipeline.export.StagingTableReader;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.CanonicalRepository.CanonicalSource;
import org.datawarp.repository.MappingRepository;
import org.datawarp.repository.MappingRepository.Mapping;
import org.datawarp.repository.StagingTables;
import org.jspecify.annotations.Nullable;

/**
 * The canonical sources that the tables of an issue may be.
 *
 * @param isAsked whether tables are matched at all
 * @param sources the sources, by code
 * @param mappings what tables were found to be until now
 * @param rejected tables that a person has said to be none of the sources
 * @param types the types of the columns in the sources' tables, by source and name
 * @param recorded the contracts that the manifest said when it was recorded, by source
 */
public record References(
    boolean isAsked,
    List<CanonicalSource> sources,
    List<Mapping> mappings,
    RejectedTables rejected,
    Map<String, Map<String, ColumnType>> types,
    Map<String, Contract> recorded) {
  /** No table is matched. */
  public static final References NONE =
      new References(false, List.of(), List.of(), RejectedTables.NONE, Map.of(), Map.of());

  /** Copies the lists. */
  public References {
    sources = List.copyOf(sources);
    mappings = List.copyOf(mappings);
    types = Map.copyOf(types);
    recorded = Map.copyOf(recorded);
  }

  /**
   * Reads those of a target.
   *
   * @throws NotFoundException if it refers to a manifest that is not there
   * @throws RefusedException if that manifest's tables are in no canonical source
   */
  public static References read(
      Connection connection, UUID workspace, RefreshTarget target, ManifestStore manifests) {
    Optional<String> reference = target.reference();
    if (reference.isEmpty()) {
      return NONE;
    }
    CanonicalRepository records = new CanonicalRepository(workspace);
    MappingRepository said = new MappingRepository(workspace);
    String publication = target.publication();
    List<CanonicalSource> sources;
    if (reference.get().equals(RefreshRequest.AUTO)) {
      sources = records.list(connection, publication);
    } else {
      Manifest manifest = requireCanonical(manifests, reference.get());
      sources =
          records.list(connection, manifest.header().publication()).stream()
              .filter(
                  source ->
                      manifest.sources().stream()
                          .anyMatch(
                              own -> own.isCanonical() && own.code().value().equals(source.code())))
              .toList();
    }
    return new References(
        true,
        sources,
        said.list(connection),
        RejectedTables.read(said, connection, publication),
        types(connection, sources),
        recorded(connection, workspace, target));
  }

  private static Map<String, Map<String, ColumnType>> types(
      Connection connection, List<CanonicalSource> sources) {
    Map<String, Map<String, ColumnType>> types = new HashMap<>();
    for (CanonicalSource source : sources) {
      Map<String, ColumnType> columns = new HashMap<>();
      if (StagingTables.exists(connection, source.table())) {
        StagingTableReader.columns(connection, source.table())
            .forEach(column -> columns.put(column.name(), column.type()));
      }
      types.put(source.code(), columns);
    }
    return types;
  }

  /** Returns what reads as if there were no source yet: to plan without a database. */
  public static References unknown(RefreshTarget target) {
    return target.reference().isEmpty()
        ? NONE
        : new References(true, List.of(), List.of(), RejectedTables.NONE, Map.of(), Map.of());
  }

  private static Manifest requireCanonical(ManifestStore manifests, String name) {
    Manifest manifest =
        manifests
            .findActive(name)
            .map(ManifestStore.Stored::manifest)
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "no manifest '" + name + "' to refer to",
                        "say --reference auto, or name one that 'datawarp list' shows"));
    if (!manifest.isCanonical()) {
      throw new RefusedException(
          name + " is loaded into tables of its own",
          "'datawarp consolidate "
              + manifest.header().publication()
              + "' moves them into canonical sources; --reference auto begins new ones");
    }
    return manifest;
  }

  private static Map<String, Contract> recorded(
      Connection connection, UUID workspace, RefreshTarget target) {
    return target.manifestBefore().isEmpty()
        ? Map.of()
        : ContractChanges.recorded(connection, workspace, target.manifest());
  }

  /**
   * Returns what a source's contract is for a manifest that says this: what a person has written
   * into it since it was recorded, else the source's.
   */
  Contract contract(CanonicalSource source, Contract said) {
    Contract was = recorded.get(source.code());
    return was == null || was.equals(said) ? Contract.of(source.contract()) : said;
  }

  /** Finds a source by its code. */
  Optional<CanonicalSource> find(String code) {
    return sources.stream().filter(source -> source.code().equals(code)).findFirst();
  }

  /** Returns which sources people have said that tables are, by the code a table has alone. */
  Map<String, CanonicalSource> accepted(@Nullable Period period) {
    Map<String, CanonicalSource> accepted = new HashMap<>();
    for (Mapping mapping : mappings) {
      if (period != null && mapping.isAccepted() && mapping.period().equals(period.label())) {
        find(mapping.canonical()).ifPresent(source -> accepted.put(mapping.ownCode(), source));
      }
    }
    return accepted;
  }
}

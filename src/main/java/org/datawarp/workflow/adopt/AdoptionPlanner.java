package org.datawarp.workflow.adopt;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.datawarp.lifecycle.adoption.TreeListing;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.repository.LegacyEstate;
import org.datawarp.repository.LegacyEstate.CheckedTable;
import org.datawarp.repository.LegacyEstate.LegacyFile;
import org.datawarp.repository.LegacyEstate.LegacySource;
import org.datawarp.repository.LegacyEstate.UnownedTable;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.workflow.adopt.AdoptionPlan.ManifestChoice;
import org.datawarp.workflow.adopt.AdoptionPlan.OutputChoice;
import org.datawarp.workflow.adopt.AdoptionPlan.OutputKind;
import org.datawarp.workflow.adopt.AdoptionPlan.Place;
import org.datawarp.workflow.adopt.AdoptionPlan.SourceChoice;
import org.jspecify.annotations.Nullable;

/** Looks at database and tree and decides what becomes of everything. Changes nothing. */
final class AdoptionPlanner {
  private static final long MAX_MANIFEST_BYTES = 64L << 20;
  private static final int PROVENANCE_COLUMNS = 6;
  private static final String PARQUET = ".parquet";
  private static final String DOCUMENT = ".md";
  private static final Set<String> NEW_FOLDERS = Set.of("active", "pending", ".archive");

  private final Workspace workspace;
  private final Connection connection;
  private final Instant at;
  private final String run;
  private final List<String> left = new ArrayList<>();
  private final List<String> doubtful = new ArrayList<>();
  private final Set<String> known = new HashSet<>();
  private final Set<String> existing;
  private final List<LegacyManifestFile> manifests = new ArrayList<>();
  private final Map<String, LegacySource> sources = new TreeMap<>();

  /**
   * Prepares a plan.
   *
   * @param connection its transaction stays open
   * @param run the run that adopts
   */
  AdoptionPlanner(Workspace workspace, Connection connection, Instant at, String run) {
    this.workspace = workspace;
    this.connection = connection;
    this.at = at;
    this.run = run;
    this.existing = new HashSet<>(TreeListing.of(workspace));
  }

  /**
   * Decides.
   *
   * @param database the database's address without secrets
   */
  AdoptionPlan plan(String database) {
    List<CheckedTable> tables = LegacyEstate.check(connection);
    List<String> refusals =
        Stream.concat(
                tables.stream()
                    .flatMap(
                        table ->
                            table.problems().stream()
                                .map(problem -> table.table() + ": " + problem)),
                LegacyEstate.obstacles(connection).stream())
            .toList();
    if (!refusals.isEmpty()) {
      return new AdoptionPlan(
          workspace.root().toString(),
          database,
          tables,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          refusals);
    }
    LegacyEstate.sources(connection).forEach(source -> sources.put(source.code(), source));
    List<LegacyFile> files = LegacyEstate.files(connection);
    List<UnownedTable> unowned = LegacyEstate.unownedTables(connection);
    readManifests();
    known.addAll(sources.keySet());
    files.forEach(file -> known.add(file.source()));
    unowned.forEach(table -> known.add(table.table().substring("staging.tbl_".length())));
    manifests.forEach(
        file -> {
          known.add(file.stem());
          file.manifest().sources().forEach(source -> known.add(source.code().value()));
        });
    List<OutputChoice> outputs = outputs();
    Map<String, String> exports =
        outputs.stream()
            .filter(output -> output.kind() == OutputKind.PARQUET && output.source() != null)
            .collect(Collectors.toMap(output -> String.valueOf(output.source()), OutputChoice::to));
    ManifestDecisions decisions =
        new ManifestDecisions(
            sources, files, exports, existing, at, LocalDate.ofInstant(at, ZoneOffset.UTC), run);
    List<ManifestChoice> chosen = decisions.decide(manifests);
    chosen.stream()
        .filter(choice -> choice.place() == Place.STAY)
        .forEach(choice -> doubtful.add(choice.file() + " stays: " + choice.why()));
    List<SourceChoice> linked = sources(decisions, exports);
    tables(unowned);
    return new AdoptionPlan(
        workspace.root().toString(),
        database,
        tables,
        LegacyEstate.keys(connection),
        linked,
        chosen,
        outputs,
        unowned.stream().filter(UnownedTable::isOurs).map(UnownedTable::table).toList(),
        left.stream().sorted().toList(),
        doubtful,
        List.of());
  }

  private void tables(List<UnownedTable> unowned) {
    unowned.stream()
        .filter(table -> !table.isOurs())
        .forEach(
            table ->
                doubtful.add(
                    table.table()
                        + " belongs to no source and lacks the columns of one; it stays"));
  }

  private List<SourceChoice> sources(ManifestDecisions decisions, Map<String, String> exports) {
    List<SourceChoice> all = new ArrayList<>();
    for (LegacySource source : sources.values()) {
      String owner = decisions.owner(source.code());
      List<String> why = new ArrayList<>();
      if (!source.hasTable()) {
        why.add(source.isOther() ? source.table() + " is no table" : "its table does not exist");
      } else if (source.provenance() < PROVENANCE_COLUMNS) {
        why.add("its table lacks provenance columns");
        doubtful.add(source.table() + " lacks some of the six provenance columns");
      }
      if (owner == null && source.hasTable()) {
        why.add("no manifest names it");
        doubtful.add("source " + source.code() + " has a table and no manifest that names it");
      }
      all.add(
          new SourceChoice(
              source.code(),
              source.table().toString(),
              source.hasTable() ? Long.valueOf(source.rows()) : null,
              owner,
              decisions.publication(source.code()),
              exports.get(source.code()),
              String.join("; ", why)));
    }
    return all;
  }

  private void readManifests() {
    Path folder = workspace.root().resolve("manifests");
    for (Path file : files(folder)) {
      Path inside = folder.relativize(file);
      if (inside.getNameCount() > 1 && NEW_FOLDERS.contains(inside.getName(0).toString())) {
        continue;
      }
      if (!LegacyManifestFile.isCalledSo(file) || isHidden(inside)) {
        left.add(workspace.relative(file));
        continue;
      }
      read(file);
    }
  }

  private void read(Path file) {
    String path = workspace.relative(file);
    try {
      if (Files.size(file) > MAX_MANIFEST_BYTES) {
        doubtful.add(path + " stays: it is too long for a manifest");
        left.add(path);
        return;
      }
      manifests.add(
          new LegacyManifestFile(
              path,
              FileHash.sha256(file),
              Files.getLastModifiedTime(file).toInstant(),
              new ManifestStore(workspace).read(file)));
    } catch (UsageException e) {
      doubtful.add("it stays, since no manifest can be read in it: " + e.getMessage());
      left.add(path);
    } catch (StorageException e) {
      doubtful.add(path + " stays: " + e.getMessage());
      left.add(path);
    } catch (IOException e) {
      doubtful.add(path + " stays: it cannot be read: " + IoErrors.of(e));
      left.add(path);
    }
  }

  private List<OutputChoice> outputs() {
    List<OutputChoice> all = new ArrayList<>();
    for (Path file : files(workspace.root().resolve("output"))) {
      String path = workspace.relative(file);
      if (path.startsWith("output/current/") || path.startsWith("output/.versions/")) {
        continue;
      }
      OutputChoice choice = isHidden(Path.of(path)) ? null : readable(file, path);
      if (choice == null) {
        left.add(path);
      } else {
        all.add(choice);
      }
    }
    return all;
  }

  private @Nullable OutputChoice readable(Path file, String path) {
    try {
      return output(file, path);
    } catch (StorageException e) {
      doubtful.add(path + " stays: " + e.getMessage());
      return null;
    }
  }

  private @Nullable OutputChoice output(Path file, String path) {
    String name = file.getFileName().toString();
    if (path.equals("output/catalog.parquet")) {
      return choice(
          file,
          OutputKind.CATALOG,
          null,
          free("archive/parquet/" + LocalDate.ofInstant(at, ZoneOffset.UTC) + "/" + name),
          null,
          "output/current/catalog.parquet takes its place");
    }
    boolean isParquet = name.endsWith(PARQUET);
    if (path.indexOf('/') != path.lastIndexOf('/') || (!isParquet && !name.endsWith(DOCUMENT))) {
      return null;
    }
    String code = name.substring(0, name.lastIndexOf('.'));
    String to = "output/current/" + name;
    if (!known.contains(code) && !(!isParquet && isDescription(file, code))) {
      doubtful.add(path + " stays: nothing else names " + code);
      return null;
    }
    if (existing.contains(to)) {
      doubtful.add(path + " stays: " + to + " is there");
      return null;
    }
    String source = sources.containsKey(code) ? code : null;
    Long rows = isParquet ? rows(file, path) : null;
    return choice(
        file,
        isParquet ? OutputKind.PARQUET : OutputKind.DESCRIPTION,
        source,
        to,
        rows,
        source == null
            ? "source " + code + " is not registered"
            : isParquet ? unproven(code, rows) : "describes " + code);
  }

  /** The table's rows are told where the file holds another number of them. */
  private String unproven(String code, @Nullable Long rows) {
    String why = "unproven until it is exported again";
    LegacySource source = sources.get(code);
    return source == null || !source.hasTable() || rows == null || rows == source.rows()
        ? why
        : why + ": its table has " + String.format(Locale.ENGLISH, "%,d", source.rows());
  }

  private @Nullable Long rows(Path file, String path) {
    try {
      return ParquetRows.rowCount(file);
    } catch (StorageException e) {
      doubtful.add(path + " cannot be read as Parquet");
      return null;
    }
  }

  private String free(String wanted) {
    String stem = wanted.substring(0, wanted.length() - PARQUET.length());
    String place = wanted;
    for (int n = 2; !existing.add(place); n++) {
      place = stem + "-" + n + PARQUET;
    }
    return place;
  }

  private static OutputChoice choice(
      Path file,
      OutputKind kind,
      @Nullable String source,
      String to,
      @Nullable Long rows,
      String why) {
    try {
      return new OutputChoice(
          "output/" + file.getFileName(),
          kind,
          source,
          to,
          rows,
          why,
          FileHash.sha256(file),
          Files.size(file));
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + IoErrors.of(e), null, e);
    }
  }

  /** A description of the Python version begins with the code as its heading. */
  private static boolean isDescription(Path file, String code) {
    try (Stream<String> lines = Files.lines(file, java.nio.charset.StandardCharsets.ISO_8859_1)) {
      return lines.findFirst().filter(line -> line.strip().equals("# " + code)).isPresent();
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + IoErrors.of(e), null, e);
    }
  }

  /** What begins with a dot is somebody else's, and never followed. */
  private static boolean isHidden(Path path) {
    for (Path name : path) {
      if (name.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  /** Lists files and follows no link; a folder that cannot be read is told. */
  private List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    Set<Path> all = new TreeSet<>();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile()) {
                all.add(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              doubtful.add(
                  workspace.relative(file) + " stays: it cannot be read: " + IoErrors.of(e));
              left.add(workspace.relative(file));
              return FileVisitResult.CONTINUE;
            }
          });
      return List.copyOf(all);
    } catch (IOException e) {
      throw new StorageException("cannot read " + folder + ": " + IoErrors.of(e), null, e);
    }
  }
}

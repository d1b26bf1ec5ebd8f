package org.datawarp.workflow.adopt;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.datawarp.lifecycle.adoption.AdoptionRecord;
import org.datawarp.lifecycle.adoption.TreeListing;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.RunId;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.codec.YamlCodec;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.config.ConfigurationKey;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.io.LockFile;
import org.datawarp.platform.postgres.Database;
import org.datawarp.repository.LegacyRegistry;
import org.datawarp.repository.LegacyRegistry.Findings;
import org.datawarp.repository.LegacySchema;
import org.datawarp.repository.RunRepository;
import org.datawarp.storage.workspace.LegacyTree;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceLock;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.datawarp.workflow.adopt.EstateAudit.ManifestKind;
import org.jspecify.annotations.Nullable;

/*
 * The order of an adoption, and what is true if the program dies in it:
 *
 *   plan      nothing is changed; everything is as before.
 *   note      the record says how everything was: schema, files and folders. Left: the record, which
 *             the next adoption goes on from and undo removes.
 *   schema    the baseline and the migrations, each in its transaction. The next adoption goes on
 *             with the next one; undo compares with the record and takes back what is there.
 *   run       as any run: sources are linked, manifests and exports recorded; the record is told
 *             which files will move; the commit decides; files move. Before the commit the next
 *             adoption does it anew; after it the next adoption moves what is left.
 *   whole     the record keeps what the registry holds, so that undo sees what was written since.
 *
 * Until it is whole, every other command but undo is refused.
 */
/** Looks at estates of the Python version, and takes them over in place. */
public final class AdoptWorkflow {
  private static final long MAX_MANIFEST_BYTES = 64L << 20;
  private static final String PARQUET = ".parquet";
  private static final String DOCUMENT = ".md";

  private final WorkspaceContext context;
  private final Workspace workspace;

  /** Makes the workflow; nothing is opened before it looks. */
  public AdoptWorkflow(WorkspaceContext context) {
    this.context = context;
    this.workspace = context.workspace();
  }

  /**
   * Refuses to take an estate of the Python version for an empty workspace.
   *
   * @throws org.datawarp.model.error.RefusedException if the folder holds its files
   * @throws org.datawarp.model.error.DatabaseException if the folder is no workspace and the
   *     configured database holds its schema
   */
  public void requireNoEstate() {
    if (AdoptionRecord.find(workspace).isPresent()) {
      AdoptionRecord.requireWhole(workspace);
      return;
    }
    new LegacyTree(workspace).requireAbsent();
    if (!workspace.exists() && url() != null) {
      context.database().hasSchema();
    }
  }

  /** Refuses the same, unless an adoption can be undone here, be it whole or not. */
  public void requireNoEstateOrAdoption() {
    if (AdoptionRecord.find(workspace).isEmpty()) {
      requireNoEstate();
    }
  }

  /**
   * Tells what adopting would do; nothing is changed.
   *
   * @throws UsageException if no database is named
   * @throws RefusedException if there is nothing to adopt, or it is adopted already
   */
  public AdoptionPlan plan() {
    requireAdoptable();
    return context
        .database()
        .read(
            "looking at the estate",
            connection -> plan(connection, RunId.create(context.clock()).value()));
  }

  /**
   * Takes the estate over, or finishes what an adoption that died left.
   *
   * @throws RefusedException if the registry is not that of version 2.1, there is nothing to adopt,
   *     or it is adopted already; nothing was changed then
   */
  public AdoptionReport adopt(String commandLine, Duration maxWait, RunListener listener) {
    Optional<AdoptionRecord> begun = requireAdoptable();
    AdoptionPlan plan = plan();
    if (!plan.refusals().isEmpty()) {
      throw new RefusedException(
          "the registry cannot be adopted as it is: " + String.join("; ", plan.refusals()),
          "nothing was changed; see 'datawarp adopt --dry-run'");
    }
    AdoptionRecord record = begun.orElseGet(this::begin);
    new WorkspaceSetup(workspace).create(Configuration.template());
    try (WorkspaceLock lock =
        WorkspaceLock.acquire(workspace, LockFile.Mode.EXCLUSIVE, commandLine, maxWait)) {
      context.database().adoptSchema();
    }
    RunExecutor.Order order = RunExecutor.Order.exclusive("adopt", commandLine, maxWait);
    AdoptionReport report =
        context
            .runs()
            .execute(
                order,
                listener,
                run ->
                    isCommitted(run, record)
                        ? new AdoptionReport(record.name(), plan, List.of())
                        : new AdoptionRun(run)
                            .execute(
                                order,
                                plan(run.connection(), run.id().value())
                                    .withKeysOf(record.schema()),
                                record));
    Map<String, String> contents =
        context.database().read("reading what was adopted", LegacySchema::contents);
    AdoptionRecord.find(workspace).orElseThrow().adopted(contents).save(workspace);
    return report;
  }

  /** Writes how everything is before the first change. */
  private AdoptionRecord begin() {
    AdoptionRecord record =
        AdoptionRecord.begin(
            RunId.create(context.clock()).value(),
            context.clock().instant().toString(),
            TreeListing.of(workspace),
            context.database().read("reading schema datawarp", LegacySchema::read));
    record.save(workspace);
    return record;
  }

  private static boolean isCommitted(Run run, AdoptionRecord record) {
    String id = record.run();
    return id != null
        && new RunRepository(run.session().identity())
            .find(run.connection(), new RunId(id))
            .filter(RunRepository.StoredRun::stands)
            .isPresent();
  }

  private Optional<AdoptionRecord> requireAdoptable() {
    String url = url();
    if (url == null) {
      throw new UsageException("no database is named", "say where the registry is with --db-url");
    }
    Optional<AdoptionRecord> begun = AdoptionRecord.find(workspace);
    if (begun.isPresent()) {
      AdoptionRecord record = begun.get();
      if (record.phase() == AdoptionRecord.Phase.ADOPTED) {
        throw new RefusedException(
            "the estate in " + workspace.root() + " was adopted by run " + record.name(),
            "'datawarp undo " + record.name() + "' takes that back while nothing else was done");
      }
      if (record.phase() == AdoptionRecord.Phase.UNDOING) {
        AdoptionRecord.requireWhole(workspace);
      }
    } else if (!context.database().hasLegacySchema()) {
      throw new RefusedException(
          Database.redact(url) + " holds no registry of the Python version",
          "look at --db-url; 'datawarp adopt --audit' tells what is there");
    }
    return begun;
  }

  private AdoptionPlan plan(Connection connection, String run) {
    return new AdoptionPlanner(workspace, connection, context.clock().instant(), run)
        .plan(Database.redact(String.valueOf(url())));
  }

  /** Reads the database, where one is configured, and the files below the folder. */
  public EstateAudit audit() {
    @Nullable Findings found = findings();
    Set<String> exports = stems(PARQUET);
    exports.remove("catalog");
    Set<String> documents = stems(DOCUMENT);
    return new EstateAudit(
        workspace.root().toString(),
        found,
        state(found),
        manifests(),
        List.copyOf(exports),
        found == null ? List.of() : without(exports, found.sources()),
        found == null ? List.of() : without(documents, found.sources()),
        without(documents, exports),
        without(exports, documents));
  }

  private @Nullable Findings findings() {
    if (url() == null || !context.database().hasLegacySchema()) {
      return null;
    }
    LegacyRegistry registry = new LegacyRegistry();
    return context.database().read("reading the legacy registry", registry::read);
  }

  private String state(@Nullable Findings found) {
    String url = url();
    return url == null
        ? "none is configured; name it with --db-url to audit it too"
        : Database.redact(url) + (found == null ? " holds no registry of the Python version" : "");
  }

  private @Nullable String url() {
    return context.configuration().text(ConfigurationKey.DATABASE_URL);
  }

  private static List<String> without(Set<String> all, Set<String> others) {
    return all.stream().filter(name -> !others.contains(name)).toList();
  }

  private Set<String> stems(String ending) {
    Path folder = workspace.root().resolve("output");
    Set<String> stems = new TreeSet<>();
    if (!Files.isDirectory(folder)) {
      return stems;
    }
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ending))
          .forEach(name -> stems.add(name.substring(0, name.length() - ending.length())));
      return stems;
    } catch (IOException e) {
      throw new StorageException("cannot list " + folder + ": " + IoErrors.of(e), null, e);
    }
  }

  private Map<String, Map<ManifestKind, Integer>> manifests() {
    Path folder = workspace.root().resolve("manifests");
    Map<String, Map<ManifestKind, Integer>> counts = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return counts;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(Files::isRegularFile)
          .filter(file -> isYaml(file.getFileName().toString()))
          .forEach(
              file ->
                  counts
                      .computeIfAbsent(
                          folderOf(folder.relativize(file)),
                          name -> new EnumMap<>(ManifestKind.class))
                      .merge(kind(file), 1, Integer::sum));
      return counts;
    } catch (IOException e) {
      throw new StorageException("cannot read " + folder + ": " + IoErrors.of(e), null, e);
    }
  }

  private static boolean isYaml(String name) {
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  private static String folderOf(Path file) {
    return file.getNameCount() == 1 ? "." : file.getName(0).toString();
  }

  private static ManifestKind kind(Path file) {
    if (!isManifest(file)) {
      return ManifestKind.UNREADABLE;
    }
    String name = file.getFileName().toString();
    String stem = name.substring(0, name.lastIndexOf('.'));
    return stem.endsWith("_enriched")
        ? ManifestKind.ENRICHED
        : stem.endsWith("_canonical") ? ManifestKind.CANONICAL : ManifestKind.DRAFT;
  }

  private static boolean isManifest(Path file) {
    try {
      if (Files.size(file) > MAX_MANIFEST_BYTES) {
        return false;
      }
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return YamlCodec.read(file.toString(), text).find("manifest").isPresent();
    } catch (UsageException | CharacterCodingException e) {
      return false; // counted as unreadable
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + IoErrors.of(e), null, e);
    }
  }
}

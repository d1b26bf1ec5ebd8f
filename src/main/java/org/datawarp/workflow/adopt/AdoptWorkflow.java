package org.datawarp.workflow.adopt;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.codec.YamlCodec;
import org.datawarp.platform.config.ConfigurationKey;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.postgres.Database;
import org.datawarp.repository.LegacyRegistry;
import org.datawarp.repository.LegacyRegistry.Findings;
import org.datawarp.storage.workspace.LegacyTree;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.workflow.adopt.EstateAudit.ManifestKind;
import org.jspecify.annotations.Nullable;

/** Looks at estates of the Python version. Creates and changes nothing. */
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
    new LegacyTree(workspace).requireAbsent();
    if (!workspace.exists() && url() != null) {
      context.database().hasSchema();
    }
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

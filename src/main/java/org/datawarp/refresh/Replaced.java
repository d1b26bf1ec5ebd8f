package org.datawarp.refresh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.datawarp.codec.JsonCodec;
import org.datawarp.error.StorageException;
import org.datawarp.export.ExportReport;
import org.datawarp.export.ExportRequest;
import org.datawarp.export.ParquetExporter;
import org.datawarp.export.RowFilter;
import org.datawarp.export.RowsHash;
import org.datawarp.export.SourceDescription;
import org.datawarp.journal.PublishItem;
import org.datawarp.journal.Records;
import org.datawarp.journal.Records.ExportState;
import org.datawarp.manifest.ManifestSource;
import org.datawarp.manifest.ManifestStore;
import org.datawarp.refresh.RefreshRequest.ReplacedGoes;
import org.datawarp.run.Publisher;
import org.datawarp.workspace.AtomicFile;
import org.datawarp.workspace.FileHash;
import org.datawarp.workspace.IoReason;
import org.datawarp.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a refresh is about to replace: the current export where it is proven to hold the rows,
 * else the rows themselves, written anew and verified.
 */
final class Replaced {
  private final Workspace workspace;
  private final ParquetExporter exporter;
  private final Records records;
  private final Path folder;
  private final LocalDate day;
  private final Instant now;
  private final ReplacedGoes goes;
  private final List<PublishItem> items = new ArrayList<>();
  private final Map<String, String> keptAs = new LinkedHashMap<>();

  Replaced(Workspace workspace, Records records, Path folder, Instant now, ReplacedGoes goes) {
    this.workspace = workspace;
    this.exporter = new ParquetExporter();
    this.records = records;
    this.folder = folder;
    this.now = now;
    this.day = LocalDate.ofInstant(now, ZoneOffset.UTC);
    this.goes = goes;
  }

  /** Returns what has to be kept before anything is replaced, in order. */
  List<PublishItem> items() {
    return List.copyOf(items);
  }

  /**
   * Returns where a source's old export will be, relative to the workspace; null if it had none.
   */
  @Nullable String keptAs(String source) {
    return keptAs.get(source);
  }

  /** Proves that a source's rows are safe in a file, and plans to keep it. */
  void protect(
      Connection connection,
      ManifestSource source,
      SourceDescription description,
      ManifestStore.@Nullable Stored manifest) {
    OptionalLong count = records.findRowCount(connection, source.table());
    ExportState state = records.findExport(connection, source.code().value()).orElse(null);
    Path current = state == null ? null : workspace.resolve(state.path());
    boolean hasFile = current != null && Files.isRegularFile(current);
    if (count.isEmpty() && !hasFile) {
      return;
    }
    Path folderTo = parquetFolder(source);
    String stem = freeStem(source, folderTo);
    Path to = folderTo.resolve(stem + ".parquet");
    if (state != null && current != null && hasFile) {
      boolean holdsRows = count.isPresent() && isProven(connection, source, state, current);
      if (!holdsRows && count.orElse(0) > 0) {
        // Rows and export have come apart: both are kept, the rows under a name of their own.
        Path second = folderTo.resolve(stem + "-rows.parquet");
        keepRows(connection, source, description, second);
      }
      keep(current, to, source, state.rowCount());
      Path document = sibling(current, ".md");
      if (Files.isRegularFile(document)) {
        keep(document, folderTo.resolve(stem + ".md"), source, 0);
      }
      keptAs.putIfAbsent(source.code().value(), workspace.relative(to));
    } else if (count.orElse(0) > 0) {
      keepRows(connection, source, description, to);
    }
    if (manifest != null && goes == ReplacedGoes.VERSIONS) {
      keep(snapshot(manifest), folderTo.resolve(stem + ".yaml"), source, 0);
    }
  }

  /** Plans to keep a current export that others bytes will replace, if its own are not kept yet. */
  void keepExport(ManifestSource source, Path current) {
    Path folderTo = parquetFolder(source);
    String sha256 = FileHash.sha256(current);
    String stem = baseStem(source);
    for (int n = 2; Files.exists(folderTo.resolve(stem + ".parquet")); n++) {
      if (FileHash.sha256(folderTo.resolve(stem + ".parquet")).equals(sha256)) {
        return;
      }
      stem = baseStem(source) + "-" + n;
    }
    Path to = folderTo.resolve(freeStem(source, folderTo) + ".parquet");
    keep(current, to, source, source.rows());
    keptAs.put(source.code().value(), workspace.relative(to));
  }

  private void keepRows(
      Connection connection, ManifestSource source, SourceDescription description, Path to) {
    Path copy = folder.resolve("before").resolve(source.code() + ".parquet");
    ExportReport report = write(connection, source, description, copy);
    keep(copy, to, source, report.rowCount());
    keptAs.put(source.code().value(), workspace.relative(to));
  }

  /** Copies a manifest's file: a person may write into it while the run goes on. */
  private Path snapshot(ManifestStore.Stored manifest) {
    Path copy = folder.resolve("before").resolve(manifest.file().getFileName().toString());
    if (!Files.exists(copy)) {
      try {
        byte[] bytes = Files.readAllBytes(manifest.file());
        AtomicFile.replace(copy, out -> out.write(bytes));
      } catch (IOException e) {
        throw new StorageException(
            "cannot read " + manifest.file() + ": " + IoReason.of(e), null, e);
      }
    }
    return copy;
  }

  /** Plans to keep the old manifest in the archive; with versions it is kept beside each export. */
  @Nullable String keepManifest(ManifestStore.Stored manifest) {
    if (goes == ReplacedGoes.VERSIONS) {
      return manifest.manifest().sources().isEmpty()
          ? null
          : items.stream()
              .filter(item -> item.to().endsWith(".yaml"))
              .map(PublishItem::to)
              .findFirst()
              .orElse(null);
    }
    Path to = workspace.archivedManifests(day);
    String name = manifest.manifest().name();
    String stem = Publisher.freeStem(to, name, List.of(".yaml"));
    Path copy = snapshot(manifest);
    add(copy, to.resolve(stem + ".yaml"));
    meta(
        copy,
        to.resolve(stem + ".yaml.meta"),
        name,
        manifest.manifest().sources().stream().mapToLong(ManifestSource::rows).sum());
    return workspace.relative(to.resolve(stem + ".yaml"));
  }

  private boolean isProven(
      Connection connection, ManifestSource source, ExportState state, Path current) {
    if (!FileHash.sha256(current).equals(state.sha256())) {
      return false;
    }
    RowsHash rows = exporter.hash(connection, source.table(), RowFilter.all());
    return rows.rowCount() == state.rowCount() && rows.hex().equals(state.rowHash());
  }

  private ExportReport write(
      Connection connection, ManifestSource source, SourceDescription description, Path target) {
    try {
      Files.createDirectories(target.getParent());
    } catch (IOException e) {
      throw new StorageException(
          "cannot make " + target.getParent() + ": " + IoReason.of(e), null, e);
    }
    return exporter.export(
        connection, new ExportRequest(description, source.table(), RowFilter.all(), target));
  }

  private Path parquetFolder(ManifestSource source) {
    return goes == ReplacedGoes.ARCHIVE
        ? workspace.archivedParquet(day)
        : workspace.versions(source.code());
  }

  private String baseStem(ManifestSource source) {
    return goes == ReplacedGoes.ARCHIVE ? source.code().value() : day.toString();
  }

  private String freeStem(ManifestSource source, Path folderTo) {
    return Publisher.freeStem(
        folderTo, baseStem(source), List.of(".parquet", "-rows.parquet", ".md", ".yaml"));
  }

  private void keep(Path from, Path to, ManifestSource source, long rows) {
    add(from, to);
    if (goes == ReplacedGoes.ARCHIVE) {
      meta(from, to.resolveSibling(to.getFileName() + ".meta"), source.code().value(), rows);
    }
  }

  private void add(Path from, Path to) {
    items.add(
        new PublishItem(
            PublishItem.Action.KEEP,
            workspace.relative(from),
            workspace.relative(to),
            FileHash.sha256(from)));
  }

  private void meta(Path from, Path to, String source, long rows) {
    Map<String, Object> meta = new LinkedHashMap<>();
    try {
      meta.put("sha256", FileHash.sha256(from));
      meta.put("size_bytes", Files.size(from));
    } catch (IOException e) {
      throw new StorageException("cannot read " + from + ": " + IoReason.of(e), null, e);
    }
    meta.put("source", source);
    meta.put("rows", rows);
    meta.put("archived_at", now.toString());
    meta.put("from", workspace.relative(from));
    Path file = folder.resolve("meta").resolve(to.getFileName());
    AtomicFile.replace(file, JsonCodec.write(meta) + "\n");
    add(file, to);
  }

  static Path sibling(Path file, String extension) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return file.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + extension);
  }
}

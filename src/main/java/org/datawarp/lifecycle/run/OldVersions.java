package org.datawarp.lifecycle.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.repository.KeptFileRepository;
import org.datawarp.repository.KeptFileRepository.KeptFile;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** Which versions of a source are beyond the number that is kept of each period. */
public final class OldVersions {
  private static final String PLACE = "output/.versions/";

  private final Workspace workspace;
  private final KeptFileRepository files;
  private final int kept;

  /**
   * Makes them for a workspace.
   *
   * @param kept how many versions are kept of each period
   */
  public OldVersions(Workspace workspace, UUID identity, int kept) {
    this.workspace = workspace;
    this.files = new KeptFileRepository(identity);
    this.kept = kept;
  }

  /**
   * Lists those of one source, first replaced first.
   *
   * @return the paths of each version's files, by the path that they have in common
   */
  public Map<String, List<String>> list(Connection connection, String source) {
    return among(files.list(connection, source));
  }

  /**
   * Lists the same.
   *
   * @param recorded what was kept of the source, in the order in which it was kept
   */
  public Map<String, List<String>> among(List<KeptFile> recorded) {
    return listBeyond(recorded, kept, this::periodOf);
  }

  /** Tells the period of a version that an earlier datawarp kept; the file itself knows it. */
  private String periodOf(String path) {
    Path file = workspace.resolve(path);
    try {
      return Files.isRegularFile(file)
          ? ParquetRows.metadata(file).getOrDefault("datawarp.periods", "")
          : "";
    } catch (DatawarpException e) {
      return ""; // a damaged one counts among those without a period
    }
  }

  /** The files of one version. */
  private static final class Stem {
    private final String name;
    private final List<String> paths = new ArrayList<>();
    private @Nullable String period;
    private long lastId;

    private Stem(String name) {
      this.name = name;
    }

    private void add(KeptFile file) {
      paths.add(file.path());
      lastId = Math.max(lastId, file.id());
      period = file.period() == null ? period : file.period();
    }
  }

  /**
   * Groups what is recorded of one source by version and period, and returns those versions that
   * were replaced before the last ones, first replaced first.
   *
   * @param recorded what was kept of the source, in the order in which it was kept
   * @param kept how many versions are kept of each period
   * @param periodOf tells the period of a version of which nobody recorded it, by the path of its
   *     Parquet file; empty for none
   * @return the paths of each version's files, by the path that they have in common
   */
  static Map<String, List<String>> listBeyond(
      List<KeptFile> recorded, int kept, Function<String, String> periodOf) {
    Map<String, Stem> stems = new LinkedHashMap<>();
    latest(recorded).values().stream()
        .filter(file -> file.goneAt() == null && file.path().startsWith(PLACE))
        .forEach(
            file -> stems.computeIfAbsent(stem(file.path()), name -> new Stem(name)).add(file));
    if (stems.size() <= kept) {
      return Map.of(); // whatever their periods are
    }
    Map<String, List<Stem>> periods = new TreeMap<>();
    for (Stem stem : stems.values()) {
      String period = stem.period;
      periods
          .computeIfAbsent(
              period != null ? period : periodOf.apply(stem.name + ".parquet"),
              key -> new ArrayList<>())
          .add(stem);
    }
    Map<String, List<String>> beyond = new LinkedHashMap<>();
    for (List<Stem> all : periods.values()) {
      all.sort(Comparator.comparingLong(stem -> stem.lastId));
      all.stream()
          .limit(Math.max(0, all.size() - kept))
          .forEach(stem -> beyond.put(stem.name, List.copyOf(stem.paths)));
    }
    return beyond;
  }

  private static Map<String, KeptFile> latest(List<KeptFile> recorded) {
    Map<String, KeptFile> latest = new LinkedHashMap<>();
    recorded.forEach(file -> latest.put(file.path(), Objects.requireNonNull(file)));
    return latest;
  }

  /** Returns what the files of one version have in common. */
  private static String stem(String path) {
    int dot = path.indexOf('.', path.lastIndexOf('/'));
    String stem = dot < 0 ? path : path.substring(0, dot);
    return stem.endsWith("-rows") ? stem.substring(0, stem.length() - "-rows".length()) : stem;
  }
}

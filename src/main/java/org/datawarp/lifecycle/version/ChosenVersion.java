package org.datawarp.lifecycle.version;

import java.sql.Connection;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.datawarp.lifecycle.version.Version.Place;
import org.datawarp.repository.KeptFileRepository;
import org.datawarp.repository.KeptFileRepository.KeptFile;
import org.datawarp.repository.LoadHistoryRepository;
import org.datawarp.repository.LoadHistoryRepository.Load;
import org.jspecify.annotations.Nullable;

/**
 * Finds the version of a source that a run or a moment means. What is not kept any more is said to
 * be so; another run's or period's rows never stand in for it. Reads only.
 */
public final class ChosenVersion {
  private final KeptFileRepository kept;
  private final LoadHistoryRepository past;
  private final Connection connection;
  private final VersionStore versions;

  /** Looks among the versions that a store lists. */
  public ChosenVersion(UUID identity, Connection connection, VersionStore versions) {
    this.kept = new KeptFileRepository(identity);
    this.past = new LoadHistoryRepository(identity);
    this.connection = connection;
    this.versions = versions;
  }

  /**
   * What was found.
   *
   * @param version the version; null where there is none
   * @param why why there is none; empty where there is one
   */
  public record Outcome(@Nullable Version version, String why) {
    /** Makes one that was found. */
    public static Outcome of(Version version) {
      return new Outcome(version, "");
    }
  }

  /** Finds what a run loaded; of one that loads nothing, such as an archive, what it kept. */
  public Outcome ofRun(String code, String run) {
    List<Version> all = versions.list(connection, code);
    Optional<Load> load =
        past.listLoads(connection, code).stream()
            .filter(each -> run.equals(each.run()))
            .reduce((first, last) -> last);
    if (load.isEmpty()) {
      return all.stream()
          .filter(version -> run.equals(version.keptBy()))
          .findFirst()
          .map(Outcome::of)
          .orElseGet(
              () ->
                  new Outcome(
                      null,
                      "run "
                          + run
                          + " neither loaded it nor kept a version of it that is there; "
                          + shown(code, all)));
    }
    String rowHash = load.get().rowHash();
    Predicate<Version> isIt =
        rowHash != null
            ? version -> holds(version, rowHash)
            : version -> run.equals(version.loadedBy()) && isOfPeriod(version, load.get());
    return all.stream()
        .filter(isIt)
        .findFirst()
        .map(Outcome::of)
        .orElseGet(
            () ->
                new Outcome(
                    null,
                    "what run "
                        + run
                        + " loaded is not kept any more"
                        + goneSince(code, run, rowHash)
                        + "; "
                        + shown(code, all)));
  }

  /** Finds what was in use at a moment: what was replaced first from then on, else what is now. */
  public Outcome asOf(String code, Instant moment) {
    List<Version> all = versions.list(connection, code);
    if (!wasLoaded(code, all, moment)) {
      return new Outcome(null, "it has no such version; " + shown(code, all));
    }
    Optional<KeptFile> next =
        kept.list(connection, code).stream()
            .filter(file -> file.holdsRows() && !file.keptAt().isBefore(moment))
            .min(Comparator.comparing(KeptFile::keptAt).thenComparing(KeptFile::id));
    if (next.isPresent()) {
      return all.stream()
          .filter(version -> version.file().endsWith(next.get().path()))
          .findFirst()
          .map(Outcome::of)
          .orElseGet(
              () ->
                  new Outcome(
                      null,
                      "the version in use then is not kept any more"
                          + since(next.get())
                          + "; "
                          + shown(code, all)));
    }
    return all.stream()
        .filter(version -> version.place() == Place.CURRENT)
        .findFirst()
        .or(() -> all.stream().filter(version -> isUntil(version.loadedAt(), moment)).findFirst())
        .map(Outcome::of)
        .orElseGet(() -> new Outcome(null, "it has no such version; " + shown(code, all)));
  }

  private boolean wasLoaded(String code, List<Version> all, Instant moment) {
    return past.listLoads(connection, code).stream().anyMatch(load -> isUntil(load.at(), moment))
        || all.stream().anyMatch(version -> isUntil(version.loadedAt(), moment));
  }

  private static boolean isUntil(@Nullable Instant loadedAt, Instant moment) {
    return loadedAt != null && !loadedAt.isAfter(moment);
  }

  private static boolean holds(Version version, String rowHash) {
    return rowHash.equals(version.rowHash());
  }

  /** A version of which nobody recorded the period is known by its run alone. */
  private static boolean isOfPeriod(Version version, Load load) {
    return version.period() == null
        || load.period() == null
        || version.period().equals(load.period());
  }

  private String goneSince(String code, String run, @Nullable String rowHash) {
    return kept.list(connection, code).stream()
        .filter(KeptFile::holdsRows)
        .filter(
            file -> rowHash != null ? rowHash.equals(file.rowHash()) : run.equals(file.loadedBy()))
        .reduce((first, last) -> last)
        .map(ChosenVersion::since)
        .orElse("");
  }

  private static String since(KeptFile file) {
    KeptFileRepository.Gone gone = file.gone();
    if (gone == null) {
      return "";
    }
    return ": "
        + file.path()
        + switch (gone) {
          case PRUNED -> " was deleted as one version too many at " + file.goneAt();
          case MOVED -> " was taken away by a run at " + file.goneAt();
          case MISSING -> " was found missing at " + file.goneAt();
        };
  }

  private static String shown(String code, List<Version> all) {
    return "'datawarp history " + code + "' shows the " + all.size() + " there are";
  }
}

package org.datawarp.workflow.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datawarp.lifecycle.run.Drift;
import org.datawarp.repository.RunRepository.FailedRun;
import org.jspecify.annotations.Nullable;

/** Decides which commands are sensible next, the most urgent first. Touches nothing. */
final class NextCommands {
  private static final int MOST = 3;
  private static final Duration FRESH = Duration.ofDays(1);

  private final EstateStanding estate;
  private final Set<String> manifests;
  private final Map<String, String> newest;
  private final Map<String, NextCommand> next = new LinkedHashMap<>();

  /**
   * Makes the decision.
   *
   * @param manifests the names of the manifests in use
   * @param newest the manifest of the newest issue in use, by publication
   */
  NextCommands(EstateStanding estate, Set<String> manifests, Map<String, String> newest) {
    this.estate = estate;
    this.manifests = manifests;
    this.newest = newest;
  }

  List<NextCommand> list() {
    drift();
    due();
    failed();
    backups();
    unsent();
    stale();
    if (estate.orphans() > 0) {
      add("datawarp cleanup", count(estate.orphans(), "thing") + " without an owner");
    }
    if (holdsRows() && estate.backups().lastMade() == null) {
      add("datawarp backup create", "no backup was made yet");
    }
    return next.values().stream().limit(MOST).toList();
  }

  private void drift() {
    List<Drift> drift = estate.drift();
    if (drift.stream().anyMatch(each -> each.kind() == Drift.Kind.DATABASE)) {
      add("datawarp config show --origin", "which database is used, and why");
    }
    long mendable = drift.stream().filter(each -> each.kind().isMendable()).count();
    if (mendable > 0) {
      add("datawarp status --fix --dry-run", "files and records are at odds");
    }
  }

  private void due() {
    long due = estate.publications().stream().mapToLong(each -> each.due().size()).sum();
    if (due > 0) {
      add("datawarp refresh --due", count(due, "issue") + (due == 1 ? " is due" : " are due"));
    }
  }

  private void failed() {
    for (FailedRun run : estate.failing()) {
      String manifest = run.manifest();
      boolean isTriedByDue =
          manifest != null
              && next.containsKey("datawarp refresh --due")
              && !manifests.contains(manifest);
      if (manifest != null && manifests.contains(manifest)) {
        add("datawarp refresh " + manifest, "it failed last");
      } else if (!isTriedByDue) {
        add("datawarp history --runs", "what failed, and why");
      }
    }
  }

  private void backups() {
    if (!estate.isBackupDue() || !holdsRows()) {
      return;
    }
    if (isFresh(estate.backups().lastMade())) {
      add("datawarp backup verify", "the newest backup was not tried");
    } else {
      add("datawarp backup create", "the last proven one is old");
    }
  }

  private boolean holdsRows() {
    return estate.backups().firstLoad() != null && !estate.publications().isEmpty();
  }

  private boolean isFresh(@Nullable Instant made) {
    return made != null && made.isAfter(estate.at().minus(FRESH));
  }

  private void unsent() {
    if (estate.unsent().configured() && estate.unsent().files() > 0) {
      add("datawarp sync", count(estate.unsent().files(), "file") + " in no store");
    }
  }

  private void stale() {
    List<PublicationStanding> stale = new ArrayList<>(estate.publications());
    stale.removeIf(publication -> !publication.isStale());
    if (stale.stream().anyMatch(PublicationStanding::isRegistered)) {
      add("datawarp refresh --due", "not checked for long");
    }
    for (PublicationStanding publication : stale) {
      String manifest = newest.get(publication.publication());
      if (!publication.isRegistered() && manifest != null && manifests.contains(manifest)) {
        add("datawarp refresh " + manifest, "not checked for long");
      }
    }
  }

  private void add(String command, String why) {
    next.putIfAbsent(command, new NextCommand(command, why));
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}

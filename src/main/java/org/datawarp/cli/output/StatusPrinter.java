package org.datawarp.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.datawarp.cli.Console;
import org.datawarp.cli.GlobalOptions;
import org.datawarp.lifecycle.run.Drift;
import org.datawarp.lifecycle.transfer.UnsentFiles;
import org.datawarp.repository.BackupStanding;
import org.datawarp.repository.RunRepository.FailedRun;
import org.datawarp.workflow.status.EstateStanding;
import org.datawarp.workflow.status.FolderSizes;
import org.datawarp.workflow.status.NextCommand;
import org.datawarp.workflow.status.PublicationStanding;
import org.datawarp.workflow.status.WorkspaceStatus;
import org.jspecify.annotations.Nullable;

/** Prints how a workspace stands, on one screen. */
public final class StatusPrinter {
  private static final int MAX_PUBLICATIONS = 6;
  private static final int MAX_NAMED = 2;
  private static final int WORD = 11;
  private static final int MIN_ROOM = 20;
  private static final String NONE = "none";

  private final Console console;
  private final GlobalOptions options;

  /** Makes the printer. */
  public StatusPrinter(Console console, GlobalOptions options) {
    this.console = console;
    this.options = options;
  }

  /** Prints the screen; warnings go before it. */
  public void print(WorkspaceStatus status) {
    status
        .unreadable()
        .forEach(each -> console.warn("cannot read " + each.path() + ": " + each.reason()));
    status.warnings().forEach(console::warn);
    EstateStanding estate = status.estate();
    publications(estate.publications());
    entry("workspace", status.workspace() + ", PostgreSQL " + status.server());
    sources(status);
    files(estate.folders());
    manifests(status);
    failed(estate.failing());
    stale(estate.publications());
    orphans(estate.orphans());
    unsent(estate.unsent());
    backup(estate);
    drift(estate.drift());
    entry("last run", lastRun(status));
    next(status.next());
  }

  /** Those that need care first; of the others the newest. */
  private void publications(List<PublicationStanding> all) {
    if (all.isEmpty()) {
      return;
    }
    List<PublicationStanding> shown =
        all.stream()
            .sorted(
                Comparator.comparing(PublicationStanding::needsCare)
                    .reversed()
                    .thenComparing(
                        PublicationStanding::checkedAt,
                        Comparator.nullsLast(Comparator.reverseOrder())))
            .limit(all.size() <= MAX_PUBLICATIONS ? MAX_PUBLICATIONS : MAX_PUBLICATIONS - 1)
            .sorted(Comparator.comparing(PublicationStanding::publication))
            .toList();
    console.table(
        List.of("publication", "newest", "issues", "checked", "schedule"),
        shown.stream().map(StatusPrinter::row).toList());
    if (shown.size() < all.size()) {
      console.print(
          "and " + Format.count((long) all.size() - shown.size()) + " more: 'datawarp list'");
    }
    console.print("");
  }

  private static List<String> row(PublicationStanding publication) {
    return List.of(
        publication.publication(),
        Format.text(publication.newest()),
        Format.count(publication.issues()),
        day(publication.checkedAt()),
        schedule(publication));
  }

  private static String schedule(PublicationStanding publication) {
    List<String> parts = new ArrayList<>();
    List<String> due = publication.due();
    if (!due.isEmpty()) {
      String more = due.size() == 1 ? "" : " and " + (due.size() - 1) + " more";
      parts.add(due.get(0) + more + " due");
    }
    if (publication.isStale()) {
      parts.add("not checked for long");
    }
    if (parts.isEmpty() && publication.next() != null) {
      parts.add(
          publication.next()
              + (publication.nextDue() == null ? " comes next" : " on " + publication.nextDue()));
    }
    if (parts.isEmpty() && !publication.isRegistered()) {
      parts.add("not registered");
    }
    return String.join("; ", parts);
  }

  private void sources(WorkspaceStatus status) {
    EstateStanding estate = status.estate();
    entry(
        "sources",
        Format.count(status.sources())
            + " with "
            + Format.plural(status.rows(), "row")
            + ": "
            + Format.size(estate.tableBytes())
            + " in "
            + Format.plural(estate.tables(), "table")
            + ", "
            + Format.size(status.sizeBytes())
            + " of Parquet");
  }

  private void files(FolderSizes folders) {
    List<String> parts = new ArrayList<>();
    part(parts, "current", folders.currentBytes());
    part(parts, "versions", folders.versionsBytes());
    part(parts, "archive", folders.archiveBytes());
    part(parts, "downloads", folders.downloadsBytes());
    part(parts, "backups", folders.backupsBytes());
    entry("files", parts.isEmpty() ? NONE : String.join(", ", parts));
  }

  private static void part(List<String> parts, String folder, long bytes) {
    if (bytes > 0) {
      parts.add(folder + " " + Format.size(bytes));
    }
  }

  private void manifests(WorkspaceStatus status) {
    EstateStanding estate = status.estate();
    String archived =
        estate.archived() == 0
            ? "nothing archived"
            : "archived "
                + Format.plural(estate.archived(), "table")
                + ", "
                + Format.count(estate.archivedWithoutRows())
                + " of them only in files";
    entry(
        "manifests",
        Format.count((long) status.activeManifests())
            + " active, "
            + Format.plural(status.pendingManifests(), "draft")
            + "; "
            + archived);
  }

  private void failed(List<FailedRun> failing) {
    if (failing.isEmpty()) {
      entry("failed", NONE);
      return;
    }
    List<String> lines = new ArrayList<>();
    failing.stream()
        .limit(MAX_NAMED)
        .forEach(
            run ->
                lines.add(
                    (run.manifest() == null ? run.command() : run.manifest())
                        + ", "
                        + day(run.at())
                        + ": "
                        + Format.text(run.error())));
    if (failing.size() > MAX_NAMED) {
      lines.add("and " + (failing.size() - MAX_NAMED) + " more: 'datawarp history --runs'");
    }
    care("failed", lines);
  }

  private void stale(List<PublicationStanding> all) {
    List<String> names =
        all.stream()
            .filter(PublicationStanding::isStale)
            .map(each -> each.publication() + " (" + day(each.checkedAt()) + ")")
            .toList();
    if (names.isEmpty()) {
      entry("stale", NONE);
    } else {
      care("stale", List.of("last checked: " + few(names)));
    }
  }

  private void orphans(long orphans) {
    if (orphans == 0) {
      entry("orphaned", NONE);
    } else {
      care(
          "orphaned", List.of(Format.plural(orphans, "thing") + "; 'datawarp cleanup' lists them"));
    }
  }

  private void unsent(UnsentFiles unsent) {
    String last =
        unsent.lastSync() == null
            ? "never synced"
            : "last sync on " + Format.time(unsent.lastSync());
    if (unsent.files() == 0) {
      entry("unsynced", unsent.lastSync() == null ? "nothing to sync yet" : NONE + "; " + last);
      return;
    }
    String text =
        Format.plural(unsent.files(), "file") + " (" + Format.size(unsent.sizeBytes()) + "); ";
    if (unsent.configured() || unsent.lastSync() != null) {
      care("unsynced", List.of(text + last));
    } else {
      entry("unsynced", text + "no store is configured");
    }
  }

  private void backup(EstateStanding estate) {
    BackupStanding backups = estate.backups();
    Instant made = backups.lastMade();
    Instant proven = backups.lastVerified();
    Instant trial = backups.lastTrial();
    String text = made == null ? NONE : "made " + ago(estate.at(), made);
    if (proven == null || trial == null) {
      text += made == null ? "" : "; none was restored as a trial";
    } else if (proven.equals(made)) {
      text += ", proven to restore " + ago(estate.at(), trial);
    } else {
      text += "; proven: of " + ago(estate.at(), proven) + ", tried " + ago(estate.at(), trial);
    }
    if (estate.isBackupDue()) {
      care("backup", List.of(text));
    } else {
      entry("backup", text);
    }
  }

  private void drift(List<Drift> drift) {
    if (drift.isEmpty()) {
      entry("at odds", "nothing: files, headers and database agree");
      return;
    }
    List<String> lines = new ArrayList<>();
    drift.stream().limit(MAX_NAMED).forEach(each -> lines.add(each.toString()));
    if (drift.size() > MAX_NAMED) {
      lines.add("and " + (drift.size() - MAX_NAMED) + " more: 'datawarp status --json'");
    }
    care("at odds", lines);
  }

  private static String lastRun(WorkspaceStatus status) {
    String last = status.lastRun();
    return last == null ? NONE : last + "; last success " + Format.time(status.lastSuccess());
  }

  private void next(List<NextCommand> next) {
    List<String> commands = next.stream().map(each -> each.command() + workspace()).toList();
    int width = commands.stream().mapToInt(String::length).max().orElse(0);
    String word = "next";
    for (int i = 0; i < commands.size(); i++) {
      String why = "  # " + next.get(i).why();
      String line = String.format(Locale.ROOT, "%-" + width + "s", commands.get(i)) + why;
      boolean fits = WORD + width + why.length() <= console.columns().getAsInt();
      console.verbatim(padded(word) + (fits ? line : commands.get(i)));
      word = "";
    }
  }

  private String workspace() {
    return options.workspace() == null ? "" : " --workspace '" + options.workspace() + "'";
  }

  private static String few(List<String> names) {
    return names.size() <= MAX_NAMED
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MAX_NAMED))
            + " and "
            + (names.size() - MAX_NAMED)
            + " more";
  }

  private static String day(@Nullable Instant instant) {
    return instant == null ? "-" : instant.atZone(ZoneId.systemDefault()).toLocalDate().toString();
  }

  private static String ago(Instant now, Instant then) {
    long hours = Duration.between(then, now).toHours();
    return hours < 1
        ? "just now"
        : hours < 48
            ? Format.plural(hours, "hour") + " ago"
            : Format.plural(hours / 24, "day") + " ago";
  }

  private void care(String word, List<String> texts) {
    String head = word;
    for (String text : texts) {
      console.print(Console.Style.YELLOW, padded(head) + cut(text));
      head = "";
    }
  }

  private void entry(String word, String text) {
    console.entry(word, text);
  }

  /** A failure's text is told in full elsewhere; here it has one line. */
  private String cut(String text) {
    String line = Console.shown(text);
    return line.length() <= room() ? line : line.substring(0, room() - 1) + "…";
  }

  private int room() {
    return Math.max(MIN_ROOM, console.columns().getAsInt() - WORD);
  }

  private static String padded(String word) {
    return String.format(Locale.ROOT, "%-" + WORD + "s", word);
  }
}

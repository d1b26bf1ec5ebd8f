package org.datawarp.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.datawarp.cli.Console;
import org.datawarp.lifecycle.version.RebuiltFiles;
import org.datawarp.workflow.backup.BackupMeta;
import org.datawarp.workflow.backup.BackupWorkflow;
import org.datawarp.workflow.backup.PrunePlan;
import org.datawarp.workflow.backup.RestoreCheckReport;
import org.datawarp.workflow.backup.RestoreOutcome;
import org.datawarp.workflow.backup.StoredBackup;

/** Prints what came of work on backups. */
public final class BackupPrinter {
  private static final int MAX_SHOWN = 10;

  private final Console console;
  private final boolean json;

  public BackupPrinter(Console console, boolean json) {
    this.console = console;
    this.json = json;
  }

  public void created(BackupWorkflow.Created made) {
    StoredBackup backup = made.backup();
    if (json) {
      console.json(made);
      return;
    }
    BackupMeta meta = backup.meta();
    console.print(where(backup));
    if (meta != null) {
      console.entry(
          "holds",
          Format.plural(meta.tableCount(), "table")
              + " with "
              + Format.plural(meta.rowCount(), "row")
              + " in "
              + Format.size(meta.sizeBytes()));
      console.entry("written by", writer(meta));
      console.entry("sha256", meta.sha256());
      int accepted = meta.leftOut().size() - made.omitted().size();
      if (accepted > 0) {
        console.entry("left out", Format.plural(accepted, "thing") + ", as accepted");
      }
      made.omitted().forEach(each -> console.warn("left out: " + each));
      if (!made.omitted().isEmpty()) {
        console.tell(
            "what uses another schema comes along with --schema NAME or backup.schemas; what may"
                + " stay out is named in the configuration: backup.accept_omitted: "
                + String.join(", ", made.omittedNames()));
      }
    }
    if (made.waitsFor() != null) {
      console.warn(
          made.waitsFor()
              + " cannot be reached; the backup waits in .sync/pending_upload, and the next sync"
              + " sends it there");
    }
  }

  public void list(List<StoredBackup> backups) {
    if (json) {
      console.json(Map.of("backups", backups));
      return;
    }
    if (backups.isEmpty()) {
      console.print("no backups yet; 'datawarp backup create' makes one");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (StoredBackup backup : backups) {
      BackupMeta meta = backup.meta();
      rows.add(
          meta == null
              ? List.of(backup.key(), "", Format.size(backup.sizeBytes()), "", "", "no manifest")
              : List.of(
                  backup.key(),
                  Format.time(meta.createdAt()),
                  Format.size(backup.sizeBytes()),
                  Format.count((long) meta.tableCount()),
                  Format.count(meta.rowCount()),
                  tried(backup, meta)));
    }
    console.table(List.of("BACKUP", "MADE", "SIZE", "TABLES", "ROWS", "TRIED"), rows);
    for (StoredBackup backup : backups) {
      backup.damage().ifPresent(damage -> console.warn(backup.key() + " is damaged: " + damage));
    }
  }

  private static String tried(StoredBackup backup, BackupMeta meta) {
    if (backup.damage().isPresent()) {
      return "damaged";
    }
    return meta.verifiedAt() == null ? "never" : Format.time(meta.verifiedAt());
  }

  public void verified(RestoreCheckReport report) {
    if (json) {
      console.json(report);
      return;
    }
    StoredBackup backup = report.backup();
    console.print(
        where(backup) + (report.isGood() ? ": restores" : ": does not restore as it was"));
    console.entry(
        "restored",
        Format.plural(report.tables(), "table")
            + " with "
            + Format.plural(report.rows(), "row")
            + " in "
            + Format.seconds(report.seconds()));
    if (backup.meta() == null) {
      console.entry("compared", "nothing: it has no manifest beside it");
    } else {
      console.entry(
          "compared", "every row's hash and " + Format.plural(report.things(), "definition"));
    }
    if (report.cascade() != null) {
      console.entry("cascade", report.cascade());
    }
    report.differences().forEach(difference -> console.warn(difference));
    // The trial's server has none of the roles; that they are missing says nothing of the backup.
    report.skipped().stream()
        .distinct()
        .limit(MAX_SHOWN)
        .forEach(each -> console.entry("not tried", each));
  }

  public void restored(RestoreOutcome outcome) {
    if (json) {
      console.json(outcome);
      return;
    }
    console.print(where(outcome.backup()) + ": restored");
    console.entry(
        "rows",
        Format.plural(outcome.rows(), "row")
            + " in "
            + Format.plural(outcome.tables(), "table")
            + ", equal to what was backed up");
    if (outcome.adoptedIdentity() != null) {
      console.entry("identity", outcome.adoptedIdentity() + ", taken over");
    }
    RebuiltFiles files = outcome.files();
    if (files == null) {
      console.entry("files", "left alone; to work with this database set database.url");
    } else {
      files(files);
    }
    if (outcome.owner() != null) {
      console.entry(
          "owner", "role " + outcome.owner() + ", which has no other right and cannot log in yet");
      console.tell(
          "next: ALTER ROLE " + outcome.owner() + " LOGIN PASSWORD '...', and name it in the URL");
    }
    outcome
        .configuration()
        .forEach(
            file -> {
              console.entry("settings", file + " came with the backup; nothing reads it");
              console.tell("next: read " + file + ", then rename it to use it");
            });
    outcome.leftOut().forEach(each -> console.warn("left out: " + each));
    skipped(outcome.skipped());
    if (files != null && !outcome.backup().place().isEmpty()) {
      console.tell(
          "next: datawarp sync pull '{manifests,parquet,downloads,workspace}/**' brings archived"
              + " files back");
    }
  }

  public void rebuilt(RebuiltFiles files) {
    if (json) {
      console.json(files);
    } else {
      files(files);
    }
  }

  public void pruned(PrunePlan plan, boolean dryRun) {
    if (json) {
      console.json(plan);
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (PrunePlan.Line line : plan.backups()) {
      rows.add(
          List.of(
              line.goes() ? (dryRun ? "delete" : "deleted") : "keep",
              line.backup().key(),
              line.reason()));
    }
    if (rows.isEmpty()) {
      console.print("no backups");
    } else {
      console.table(List.of("ACTION", "BACKUP", "REASON"), rows);
    }
  }

  private void files(RebuiltFiles files) {
    console.entry("manifests", Format.plural(files.manifests(), "manifest") + " written");
    console.entry(
        "exports",
        Format.plural(files.exports(), "Parquet file") + " written, byte for byte as before");
    if (files.present() > 0) {
      console.entry("present", Format.plural(files.present(), "file") + " there already");
    }
    files
        .differing()
        .forEach(
            file ->
                console.warn(
                    file + " has the same rows as before, but other bytes; export it again"));
    files.conflicts().forEach(file -> console.warn(file + " is there with other content; kept"));
    files.missing().forEach(console::warn);
  }

  private void skipped(List<String> statements) {
    List<String> different = statements.stream().distinct().toList();
    different.stream().limit(MAX_SHOWN).forEach(each -> console.warn("passed over: " + each));
    if (different.size() > MAX_SHOWN) {
      console.warn("and " + (different.size() - MAX_SHOWN) + " more; --json lists them all");
    }
    if (!different.isEmpty()) {
      console.tell("a role, right or setting is missing here; every row is restored all the same");
    }
  }

  private static String where(StoredBackup backup) {
    return backup.place().isEmpty() ? backup.key() : backup.place() + "/" + backup.key();
  }

  private static String writer(BackupMeta meta) {
    String writer = meta.writer();
    return (writer.equals("datawarp") ? "the program's own writer" : writer)
        + ", from PostgreSQL "
        + meta.serverVersion();
  }
}

package org.datawarp.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.datawarp.app.Program.Ended;
import org.datawarp.testing.GoldenFile;
import org.datawarp.testing.JsonShape;
import org.datawarp.testing.ServerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every command prints with {@code --json}, good runs and failures, as golden files in {@code
 * golden/json}. The part of a file's name before its first dot is the schema it keeps to. Values
 * that differ from run to run stand there as words, numbers among them as 0.
 */
class JsonGoldenIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path GOLDENS = Path.of("src", "test", "resources", "golden", "json");
  private static final String FIVE =
      "Region,Patients\nNorth,10\nSouth,20\nEast,30\nWest,40\nKent,5\n";

  private static final String MONTHS =
      "Waits\n"
          + "Region,Code,Apr 2025,May 2025,Jun 2025\n"
          + "North,N1,10,20,30\n"
          + "South,S1,*,5,6\n"
          + "East,E1,1,2,3\n"
          + "Total,,11,27,39\n"
          + "Source: invented\n"
          + "* = withheld\n";

  /** What {@link AdoptionIT} prints, which has an estate to adopt. */
  private static final Set<String> OF_ADOPTION =
      Set.of(
          "adopt-plan.json", "adopt-report.json", "undo-plan.adoption.json", "undo.adoption.json");

  @TempDir private static Path folder;

  private final Set<String> printed = new TreeSet<>();
  private Path workspace = Path.of("");

  @AfterAll
  static void stop() {
    Program.run(Map.of(), "db", "stop", "--workspace", folder.resolve("workspace").toString());
  }

  @Test
  void everyCommandPrintsTheKeysItHasAlwaysPrinted() throws IOException {
    Files.createDirectories(folder.resolve("store"));
    Files.createDirectories(folder.resolve("policy"));
    withoutWorkspace();
    inAWorkspace();

    try (Stream<Path> files = Files.list(GOLDENS)) {
      assertThat(
              files
                  .map(file -> String.valueOf(file.getFileName()))
                  .filter(name -> !OF_ADOPTION.contains(name))
                  .sorted())
          .containsExactlyElementsOf(printed);
    }
  }

  /** Commands that only read say that nothing is there yet. */
  private void withoutWorkspace() throws IOException {
    workspace = folder.resolve("empty");
    json("status.empty", 0, "status");
    json("status-fix.empty", 0, "status", "--fix", "--dry-run");
    json("doctor.empty", 0, "doctor");
    json("list.empty", 0, "list");
    json("report.empty", 0, "report");
    json("history.empty", 0, "history");
    json("history-runs.empty", 0, "history", "--runs");
    json("quarantine-list.empty", 0, "quarantine", "list");
    json("show.empty", 0, "show", "waits_aug25");
    json("trace.empty", 0, "trace", "waits_aug25", "--row", "2");
    json("diff.empty", 0, "diff", "waits_jul25", "waits_aug25");
    json("cleanup.empty", 0, "cleanup");
    json("archive.empty", 0, "archive", "--older-than", "90d", "--dry-run");
    json("error.usage", 2, "list", "--no-such-option");
    json(
        "error.unknown-database", 15, "status", "--db-url", "postgresql://nobody@127.0.0.1:1/none");
    Files.createDirectories(folder.resolve("legacy/output"));
    Files.createDirectories(folder.resolve("legacy/manifests/production"));
    write("legacy/output/beds.parquet", "PAR1");
    write("legacy/output/waits.md", "# waits");
    write("legacy/manifests/production/beds_enriched.yaml", "manifest: {name: beds}");
    workspace = folder.resolve("legacy");
    json("adopt", 0, "adopt", "--audit");
  }

  private void inAWorkspace() throws IOException {
    workspace = folder.resolve("workspace");
    json("init", 0, "init");
    ServerTemplate.copyTo(workspace.resolve(".datawarp/postgres"));
    json("db-status.stopped", 0, "db", "status");
    json("db-start", 0, "db", "start");
    json("db-url", 0, "db", "url");
    json("db-status.running", 0, "db", "status");
    json("config-show", 0, "config", "show");
    pipeline();
    holdsAndPolicies();
    looks();
    archive();
    store();
    removal();
    backup();
    json("schedule-print", 0, "schedule", "print", "--github");
    json("schedule-run", 0, "schedule", "run", "backup");
    publications();
    canonical();
    json("db-stop", 0, "db", "stop");
  }

  private void pipeline() throws IOException {
    Path sample = Path.of("src/test/resources/sample/community-waits-Aug-2025.xlsx");
    Path book = folder.resolve("community-waits-Aug-2025.xlsx");
    Files.copy(sample, book);
    Path csv = write("waits-Aug-2025.csv", FIVE);
    json("inspect.workbook", 0, "inspect", book.toString());
    json("inspect.csv", 0, "inspect", write("months.csv", MONTHS).toString());
    json("convert", 0, "convert", book.toString(), "-o", folder.resolve("tables").toString());
    json("error.unreadable", 13, "inspect", write("noise.xlsx", "no workbook").toString());
    json("error.not-found", 10, "load-batch", "nothing_aug25");
    json("extract", 0, "extract", book.toString(), "--source", "community_aug25");
    json("refresh.draft", 0, "extract", csv.toString(), "--dry-run");
    json("enrich.planned", 0, "enrich", "community_aug25", "--dry-run");
    json("enrich.draft", 0, "enrich", "community_aug25");
    json("refresh.loaded", 0, "load-batch", "community_aug25");
    json("refresh.exported", 0, "export", "community_aug25");
    json("enrich.unchanged", 0, "enrich", "community_aug25");
    Path rows = folder.resolve("rows.csv");
    String[] file = {
      "export", "community_aug25_waiting_lists_by_region", "--format", "csv", "-o", rows.toString()
    };
    json("export", 0, file);
    json("refresh.planned", 0, "refresh", "waits_aug25", "--url", csv.toString(), "--dry-run");
    json("refresh.refreshed", 0, "refresh", "waits_aug25", "--url", csv.toString());
    json("refresh.unchanged", 0, "refresh", "waits_aug25");
    json("refresh.described", 0, "refresh", "waits_aug25", "--type", "metadata-only");
    write("waits-Aug-2025.csv", "Region,Patients\nNorth,1\n");
    json("error.refused", 18, "refresh", "waits_aug25");
    decide("quarantine: 2");
    write("waits-Aug-2025.csv", FIVE.replace("Kent,5", "Kent,1 or 2 in 2019"));
    json("refresh.quarantined", 0, "refresh", "waits_aug25", "--archive");
    write(
        "waits-Aug-2025.csv", "Area,Region,Patients,Note\n1,N,10,a\n2,S,20,b\n3,E,5,c\n4,W,1,d\n");
    json("refresh.differences", 0, "refresh", "waits_aug25");
    json("quarantine-list.none", 0, "quarantine", "list", "nothing*");
    write("waits-Aug-2025.csv", FIVE.replace("Kent,5", "Kent,1 or 2 in 2019"));
    json("refresh.revised", 0, "refresh", "waits_aug25", "--force");
    json("quarantine-list", 0, "quarantine", "list");
    run(0, "refresh", "waits_jul25", "--url", write("waits-Jul-2025.csv", FIVE).toString());
    json("enrich", 0, "enrich", "waits_jul25");
  }

  private void holdsAndPolicies() {
    json("hold-add", 0, "hold", "add", "waits_jul*", "--period", "2025-07", "--reason", "FOI 117");
    json("hold-list", 0, "hold", "list");
    json("retention-set", 0, "retention", "set", "waits_*", "--periods", "1", "--days", "0");
    json("retention-list", 0, "retention", "list");
    json("retention-explain", 0, "retention", "explain", "*");
    json("hold-remove", 0, "hold", "remove", "waits_jul*", "--period", "2025-07");
    String[] set = "retention set waits_* --periods 1 --days 0 --archive-to".split(" ");
    run(0, with(set, "file:" + folder.resolve("policy")));
    json("archive.apply-planned", 0, "retention", "apply", "--dry-run");
    json("archive.applied", 0, "retention", "apply");
    json("retention-remove", 0, "retention", "remove", "waits_*");
  }

  private void looks() {
    json("status", 0, "status");
    json("list", 0, "list");
    json("report", 0, "report");
    json("doctor", 0, "doctor");
    json("history", 0, "history");
    json("history.source", 0, "history", "waits_*");
    json("show", 0, "show", "waits_*");
    json("trace", 0, "trace", "waits_aug25", "--where", "region=North");
    json("diff", 0, "diff", "waits_aug25", "--versions");
    json("diff.files", 0, "diff", file("waits-Jul-2025.csv"), file("waits-Aug-2025.csv"));
    json("status-fix.planned", 0, "status", "--fix", "--dry-run");
    json("status-fix", 0, "status", "--fix");
  }

  private void archive() {
    json("archive.planned", 0, "archive", "community_aug25", "--dry-run");
    json("archive", 0, "archive", "community_aug25", "--downloads");
    json("archive.purge-planned", 0, purge("--dry-run"));
    json("archive.purged", 0, purge());
    json("restore.planned", 0, "restore", "community_aug25", "waits_aug25", "--dry-run");
    json("restore", 0, "restore", "community_aug25");
    json("error.nothing-archived", 10, "restore", "nobody_*");
  }

  private void publications() throws IOException {
    json("publications-list.empty", 0, "publications", "list");
    json("publications-check.empty", 0, "publications", "check");
    Path page = write("series.html", "");
    String links =
        "<a href='series-Jan-2024.csv'>Jan 2024</a><a href='series-Feb-2024.csv'>Feb 2024</a>";
    Files.writeString(page, "<html><title>Series</title><main>" + links + "</main></html>");
    write("series-Jan-2024.csv", FIVE.replace("Patients", "Beds"));
    String url = page.toUri().toString();
    json("publications-add", 0, "publications", "add", url, "--name", "serial");
    json("publications-add.written", 0, "publications", "add", url, "--name", "serial", "--write");
    Path configuration = workspace.resolve(".datawarp/config.yaml");
    Files.writeString(
        configuration,
        Files.readString(configuration)
            + "  late:\n    url: "
            + page.resolveSibling("late").toUri()
            + "-{year}-{month}.csv\n"
            + "    frequency: monthly\n"
            + "    schedule: {start: 2024-01, lag: 1d, months: [1]}\n"
            + "    exceptions: {2025-01: skip, 2026-01: skip, 2027-01: skip, 2028-01: skip}\n"
            + "  gone:\n"
            + "    landing_page: "
            + page.resolveSibling("gone.html").toUri()
            + "\n"
            + "  later:\n"
            + "    url: later-{year}.csv\n"
            + "    frequency: monthly\n"
            + "    schedule: {start: 2090-01, lag: 1d}\n");
    json("publications-check", 3, "publications", "check");
    json("refresh-publication", 3, "refresh", "--due");
    json("refresh-publication.planned", 0, "refresh", "later", "--dry-run");
    json("publications-list", 0, "publications", "list");
    json("refresh.not-published", 0, notPublished(configuration));
    json("error.publication", 18, "refresh", "serial", "--url", url);
  }

  private String[] notPublished(Path configuration) throws IOException {
    String text = Files.readString(configuration);
    Files.writeString(
        configuration,
        text
            + "  open:\n    url: "
            + folder.resolve("open").toUri()
            + "-{year}.csv\n    exceptions: {2024-03: {due: 2999-01-01}}\n");
    return new String[] {"refresh", "open_mar24"};
  }

  private static String[] purge(String... more) {
    return with("archive waits_aug25 --purge-db --min-age 0 --max-delete 9".split(" "), more);
  }

  private void store() throws IOException {
    String store = "file:" + folder.resolve("store");
    json("sync.planned", 0, "sync", "--to", store, "--dry-run");
    json("sync", 0, "sync", "--to", store);
    json("sync-status", 0, "sync", "status");
    json("sync-verify", 0, "sync", "verify", "--from", store, "--full");
    Path object = anObject(folder.resolve("store"));
    byte[] good = Files.readAllBytes(object);
    Files.write(object, "damaged".getBytes(UTF_8));
    json("sync-verify.damaged", 16, "sync", "verify", "--from", store, "--full");
    json("status.damaged", 16, "status");
    json("sync-status.damaged", 16, "sync", "status");
    json("sync-repair.planned", 16, "sync", "repair", "--from", store, "--dry-run");
    json("sync-repair", 0, "sync", "repair", "--from", store);
    assertThat(object).hasBinaryContent(good);
    json("sync-pull", 0, "sync", "pull", "parquet/**", "--from", store);
    Files.writeString(
        workspace.resolve(".datawarp/sync.yaml"), "sync:\n  cloud_retention_days: 40\n");
    json("sync-expire", 0, "sync", "expire", "--from", store);
    json("sync.deleted", 0, "sync", "--to", store, "--delete-local");
  }

  private void removal() throws IOException {
    run(0, "refresh", "beds_sep25", "--url", write("beds-Sep-2025.csv", FIVE).toString());
    json("remove.deprecate-planned", 0, "deprecate", "beds_sep25", "--dry-run");
    String deprecated = json("remove.deprecated", 0, "deprecate", "beds_sep25").get("run").asText();
    json("undo-plan", 0, "undo", deprecated, "--dry-run");
    json("undo", 0, "undo", deprecated);
    json("error.undone", 18, "undo", deprecated);
    json("remove.planned", 0, "remove", "beds_sep25", "--dry-run");
    String removed = json("remove", 0, "remove", "beds_sep25").get("run").asText();
    json("undo.removed", 0, "undo", removed);
    json("history-runs", 0, "history", "--runs");
    write("workspace/downloads/stray.csv", "1");
    json("cleanup.planned", 0, "cleanup", "--min-age", "0");
    Path plan = folder.resolve("plan.json");
    json("cleanup.reviewed", 0, "cleanup", "--min-age", "0", "--plan-out", plan.toString());
    json("cleanup.executed", 0, "cleanup", "--execute", "--min-age", "0", "--max-delete", "50");
  }

  private void canonical() throws IOException {
    String wards = "Org code,Ward,Beds,Nurses,Doctors,Share\nA,X,1,2,3,0.5\nB,Y,5,6,7,0.25\n";
    run(0, "refresh", "wards_jul25", "--url", write("wards-Jul-2025.csv", wards).toString());
    run(0, "refresh", "wards_aug25", "--url", write("wards-Aug-2025.csv", wards).toString());
    json("consolidate.planned", 0, "consolidate", "wards");
    json("consolidate", 0, "consolidate", "wards", "--execute");
    String renamed = wards.replace("Org code", "Organisation code");
    Path september = write("wards-Sep-2025.csv", renamed);
    run(0, "refresh", "wards_sep25", "--url", september.toString(), "--reference", "auto");
    json("match", 0, "match", "wards");
    json("archive-events.planned", 0, "archive", "--events-older-than", "0h", "--dry-run");
    json("archive-events", 0, "archive", "--events-older-than", "0h");
    json("rename.planned", 0, "rename", "wards", "beds_by_ward", "--dry-run");
    json("rename", 0, "rename", "wards_aug25", "wards_august25");
    json("match.accepted", 0, "match", "wards", "--accept", "organisation_code=org_code");
    json("match.rejected", 0, "match", "wards", "--reject", "organisation_code=org_code");
  }

  private void backup() {
    json("backup-list.empty", 0, "backup", "list");
    json("backup-create", 0, "backup", "create", "--writer", "own");
    json("backup-list", 0, "backup", "list");
    json("backup-verify", 0, "backup", "verify");
    json("backup-prune", 0, "backup", "prune", "--keep", "1", "--dry-run");
    json("backup-rebuild", 3, "backup", "rebuild");
    json("error.not-empty", 18, "backup", "restore");
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** Writes a decision into the only table of the manifest {@code waits_aug25}. */
  private void decide(String line) throws IOException {
    Path manifest = workspace.resolve("manifests/active/waits_aug25.yaml");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replaceFirst("(\n *)(schema: staging)", "$1$2$1" + line));
  }

  private static Path anObject(Path store) throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      return files
          .filter(file -> file.toString().endsWith(".parquet") && !file.toString().contains("/."))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  /** Runs a command with {@code --json} and compares what it prints with its golden file. */
  private JsonNode json(String name, int status, String... words) {
    String out = run(status, with(words, "--json"));
    try {
      JsonNode object = JSON.readTree(out);
      printed.add(name + ".json");
      GoldenFile.check("json/" + name + ".json", JsonShape.of(object, folder));
      return object;
    } catch (IOException e) {
      throw new AssertionError(String.join(" ", words) + " printed no JSON: " + out, e);
    }
  }

  private String run(int status, String... words) {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(List.of("--workspace", workspace.toString()));
    Ended ended = Program.run(Map.of(), all.toArray(String[]::new));
    assertThat(ended.status()).as(String.join(" ", words) + "\n" + ended).isEqualTo(status);
    return ended.out();
  }

  private static String[] with(String[] words, String... more) {
    return Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(String[]::new);
  }
}

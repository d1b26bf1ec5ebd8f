package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datawarp.lifecycle.refresh.RefreshRequest.Option;
import org.datawarp.lifecycle.undo.UndoReport;
import org.datawarp.model.RunListener;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.RefusedException;
import org.datawarp.pipeline.export.CatalogEntry;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.workflow.undo.UndoWorkflow;
import org.junit.jupiter.api.Test;

/** Somebody types {@code DELETE FROM datawarp.tbl_data_sources} in psql; then any command runs. */
class DeletedByHandIT extends RefreshFixture {
  @Test
  void aSourceDeletedByHandGoesToTheTrashWithItsFilesAndComesBack() {
    refresh(source(FIVE));
    refresh(source(SIX), Option.FORCE); // leaves a version
    refreshAnother();
    execute("CREATE VIEW public.v_" + name + " AS SELECT sum(patients) AS n FROM " + table);
    Map<String, String> files = own();
    List<String> records = records();

    execute("DELETE FROM datawarp.tbl_data_sources WHERE code = '" + name + "'");
    refreshAnother();

    assertThat(records()).isEmpty();
    assertThat(own()).isEmpty();
    assertThat(catalog()).extracting(CatalogEntry::source).doesNotContain(name);
    assertThat(query("SELECT n FROM public.v_" + name)).containsExactly("30");
    assertNothingIsLeft();
    String run = drain();
    assertThat(
            query(
                "SELECT count(*) FROM datawarp.tbl_deletions WHERE run_id IS NULL AND source_code"
                    + " = '"
                    + name
                    + "'"))
        .containsExactly("0");

    UndoReport report = undo(run);

    assertThat(report.lost()).isEmpty();
    assertThat(own()).isEqualTo(files);
    assertThat(records()).isEqualTo(records);
    assertThat(query("SELECT n FROM public.v_" + name)).containsExactly("30");
    assertConsistent();
  }

  @Test
  void aManifestKeepsItsOtherSources() {
    refresh(zip("patients.csv", FIVE, "waiting.csv", "Region,Waiting\nNorth,7\nSouth,8\n"));
    String waiting = name + "_waiting";
    String before = String.valueOf(files().get("manifests/active/" + name + ".yaml"));

    execute("DELETE FROM datawarp.tbl_data_sources WHERE code = '" + waiting + "'");
    refreshAnother();

    assertThat(manifest().sources())
        .extracting(ManifestSource::code)
        .containsExactly(new SourceCode(name + "_patients"));
    assertThat(parquet(waiting)).doesNotExist();
    assertConsistent();
    undo(drain());
    assertThat(files().get("manifests/active/" + name + ".yaml")).isEqualTo(before);
    assertThat(manifest().sources()).hasSize(2);
    assertConsistent();
  }

  @Test
  void aFileThatSomebodyChangedOrThatIsInUseAgainStays() throws Exception {
    refresh(source(FIVE));
    Files.writeString(parquet(name), "somebody's own work");
    execute("DELETE FROM datawarp.tbl_data_sources WHERE code = '" + name + "'");

    refreshAnother();

    assertThat(parquet(name)).hasContent("somebody's own work");
    assertThat(
            query(
                "SELECT outcome FROM datawarp.tbl_file_removals WHERE kind = 'parquet' AND"
                    + " source_code = '"
                    + name
                    + "'"))
        .containsExactly("left: it was changed since Datawarp wrote it");
  }

  @Test
  void pathsThatLeadOutOfTheWorkspaceAreLeft() throws Exception {
    refresh(source(FIVE));
    Path precious = Files.writeString(folder.resolve("precious.txt"), "mine");
    execute(
        "UPDATE datawarp.tbl_exports SET path = '../precious.txt', description_path = '"
            + precious
            + "' WHERE source_code = '"
            + name
            + "'",
        "DELETE FROM datawarp.tbl_data_sources WHERE code = '" + name + "'");

    refreshAnother();

    assertThat(precious).hasContent("mine");
  }

  @Test
  void anUndoIsRefusedWhileALaterRunHasTouchedTheSource() {
    refresh(source(FIVE));
    execute("DELETE FROM datawarp.tbl_data_sources WHERE code = '" + name + "'");
    refreshAnother();
    String run = drain();
    clock.advance(Duration.ofMinutes(1));
    String later = String.valueOf(refresh(source(SIX)).run());

    assertThatThrownBy(() -> undo(run))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.hint()).contains("--with-later"))
        .hasMessageContaining("later runs touched the same: " + later);
    assertThat(rows()).hasSize(6);
    assertConsistent();
  }

  private void execute(String first, String... more) {
    RefreshFixture.execute(String.join("; ", first, String.join("; ", more)));
  }

  private String drain() {
    return query(
            "SELECT max(r.run_id) FROM datawarp.tbl_runs r JOIN datawarp.tbl_workspaces w USING"
                + " (workspace) WHERE r.command = 'drain' AND w.root = '"
                + workspace.root()
                + "'")
        .get(0);
  }

  private UndoReport undo(String run) {
    clock.advance(Duration.ofMinutes(1));
    return new UndoWorkflow(context).undo(run, "undo", Duration.ZERO, RunListener.SILENT);
  }

  private void refreshAnother() {
    clock.advance(Duration.ofMinutes(1));
    workflow.run(
        new RefreshRequest(
            "other_" + name,
            write("other.csv", FIVE.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            null,
            List.of(),
            RefreshRequest.Scope.FULL,
            RefreshRequest.ReplacedGoes.VERSIONS,
            java.util.Set.of(),
            Duration.ZERO,
            "refresh other"),
        RunListener.SILENT);
  }

  /** Returns the files of this source, downloads aside. */
  private Map<String, String> own() {
    Map<String, String> own = new TreeMap<>(files());
    own.keySet()
        .removeIf(
            path ->
                !path.contains("/" + name)
                    || path.startsWith("downloads/")
                    || path.startsWith(".datawarp/trash/"));
    return own;
  }
}

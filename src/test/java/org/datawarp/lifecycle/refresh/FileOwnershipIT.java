package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.lifecycle.refresh.RefreshRequest.Option;
import org.datawarp.lifecycle.refresh.RefreshRequest.Scope;
import org.datawarp.model.Existing;
import org.datawarp.model.ForeignFiles;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.RefusedException;
import org.datawarp.pipeline.export.Catalog;
import org.datawarp.workflow.refresh.FileExportWorkflow;
import org.datawarp.workflow.refresh.FileFormat;
import org.datawarp.workflow.refresh.RowsRequest;
import org.datawarp.workflow.refresh.Selected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database does not record as Datawarp's is never replaced. */
class FileOwnershipIT extends RefreshFixture {
  private static final String MINE = "my own work\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "output/current/NAME.parquet",
        "output/current/NAME.md",
        "manifests/active/NAME.yaml",
        "output/current/catalog.parquet"
      })
  void aPersonsFileIsRefusedWithItsPathAndStays(String place) {
    String path = place.replace("NAME", name);
    String url = source(FIVE);
    Path mine = write(path);

    assertThatThrownBy(() -> refresh(url))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.hint()).contains("--keep-aside"))
        .hasMessageContaining(path);
    assertThat(mine).hasContent(MINE);
    assertThat(exists(table)).isFalse();
    assertNothingIsLeft();

    RefreshReport report = refresh(url, Option.KEEP_ASIDE);

    assertThat(workspace.resolve(path + ".aside")).hasContent(MINE);
    assertThat(report.warnings()).anyMatch(line -> line.contains(path + ".aside"));
    assertThat(rows()).hasSize(5);
    assertConsistent();
    assertThat(refresh(url).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void aDryRunIsRefusedForTheSameReasonAndExtractionIsNot() {
    String url = source(FIVE);
    Path mine = write("output/current/" + name + ".parquet");

    assertThatThrownBy(() -> workflow.plan(request(url), RunListener.SILENT))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(name + ".parquet");
    assertThat(workflow.plan(request(url, Option.DRAFT_ONLY), RunListener.SILENT).outcome())
        .isEqualTo(Outcome.PLANNED);
    steps.extract(request(url, Option.DRAFT_ONLY), null, RunListener.SILENT);
    assertThat(mine).hasContent(MINE);
  }

  @Test
  void aFolderInTheWayIsRefusedEvenThen() throws IOException {
    Files.createDirectories(workspace.currentOutput().resolve(name + ".parquet"));
    String url = source(FIVE);

    assertThatThrownBy(() -> refresh(url, Option.KEEP_ASIDE))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("output/current/" + name + ".parquet");
    assertThat(exists(table)).isFalse();
  }

  @Test
  void theFilesOfTablesThatTheFileTurnsOutToHoldAreLookedAtBeforeTheyAreLoaded() {
    String url = zip("patients.csv", FIVE, "waiting.csv", "Region,Waiting\nNorth,7\nSouth,8\n");
    Path mine = write("output/current/" + name + "_waiting.parquet");

    assertThatThrownBy(() -> refresh(url))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("output/current/" + name + "_waiting.parquet");
    assertThat(mine).hasContent(MINE);
    assertThat(exists("staging.tbl_" + name + "_waiting")).isFalse();
  }

  @Test
  void aFileThatAppearsBeforeTheCommitIsRefused() {
    Path place = parquet(name);

    assertThatThrownBy(
            () ->
                workflow.run(request(source(FIVE)), after(RunStep.EXPORT, () -> writeInto(place))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(name + ".parquet");
    assertThat(place).hasContent(MINE);
    assertThat(exists(table)).isFalse();
  }

  @Test
  void aFileThatAppearsAfterTheCommitIsKeptAsideAndNamed() {
    Path place = parquet(name);

    RefreshReport report =
        workflow.run(request(source(FIVE)), after(RunStep.COMMIT, () -> writeInto(place)));

    assertThat(place.resolveSibling(name + ".parquet.aside")).hasContent(MINE);
    assertThat(report.warnings())
        .anyMatch(line -> line.contains("output/current/" + name + ".parquet.aside"));
    assertConsistent();
  }

  @Test
  void anExportEditedSinceIsKeptAsAVersionAndNamed() throws IOException {
    String url = source(FIVE);
    refresh(url);
    Files.writeString(parquet(name), MINE);
    clock.advance(Duration.ofMinutes(1));

    RefreshReport report = refresh(url);

    assertThat(report.warnings()).anyMatch(line -> line.contains("was changed since"));
    assertThat(own("output/.versions/")).containsValue(hash(MINE));
    assertConsistent();
  }

  @Test
  void aPageEditedSinceIsKeptWhenItIsWrittenAnew() throws IOException {
    refresh(source(FIVE));
    Path page = parquet(name).resolveSibling(name + ".md");
    Files.writeString(page, MINE);

    export(ForeignFiles.REFUSE);

    assertThat(page).content().isNotEqualTo(MINE);
    assertThat(own(".datawarp/trash/")).containsValue(hash(MINE));
  }

  @Test
  void anExportAloneRefusesAPersonsFile() throws IOException {
    String url = source(FIVE);
    steps.extract(request(url), null, RunListener.SILENT);
    run(with(request(null, Option.FORCE), Scope.LOAD_ONLY));
    Path mine = write("output/current/" + name + ".parquet");

    assertThatThrownBy(() -> export(ForeignFiles.REFUSE))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(name + ".parquet");
    assertThat(mine).hasContent(MINE);

    export(ForeignFiles.KEEP_ASIDE);

    assertThat(mine.resolveSibling(name + ".parquet.aside")).hasContent(MINE);
    assertThat(own("output/.versions/")).isEmpty();
    assertConsistent();
  }

  @Test
  void aDraftThatAPersonWroteIntoIsNotWrittenOver() throws IOException {
    String url = source(FIVE);
    steps.extract(request(url), null, RunListener.SILENT);
    steps.extract(request(url), null, RunListener.SILENT); // its own is
    Path draft = workspace.pendingManifests().resolve(name + ".yaml");
    String text = "# my notes\n" + Files.readString(draft);
    Files.writeString(draft, text);

    assertThatThrownBy(() -> steps.extract(request(url), null, RunListener.SILENT))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("manifests/pending/" + name + ".yaml");
    assertThat(draft).hasContent(text);

    steps.extract(request(url, Option.KEEP_ASIDE), null, RunListener.SILENT);
    assertThat(draft.resolveSibling(name + ".yaml.aside")).hasContent(text);

    Files.writeString(draft, MINE);
    assertThatThrownBy(() -> steps.extract(request(url), null, RunListener.SILENT))
        .isInstanceOf(RefusedException.class);
    steps.extract(request(url, Option.KEEP_ASIDE), null, RunListener.SILENT);
    assertThat(draft.resolveSibling(name + ".yaml.aside-2")).hasContent(MINE);
  }

  @Test
  void theWorkspacesOwnFilesAreNoPlaceForOtherOutput() {
    String url = source(FIVE);
    refresh(url);
    Path manifest = workspace.activeManifests().resolve(name + ".yaml");
    Map<String, String> before = files();

    assertThatThrownBy(() -> steps.extract(request(url), manifest, RunListener.SILENT))
        .isInstanceOf(RefusedException.class);
    FileExportWorkflow exports = new FileExportWorkflow(context);
    RowsRequest csv =
        new RowsRequest(Selected.all(name), RowsRequest.Selection.ONE, FileFormat.CSV, Set.of());
    assertThatThrownBy(() -> exports.toFile(csv, parquet(name), Existing.REPLACE))
        .isInstanceOf(RefusedException.class);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void undoGivesAFileThatWasKeptAsideItsPlaceBack() {
    Path mine = write("output/current/" + name + ".parquet");
    String run = String.valueOf(refresh(source(FIVE), Option.KEEP_ASIDE).run());

    List<String> items =
        query(
            "SELECT i ->> 'action', i ->> 'to' FROM datawarp.tbl_runs r,"
                + " jsonb_array_elements(publish_list) i WHERE run_id = '"
                + run
                + "' AND i ->> 'from' LIKE '%/"
                + name
                + ".parquet' AND i ->> 'action' = 'KEEP'");

    assertThat(items).containsExactly("KEEP|output/current/" + name + ".parquet.aside");
    assertThat(Catalog.isCatalog(workspace.catalog())).isTrue();
    assertThat(mine).exists();
  }

  private void export(ForeignFiles foreign) {
    clock.advance(Duration.ofMinutes(1));
    steps.exportParquet(Selected.all(name), foreign, "export", Duration.ZERO, RunListener.SILENT);
  }

  private Path write(String path) {
    return writeInto(workspace.resolve(path));
  }

  private static Path writeInto(Path file) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, MINE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String hash(String text) throws IOException {
    return org.datawarp.platform.io.FileHash.sha256(
        Files.writeString(folder.resolve("hashed"), text));
  }

  private Map<String, String> own(String prefix) {
    Map<String, String> own = new TreeMap<>(files());
    own.keySet().removeIf(path -> !path.startsWith(prefix));
    return own;
  }

  private static RunListener after(RunStep wanted, Runnable action) {
    return new RunListener() {
      @Override
      public void progressed(String what, long done, long total) {}

      @Override
      public void started(RunStep step) {}

      @Override
      public void completed(RunStep step) {
        if (step == wanted) {
          action.run();
        }
      }
    };
  }
}

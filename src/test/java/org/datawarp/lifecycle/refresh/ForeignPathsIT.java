package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.datawarp.model.error.RefusedException;
import org.datawarp.platform.io.FileHash;
import org.junit.jupiter.api.Test;

/** Colleagues who share the database write paths into it that are no business of this machine. */
class ForeignPathsIT extends RefreshFixture {
  private static final String RUN = "20250801-093000-00fa1e";

  @Test
  void aPublishListWritesAndTakesNothingOutsideOfTheWorkspace() throws IOException {
    refresh(source(FIVE));
    Path mine = Files.writeString(folder.resolve("mine.txt"), "mine");
    Path evil = Files.createDirectories(workspace.runs().resolve(RUN)).resolve("evil");
    Files.writeString(evil, "evil");
    Path hooks = Files.createDirectories(workspace.root().resolve(".git/hooks"));
    Path export = parquet(name);
    Files.createDirectories(workspace.archive());
    Files.createSymbolicLink(workspace.archive().resolve("out"), folder);
    leave(
        item("KEEP", evil, "../new.txt"),
        item("REPLACE", evil, mine.toString()),
        item("KEEP", evil, ".git/hooks/post-commit"),
        item("KEEP", evil, "manifests/.git/config"),
        item("KEEP", evil, "archive/out/linked.txt"),
        item("KEEP", mine, "archive/parquet/2025-08-01/taken.parquet"),
        item("MOVE", mine, "archive/parquet/2025-08-01/moved.parquet"),
        item("REMOVE", mine, ""));
    Map<String, String> before = files();

    clock.advance(Duration.ofSeconds(1));
    refresh(source(SIX));

    assertThat(mine).hasContent("mine");
    assertThat(folder.resolve("new.txt")).doesNotExist();
    assertThat(folder.resolve("linked.txt")).doesNotExist();
    assertThat(hooks).isEmptyDirectory();
    assertThat(files().keySet())
        .noneMatch(file -> file.contains("taken") || file.contains(".git/"));
    assertThat(files().keySet()).noneMatch(file -> file.contains("moved"));
    assertThat(before.get("output/current/" + name + ".parquet"))
        .isNotEqualTo(FileHash.sha256(export));
    assertThat(rows()).hasSize(6);
  }

  @Test
  void anExportRecordedElsewhereIsRefusedAndNothingIsChanged() throws IOException {
    refresh(source(FIVE));
    Path mine = Files.writeString(folder.resolve("mine.parquet"), "mine");
    execute(
        "UPDATE datawarp.tbl_exports SET path = '"
            + mine
            + "', sha256 = '"
            + FileHash.sha256(mine)
            + "' WHERE source_code = '"
            + name
            + "'");

    clock.advance(Duration.ofSeconds(1));
    assertThatThrownBy(() -> refresh(source(SIX)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(mine.toString());

    assertThat(mine).hasContent("mine");
    assertThat(rows()).hasSize(5);
    assertThat(files().keySet()).noneMatch(file -> file.contains(".versions"));
  }

  private String item(String action, Path from, String to) {
    return "{\"action\": \""
        + action
        + "\", \"from\": \""
        + workspace.relative(from)
        + "\", \"to\": \""
        + to
        + "\", \"sha256\": \""
        + FileHash.sha256(from)
        + "\"}";
  }

  private void leave(String... items) {
    execute(
        "INSERT INTO datawarp.tbl_runs (run_id, workspace, command, status, publish_list) SELECT '"
            + RUN
            + "', workspace, 'refresh', 'success', '["
            + String.join(",", items)
            + "]'::jsonb FROM datawarp.tbl_workspaces WHERE root = '"
            + workspace.root()
            + "'");
  }
}

package org.datawarp.storage.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.datawarp.model.error.RefusedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfinementTest {
  @TempDir Path temporary;
  private Workspace workspace;
  private Path elsewhere;

  @BeforeEach
  void setUp() throws IOException {
    workspace = new Workspace(temporary.resolve("estate"));
    Files.createDirectories(workspace.root());
    elsewhere = Files.createDirectories(temporary.resolve("elsewhere"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "manifests/active/a.yaml",
        "manifests/.archive/2025-08-01/a.deprecated.yaml",
        "downloads/2025-08/a b.xlsx",
        "downloads/.index.json",
        "downloads/.partial/0a.part",
        "output/current/adhd/2024-25.parquet",
        "output/current/.a.parquet.8f4a.tmp",
        "output/.versions/a/2025-08-01-2.parquet",
        "archive/parquet/2025-08-01/a.parquet.meta",
        "backups/postgres/2025-08-01/datawarp_backup.sql.gz",
        ".sync/pending_upload/parquet/a.parquet",
        ".datawarp/runs/20250801-093000-1f3a9c/new/a.parquet",
        ".datawarp/trash/20250801-093000-1f3a9c/manifests/.archive/2025-08-01/a.yaml",
        ".datawarp/trash/20250801-093000-1f3a9c/downloads/.index.json"
      })
  void placesOfTheLayoutAreTaken(String stored) {
    assertThat(workspace.resolve(stored)).isEqualTo(workspace.root().resolve(stored));
    assertThat(workspace.resolve(workspace.root().resolve(stored).toString()))
        .isEqualTo(workspace.root().resolve(stored));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "/etc/passwd",
        "../x",
        "archive/../../x",
        "archive/../.git/config",
        "archive/ .. /x",
        "archive/.../x",
        "archive",
        "output/current",
        ".datawarp/trash",
        ".git/config",
        "downloads/2025-08/..a.xlsx",
        ".envrc",
        "README.md",
        "Archive/parquet/x",
        ".Datawarp/runs/x",
        ".datawarp/config.yaml",
        ".datawarp/postgres/passfile",
        ".datawarp/lock",
        "manifests/.git/hooks/post-commit",
        "manifests/active/.git/config",
        "manifests/\u200c.git/config",
        "output/.VERSIONS/a/x.parquet",
        "downloads/.htaccess",
        ".datawarp/trash/20250801-093000-1f3a9c/.git/config",
        ".datawarp/trash/20250801-093000-1f3a9c/../../config.yaml",
        "archive/a\u0000b",
        "C:\\Windows\\x",
        "\\\\server\\share\\x"
      })
  void everythingElseIsRefusedAndNamed(String stored) {
    assertThat(workspace.contains(stored)).isFalse();
    assertThat(workspace.find(stored)).isEmpty();
    assertThat(workspace.findRefusal(stored)).get().asString().contains("'" + stored + "'");
    assertThatThrownBy(() -> workspace.resolve(stored))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("'" + stored + "' is not followed: ");
  }

  @Test
  void aFolderThatItsOwnerLinkedElsewhereIsTheRoot() throws IOException {
    Files.createSymbolicLink(workspace.archive(), elsewhere);
    Path file = workspace.archive().resolve("parquet/2025-08-01/a.parquet");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "x");

    assertThat(workspace.resolve("archive/parquet/2025-08-01/a.parquet")).isEqualTo(file);
    assertThat(workspace.resolve("archive/parquet/2025-08-02/new.parquet"))
        .isEqualTo(workspace.archive().resolve("parquet/2025-08-02/new.parquet"));
  }

  @Test
  void linksBelowAFolderAreNotFollowedOutAndAreNamed() throws IOException {
    Files.writeString(elsewhere.resolve("secret"), "x");
    Files.createDirectories(workspace.currentOutput());
    Files.createSymbolicLink(workspace.currentOutput().resolve("folder"), elsewhere);
    Files.createSymbolicLink(
        workspace.currentOutput().resolve("a.parquet"), elsewhere.resolve("secret"));
    Files.createSymbolicLink(
        workspace.currentOutput().resolve("new.parquet"), elsewhere.resolve("not there"));

    assertThat(workspace.findRefusal("output/current/folder/secret"))
        .get()
        .asString()
        .contains("the link " + workspace.currentOutput().resolve("folder") + " leads to ")
        .contains(elsewhere.toRealPath().toString());
    assertThat(workspace.findRefusal("output/current/folder/not/there")).isPresent();
    assertThat(workspace.findRefusal("output/current/a.parquet")).isPresent();
    assertThat(workspace.findRefusal("output/current/new.parquet"))
        .get()
        .asString()
        .contains("leads nowhere");
  }

  @Test
  void linksThatStayInTheirFolderAreFollowed() throws IOException {
    Files.createDirectories(workspace.currentOutput());
    Files.writeString(workspace.currentOutput().resolve("a.parquet"), "x");
    Files.createSymbolicLink(
        workspace.currentOutput().resolve("latest.parquet"), Path.of("a.parquet"));

    assertThat(workspace.contains("output/current/latest.parquet")).isTrue();
  }

  @Test
  void aRunsTrashIsBelowTheTrash() {
    assertThat(workspace.trash("20250801-093000-1f3a9c"))
        .isEqualTo(workspace.trash().resolve("20250801-093000-1f3a9c"));
    assertThatThrownBy(() -> workspace.trash("..")).isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> workspace.trash("a/b")).isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> workspace.trash("a", "../../config.yaml"))
        .isInstanceOf(RefusedException.class);
  }
}

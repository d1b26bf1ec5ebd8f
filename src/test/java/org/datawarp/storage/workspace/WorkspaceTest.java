package org.datawarp.storage.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
  @TempDir Path temporary;
  private Path estate;
  private Path inside;

  @BeforeEach
  void setUp() throws IOException {
    estate = temporary.resolve("estate");
    inside = Files.createDirectories(estate.resolve("manifests").resolve("active"));
    Files.createDirectories(estate.resolve(".datawarp"));
  }

  @Test
  void theOptionWinsOverAll() {
    Map<String, String> environment = Map.of("DATAWARP_HOME", temporary.resolve("home").toString());

    assertThat(Workspace.locate(Path.of("other"), environment, inside).root())
        .isEqualTo(inside.resolve("other"));
  }

  @Test
  void theVariableWinsOverTheFolders() {
    Path home = temporary.resolve("home");

    assertThat(Workspace.locate(null, Map.of("DATAWARP_HOME", home.toString()), inside).root())
        .isEqualTo(home);
    assertThat(Workspace.locate(null, Map.of("DATAWARP_HOME", " "), inside).root())
        .isEqualTo(estate);
  }

  @Test
  void theNearestFolderWithAWorkspaceIsIt() throws IOException {
    assertThat(Workspace.locate(null, Map.of(), inside).root()).isEqualTo(estate);

    Files.createDirectories(inside.resolve(".datawarp"));
    assertThat(Workspace.locate(null, Map.of(), inside).root()).isEqualTo(inside);
  }

  @Test
  void elseItIsTheCurrentFolderAndNothingIsMade() throws IOException {
    Path empty = Files.createDirectories(temporary.resolve("empty"));

    Workspace workspace = Workspace.locate(null, Map.of(), empty);

    assertThat(workspace.root()).isEqualTo(empty);
    assertThat(workspace.exists()).isFalse();
    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void pathsInsideAreStoredRelativeAndOthersWhole() {
    Workspace workspace = new Workspace(estate);

    assertThat(workspace.relative(inside.resolve("a.yaml"))).isEqualTo("manifests/active/a.yaml");
    assertThat(workspace.relative(temporary.resolve("a"))).isEqualTo(temporary + "/a");
    assertThat(workspace.resolve("manifests/active/a.yaml")).isEqualTo(inside.resolve("a.yaml"));
    assertThat(workspace.find(temporary + "/a")).isEmpty();
  }
}

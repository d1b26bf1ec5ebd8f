package org.datawarp.storage.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.datawarp.model.error.StorageException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceSetupTest {
  @TempDir Path root;
  private Workspace workspace;
  private WorkspaceSetup setup;

  @BeforeEach
  void setUp() {
    workspace = new Workspace(root);
    setup = new WorkspaceSetup(workspace);
  }

  @Test
  void everythingMissingIsMadeOnce() throws IOException {
    assertThat(setup.create("# empty\n"))
        .containsExactly(
            "manifests/active/",
            "manifests/pending/",
            "downloads/",
            "output/current/",
            ".datawarp/runs/",
            ".datawarp/tmp/",
            ".gitignore",
            ".datawarp/config.yaml",
            ".datawarp/workspace");
    UUID identity = setup.requireIdentity();

    assertThat(setup.create("# other\n")).isEmpty();

    assertThat(setup.requireIdentity()).isEqualTo(identity);
    assertThat(workspace.configurationFile()).hasContent("# empty\n");
    assertThat(workspace.exists()).isTrue();
    try (Stream<Path> files = Files.walk(root)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
    }
  }

  @Test
  void gitKeepsManifestsAndTheConfigurationOnly() throws IOException {
    setup.create("");

    assertThat(Files.readAllLines(root.resolve(".gitignore")))
        .contains("/downloads/", "/output/", "/archive/", "/backups/", "/.datawarp/*")
        .contains("!/.datawarp/config.yaml")
        .noneMatch(line -> line.contains("manifests/"));
  }

  @Test
  void whatAPersonWroteStays() throws IOException {
    Files.writeString(root.resolve(".gitignore"), "mine\n");

    setup.create("");

    assertThat(root.resolve(".gitignore")).hasContent("mine\n");
  }

  @Test
  void aFolderThatCannotBeWrittenIsAStorageFailureAndNothingIsMade() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "");

    assertThatThrownBy(() -> new WorkspaceSetup(new Workspace(file)).create(""))
        .isInstanceOfSatisfying(
            StorageException.class,
            e ->
                assertThat(e.hint())
                    .isEqualTo("choose a folder you can write with --workspace DIR"))
        .hasMessageStartingWith("cannot set up the workspace in " + file + ": ");

    try (Stream<Path> files = Files.list(root)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aDamagedIdentityIsNotReplaced() throws IOException {
    setup.create("");
    Files.writeString(workspace.identityFile(), "not a uuid");

    assertThat(setup.create("")).isEmpty();
    assertThatThrownBy(setup::requireIdentity)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(workspace.identityFile().toString());
  }
}

package org.datawarp.pipeline.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.storage.workspace.Workspace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestStoreTest {
  @TempDir Path root;
  private Path active;
  private ManifestStore store;

  @BeforeEach
  void setUp() throws IOException {
    Workspace workspace = new Workspace(root);
    active = Files.createDirectories(workspace.activeManifests());
    store = new ManifestStore(workspace);
  }

  @Test
  void draftsAndManifestsInUseAreKeptApart() {
    store.savePending(manifest("adhd_sep25"));
    Path file = store.saveActive(manifest("adhd_aug25"));

    assertThat(file).isEqualTo(active.resolve("adhd_aug25.yaml"));
    assertThat(store.findActive("adhd_aug25")).isPresent();
    assertThat(store.findPending("adhd_aug25")).isEmpty();
    assertThat(store.require("adhd_sep25").file())
        .isEqualTo(root.resolve("manifests/pending/adhd_sep25.yaml"));
    assertThat(store.listActive())
        .extracting(s -> s.manifest().name())
        .containsExactly("adhd_aug25");
    assertThat(store.listPending()).hasSize(1);
  }

  @Test
  void aDeprecatedManifestIsToldFromOneThatNeverWas() throws IOException {
    Path day = Files.createDirectories(root.resolve("manifests/.archive/2026-03-01"));
    Files.writeString(
        day.resolve("adhd_aug25.deprecated.yaml"), text("adhd_aug25") + "  state: deprecated\n");

    assertThatThrownBy(() -> store.require("adhd_aug25"))
        .isInstanceOf(RefusedException.class)
        .hasMessage("adhd_aug25 was deprecated on 2026-03-01");
    assertThatThrownBy(() -> store.require("adhd_sep25")).isInstanceOf(NotFoundException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".enriched.yaml",
        ".canonical.yaml",
        ".enriched.canonical.yaml",
        ".deprecated.yaml",
        ".enriched.canonical.deprecated.yaml"
      })
  void aSuffixSaysHowItWasMadeAndStays(String suffix) throws IOException {
    Path file = Files.writeString(active.resolve("adhd_aug25" + suffix), text("adhd_aug25"));

    assertThat(store.require("adhd_aug25").file()).isEqualTo(file);
    assertThat(store.saveActive(manifest("adhd_aug25"))).isEqualTo(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"_enriched.yaml", "_canonical.yaml"})
  void aLegacySuffixIsReadAndNeverWritten(String suffix) throws IOException {
    Path file = Files.writeString(active.resolve("adhd_aug25" + suffix), text("adhd_aug25"));

    assertThat(store.require("adhd_aug25").file()).isEqualTo(file);
    assertThat(store.saveActive(manifest("adhd_aug25")))
        .isEqualTo(active.resolve("adhd_aug25.yaml"));
    assertThat(store.require("adhd_aug25").file()).isEqualTo(active.resolve("adhd_aug25.yaml"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "a/b", "..", ".hidden", "a\\b", "", "a\nb"})
  void aNameCannotLeadOutOfTheFolder(String name) {
    assertThat(store.findActive(name)).isEmpty();
    assertThatThrownBy(() -> store.activeFile(name)).isInstanceOf(RefusedException.class);
  }

  @Test
  void aMissingOneIsToldWithWhatToDo() {
    assertThatThrownBy(() -> store.require("none"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("no manifest 'none' in " + root);
  }

  @Test
  void otherFilesAreNotManifests() throws IOException {
    Files.writeString(active.resolve("README.md"), "x");
    Files.writeString(active.resolve(".adhd.yaml"), "x: [");
    Files.createDirectories(active.resolve("folder.yaml"));

    assertThat(store.listActive()).isEmpty();
    assertThat(new ManifestStore(new Workspace(root.resolve("nowhere"))).listActive()).isEmpty();
  }

  @Test
  void aDamagedOneIsToldWithItsPathInTheWorkspace() throws IOException {
    Files.writeString(active.resolve("a.yaml"), "manifest: [");
    Files.write(
        active.resolve("b.yaml"), "manifest: {name: é}".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> store.require("a"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("manifests/active/a.yaml:1:");
    assertThatThrownBy(() -> store.require("b"))
        .isInstanceOf(UsageException.class)
        .hasMessage("manifests/active/b.yaml:1:1: it is not text in UTF-8");
  }

  private static Manifest manifest(String name) {
    return ManifestStore.parse("test", text(name));
  }

  private static String text(String name) {
    return "manifest:\n  name: " + name + "\n";
  }
}

package org.datawarp.lifecycle.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.datawarp.model.ManifestState;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestHeader.StateChange;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.archive.ArchiveRequest.Option;
import org.datawarp.workflow.restore.RestoreRequest.Choice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is kept shares no bytes with what people write to, and is described truly. */
@ExtendWith(PostgresExtension.class)
class OwnBytesIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String FIRST = "Region,Patients\nNorth,1\nSouth,2\n";
  private static final String SECOND = "Region,Patients\nNorth,10\nSouth,2\n";

  private final String one = "own" + NUMBERS.incrementAndGet() + "_aug25";

  @TempDir private Path folder;

  private Estate estate;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
  }

  @Test
  void whatIsEditedInPlaceAfterARestoreOrAnUndoChangesNothingThatIsKept() throws IOException {
    String loaded = String.valueOf(estate.refresh(one, FIRST).run());
    day();
    estate.refresh(one, SECOND);
    day();
    estate.restore(Choice.ofRun(loaded), one);
    assertEditsChangeNothing();
    day();
    String archived = String.valueOf(estate.archive(Set.of(Option.PURGE_DB), one).run());
    day();
    String restored = String.valueOf(estate.restore(one).run());
    assertEditsChangeNothing();
    day();
    estate.undo(restored);
    estate.undo(archived);
    assertEditsChangeNothing();
  }

  @Test
  void whatAnEarlierDatawarpLinkedGetsBytesOfItsOwn() throws IOException {
    estate.refresh(one, FIRST);
    Path kept = estate.workspace().archive().resolve("parquet/2025-08-01/" + one + ".parquet");
    Files.createDirectories(kept.getParent());
    Files.createLink(kept, estate.parquet(one));
    day();

    estate.refresh("other_" + one, FIRST);

    assertThat(Files.getAttribute(kept, "unix:nlink")).isEqualTo(1);
    assertThat(kept).hasSameBinaryContentAs(estate.parquet(one));
  }

  @Test
  void anArchiveSaysWhereItsFilesStoodAndItsUndoLeavesNothingBehind() {
    estate.refresh(one, FIRST);
    Map<String, String> before = outputs();
    day();
    String archived = String.valueOf(estate.archive(Set.of(), one).run());

    Path manifest = estate.workspace().archive().resolve("manifests/2025-09-02/" + one + ".yaml");
    assertThat(ArchiveMeta.find(manifest).orElseThrow().from())
        .isEqualTo("manifests/active/" + one + ".yaml");

    String undo = estate.undo(archived);

    assertThat(outputs()).isEqualTo(before);
    assertThat(archive()).isEmpty();

    estate.undo(undo);
    assertThat(archive())
        .contains("archive/parquet/2025-09-02/" + one + ".parquet")
        .allSatisfy(
            path ->
                assertThat(
                        path.endsWith(".meta")
                            || Files.exists(estate.workspace().resolve(path + ".meta")))
                    .as(path)
                    .isTrue());
  }

  @Test
  void aNameInTheArchiveIsNotUsedAgainWhenItsFileIsGone() throws IOException {
    estate.refresh(one, FIRST);
    day();
    estate.archive(Set.of(), one);
    String sent = "archive/parquet/2025-09-02/" + one;
    for (String end : List.of(".parquet", ".parquet.meta", ".md", ".md.meta")) {
      Files.delete(estate.workspace().resolve(sent + end)); // as after it was sent to a store
    }
    estate.refresh(one, SECOND);

    estate.archive(Set.of(), one);

    assertThat(archive())
        .contains(sent + "-2.parquet", sent + "-2.parquet.meta")
        .doesNotContain(sent + ".parquet");
  }

  @Test
  void aManifestTellsOnlyTheStatesItWasInEachWithItsTime() {
    estate.clock().startMoving(Duration.ofSeconds(1));
    estate.refresh(one, FIRST);

    Manifest manifest =
        new ManifestStore(estate.workspace()).findActive(one).orElseThrow().manifest();
    List<StateChange> history = manifest.header().history();

    assertThat(history)
        .extracting(StateChange::state)
        .containsExactly(ManifestState.DRAFT, ManifestState.LOADED, ManifestState.EXPORTED);
    assertThat(history).extracting(StateChange::at).isSorted().doesNotHaveDuplicates();
    assertThat(manifest.header().lastLoaded()).isEqualTo(history.get(1).at());
  }

  private void day() {
    estate.clock().advance(Duration.ofDays(1));
  }

  /** Writes into every current file, and looks whether anything that is kept has changed. */
  private void assertEditsChangeNothing() throws IOException {
    Map<String, String> kept = kept();
    assertThat(kept).isNotEmpty();
    for (Path file : current()) {
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, new byte[] {'x'}, StandardOpenOption.APPEND);
      assertThat(kept()).as(file.toString()).isEqualTo(kept);
      Files.write(file, bytes);
    }
  }

  private List<Path> current() {
    try (Stream<Path> files = Files.walk(estate.workspace().currentOutput())) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("catalog.parquet"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> kept() {
    Map<String, String> kept = new TreeMap<>(estate.files());
    kept.keySet()
        .removeIf(path -> !path.startsWith("archive/") && !path.startsWith("output/.versions/"));
    for (Path trash : trash()) {
      kept.put(trash.toString(), FileHash.sha256(trash));
    }
    return kept;
  }

  private List<Path> trash() {
    if (!Files.isDirectory(estate.workspace().trash())) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(estate.workspace().trash())) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> outputs() {
    Map<String, String> files = new TreeMap<>(estate.files());
    files
        .keySet()
        .removeIf(path -> !path.startsWith("output/current/") || path.endsWith("catalog.parquet"));
    return files;
  }

  private List<String> archive() {
    return estate.files().keySet().stream().filter(path -> path.startsWith("archive/")).toList();
  }
}

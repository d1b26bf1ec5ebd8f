package org.datawarp.workflow.cleanup;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.datawarp.model.Age;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.testing.PlantedEstate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A plan is written, reviewed, perhaps shortened, and applied. */
class PlanFileIT extends CleanupFixture {
  @Test
  void aReviewedPlanTakesWhatItListsAndNothingElse() throws Exception {
    Path file = write();
    Map<String, String> files = files();
    edit(
        file,
        plan -> {
          List<?> items = (List<?>) requireNonNull(plan.get("items"));
          plan.put(
              "items",
              items.stream()
                  .filter(item -> "temporary".equals(((Map<?, ?>) item).get("class")))
                  .toList());
        });

    CleanupReport report = apply(file);

    assertThat(report.failed()).isEmpty();
    assertThat(report.done()).isEqualTo(3);
    Map<String, String> expected = new TreeMap<>(files);
    expected
        .keySet()
        .removeIf(
            path ->
                path.endsWith(".tmp") || path.endsWith(".part") || path.endsWith("/tmp/spool-1"));
    assertSame(files(), expected);
    assertThat(query("SELECT count(*) FROM datawarp.tbl_load_history")).containsExactly("75");
  }

  @Test
  void eachItemIsLookedAtAgain() throws Exception {
    Path file = write();
    Path changed = workspace.resolve("downloads/2025-05/unknown1.csv");
    Files.writeString(changed, "somebody works on it");
    String cared = PlantedEstate.code(2) + ".gone1";
    sql(
        "UPDATE datawarp.tbl_column_metadata SET description = 'new' WHERE column_name = 'gone1'",
        "ALTER TABLE staging.tbl_" + PlantedEstate.code(2) + " ADD COLUMN gone2 text",
        "DROP TABLE staging.tbl_" + PlantedEstate.code(25));
    Path later =
        workspace.resolve("output/current/.y.parquet.01234567-89ab-cdef-0123-456789abcdef.tmp");
    Files.writeString(later, "half");

    CleanupReport report = apply(file);

    assertThat(report.failed())
        .containsExactly(
            "column_metadata " + cared + ": it has changed since the plan was made",
            "column_metadata " + PlantedEstate.code(2) + ".gone2: it is no orphan any more",
            "downloads downloads/2025-05/unknown1.csv: it has changed since the plan was made");
    assertThat(changed).hasContent("somebody works on it");
    assertThat(later).exists();
    assertThat(
            query(
                "SELECT count(*) FROM datawarp.tbl_data_sources WHERE code = '"
                    + PlantedEstate.code(25)
                    + "'"))
        .containsExactly("1");
    assertThat(
            query(
                "SELECT column_name FROM datawarp.tbl_column_metadata WHERE column_name LIKE 'gone%' ORDER BY 1"))
        .containsExactly("gone1", "gone2");
    assertThat(query("SELECT count(*) FROM datawarp.tbl_load_history")).containsExactly("56");
  }

  @Test
  void whatARailKeepsByNowIsSaid() {
    Path file = write();
    sql(
        "INSERT INTO datawarp.tbl_holds (workspace, source_pattern, reason) SELECT workspace,"
            + " 'bare1', 'inquiry' FROM datawarp.tbl_workspaces WHERE root <> '/elsewhere'");

    CleanupReport report = apply(file);

    assertThat(report.failed()).containsExactly("manifests bare1: held (bare1): inquiry");
    assertThat(workspace.resolve("manifests/active/bare1.yaml")).exists();
    assertThat(workspace.resolve("manifests/active/bare2.yaml")).doesNotExist();
  }

  @Test
  void aPlanExpires() {
    Path file = write();
    Map<String, String> files = files();
    clock.advance(PlanFile.LIFE.plusSeconds(1));

    assertThatThrownBy(() -> apply(file))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.hint()).contains("--plan-out"))
        .hasMessageContaining(PlanFile.read(file).id() + " expired at 2025-09-08T10:00:00Z");
    assertSame(files(), files);
  }

  @Test
  void aPlanOfAnotherWorkspaceIsRefused() throws Exception {
    Path file = write();
    edit(file, plan -> plan.put("workspace", "00000000-0000-0000-0000-00000000ffff"));

    assertThatThrownBy(() -> apply(file))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("was made for another workspace");
  }

  @Test
  void aManifestThatWasEditedSinceStays() throws Exception {
    Path file = write();
    Path edited = workspace.resolve("manifests/active/bare1.yaml");
    Files.writeString(edited, Files.readString(edited) + "# mine\n");

    CleanupReport report = apply(file);

    assertThat(report.failed())
        .containsExactly("manifests bare1: it has changed since the plan was made");
    assertThat(edited).exists();
    assertThat(workspace.resolve("manifests/active/bare2.yaml")).doesNotExist();
  }

  @Test
  void aPlanRemembersWhatItWasMadeWith() throws Exception {
    Path file = folder.resolve("plan.json");
    CleanupOptions options =
        new CleanupOptions(
            Age.parse("0"), 100_000, Set.of(CleanupOptions.Permission.INCLUDE_UNRECORDED));
    PlanFile.write(file, cleanup().plan(options).orElseThrow(), options);

    PlanFile read = PlanFile.read(file);

    assertThat(read.options()).isEqualTo(options);
    edit(
        file,
        plan -> {
          plan.remove("min_age");
          plan.remove("max_delete");
          plan.remove("given");
        });
    assertThat(PlanFile.read(file).options()).isEqualTo(CleanupOptions.USUAL);
  }

  @Test
  void aPlanOfAnotherDatabaseIsRefused() throws Exception {
    Path file = write();
    edit(file, plan -> plan.put("database", "00000000-0000-0000-0000-00000000ffff"));

    assertThatThrownBy(() -> apply(file))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("was made for another database");
  }

  @Test
  void aFileThatIsNoPlanIsAMistake() throws Exception {
    for (String text : List.of("", "[]", "{}", "{\"format\": \"datawarp cleanup plan 1\"}", "\0")) {
      Path file = Files.writeString(folder.resolve("no.json"), text);

      assertThatThrownBy(() -> PlanFile.read(file))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("is not a cleanup plan");
    }
  }

  @Test
  void equalPlansAreNamedAlikeAndOthersAreNot() {
    CleanupPlan plan = cleanup().plan(ALL).orElseThrow();
    CleanupPlan young =
        cleanup().plan(new CleanupOptions(Age.parse("1y"), 10_000, Set.of())).orElseThrow();

    assertThat(PlanFile.of(plan, ALL))
        .isEqualTo(PlanFile.of(cleanup().plan(ALL).orElseThrow(), ALL));
    assertThat(PlanFile.of(young, ALL).id()).isNotEqualTo(PlanFile.of(plan, ALL).id());
    assertThat(PlanFile.of(plan, ALL).items().keySet().stream().map(key -> key.split(" ")[0]))
        .containsAll(
            estate.planted().keySet().stream().map(OrphanClass::key).collect(Collectors.toSet()));
  }

  private static void edit(Path file, Consumer<Map<String, @Nullable Object>> change)
      throws IOException, MalformedJsonException {
    Map<String, @Nullable Object> plan =
        new LinkedHashMap<>(JsonCodec.read(Files.readString(file)));
    change.accept(plan);
    Files.writeString(file, JsonCodec.write(plan));
  }

  private Path write() {
    Path file = folder.resolve("plan.json");
    PlanFile written = PlanFile.write(file, cleanup().plan(ALL).orElseThrow(), ALL);
    assertThat(PlanFile.read(file)).isEqualTo(written);
    return file;
  }

  private CleanupReport apply(Path file) {
    clock.advance(Duration.ofSeconds(1));
    return cleanup()
        .execute(ALL, PlanFile.read(file), "cleanup --apply", Duration.ZERO, RunListener.SILENT);
  }
}

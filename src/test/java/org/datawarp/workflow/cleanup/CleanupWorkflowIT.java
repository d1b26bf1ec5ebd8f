package org.datawarp.workflow.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.datawarp.workflow.cleanup.Orphan.Verdict;
import org.junit.jupiter.api.Test;

class CleanupWorkflowIT extends CleanupFixture {
  @Override
  int sources() {
    return 200;
  }

  @Test
  void exactlyThePlantedOrphansAreFoundRemovedAndBroughtBack() {
    Map<String, String> files = files();
    List<String> records = records();

    CleanupPlan plan = cleanup().plan(ALL).orElseThrow();

    assertThat(counts(plan)).isEqualTo(new java.util.EnumMap<>(estate.planted()));
    assertThat(
            plan.items().stream()
                .filter(orphan -> orphan.verdict() == Verdict.REPORT)
                .map(orphan -> orphan.found().id()))
        .containsExactlyInAnyOrderElementsOf(estate.reported());
    assertThat(
            plan.items().stream()
                .filter(orphan -> orphan.verdict() == Verdict.KEEP)
                .map(Orphan::reason))
        .containsExactlyInAnyOrder(
            "staging.tbl_pub00001_aug25 holds rows that are traced by it",
            "in use; 'datawarp export pub00007_aug25' writes its description again",
            "in use; 'datawarp export pub00008_aug25' writes its description again");
    assertSame(files(), files);
    assertSame(records(), records);

    CleanupReport report = execute(ALL);

    assertThat(report.failed()).isEmpty();
    assertThat(report.validatedKeys())
        .containsExactly(
            "fk_canonical_sources_source",
            "fk_load_history_source",
            "fk_manifest_files_source",
            "fk_source_mappings_canonical");
    CleanupPlan after = cleanup().plan(ALL).orElseThrow();
    assertThat(after.executable()).isEmpty();
    assertThat(after.found()).isEqualTo(3 + estate.reported().size());
    assertThat(query("SELECT total FROM public.of_lost")).containsExactly("6");

    undo(report.run());

    assertSame(files(), files);
    assertSame(records(), records);
  }
}

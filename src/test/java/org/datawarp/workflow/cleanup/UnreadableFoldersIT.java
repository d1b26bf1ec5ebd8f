package org.datawarp.workflow.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.datawarp.model.UnreadablePath;
import org.datawarp.testing.UnreadableFolder;
import org.junit.jupiter.api.Test;

/** A cleanup goes on where it cannot look, says where, and takes nothing that may belong there. */
class UnreadableFoldersIT extends CleanupFixture {
  @Test
  void whatMayHaveItsManifestWhereNobodyCanLookStays() {
    List<String> records = records();
    try (UnreadableFolder unreadable = UnreadableFolder.below(workspace.pendingManifests())) {
      CleanupPlan plan = cleanup().plan(ALL).orElseThrow();

      assertThat(counts(plan)).isEqualTo(new EnumMap<>(estate.planted()));
      assertThat(plan.unreadable())
          .extracting(UnreadablePath::path)
          .allSatisfy(path -> assertThat(path).startsWith("manifests/pending/ddd"))
          .isNotEmpty();
      assertThat(plan.executable())
          .extracting(orphan -> orphan.found().kind())
          .containsOnly(OrphanClass.TRASH, OrphanClass.TEMPORARY);
      assertThat(cleanup().count().unreadable()).isEqualTo(plan.unreadable());

      CleanupReport report = execute(ALL);

      assertThat(report.failed()).isEmpty();
      assertThat(report.plan().unreadable()).isEqualTo(plan.unreadable());
      assertSame(records(), records);
    }
    assertThat(cleanup().plan(ALL).orElseThrow().executable())
        .extracting(orphan -> orphan.found().kind())
        .contains(OrphanClass.STAGING_TABLES, OrphanClass.PARQUET, OrphanClass.MANIFESTS);
  }

  @Test
  void whatCannotBeSeenIsNotGone() throws IOException {
    Map<OrphanClass, Integer> before = counts(cleanup().plan(ALL).orElseThrow());
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(workspace.currentOutput(), elsewhere);
    Files.createSymbolicLink(workspace.currentOutput(), elsewhere);

    Map<OrphanClass, Integer> linked = counts(cleanup().plan(ALL).orElseThrow());

    assertThat(linked.get(OrphanClass.CATALOG)).isEqualTo(before.get(OrphanClass.CATALOG));
    assertThat(linked).doesNotContainKey(OrphanClass.PARQUET);
  }
}

package org.datawarp.workflow.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.lifecycle.retention.RetentionVerdict;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.retention.PolicyLine;
import org.datawarp.workflow.retention.RetentionWorkflow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Policies and holds as people set them, and what they do. */
@ExtendWith(PostgresExtension.class)
class RetentionIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String ROWS = "Region,Patients\nNorth,1\nSouth,2\n";

  private final String pub = "ret" + NUMBERS.incrementAndGet();

  @TempDir Path folder;

  private Estate estate;
  private RetentionWorkflow retention;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
    retention = new RetentionWorkflow(estate.context());
  }

  @Test
  void whatPolicyExpiresIsArchivedAndTheRestStays() {
    issues("may25", "jun25", "jul25", "aug25");
    retention.set(line(pub + "_*", 2, 30, true));
    retention.hold(pub + "_may25", null, "FOI 12");
    estate.clock().advance(Duration.ofDays(31));

    assertThat(retention.explain(pub + "_*", null))
        .extracting(verdict -> verdict.name() + " " + verdict.rule())
        .containsExactly(
            pub + "_aug25 NEWEST_ISSUE",
            pub + "_jul25 PERIODS",
            pub + "_jun25 EXPIRED",
            pub + "_may25 HELD");

    ArchiveReport report = estate.archiveWorkflow().apply(request(), RunListener.SILENT);

    assertThat(report.plan().items()).extracting(ArchiveItem::name).containsExactly(pub + "_jun25");
    assertThat(estate.query("SELECT count(*) FROM staging.tbl_" + pub + "_jun25"))
        .containsExactly("0");
    assertThat(estate.query("SELECT count(*) FROM staging.tbl_" + pub + "_may25"))
        .containsExactly("2");
    assertThat(estate.parquet(pub + "_jun25")).doesNotExist();
    assertThat(estate.archiveWorkflow().apply(request(), RunListener.SILENT).run()).isNull();

    retention.lift(pub + "_may25", null);
    assertThat(estate.archiveWorkflow().planApply(request()).orElseThrow().plan().items())
        .extracting(ArchiveItem::name)
        .containsExactly(pub + "_may25");
  }

  @Test
  void theFutureIsExplained() {
    issues("jul25", "aug25");
    retention.set(line(pub + "_*", 0, 365, false));
    Instant later = estate.clock().instant().plus(Duration.ofDays(366));

    assertThat(retention.explain(pub + "_jul25", null).get(0).isKept()).isTrue();
    assertThat(retention.explain(pub + "_jul25", later).get(0).rule())
        .isEqualTo(RetentionVerdict.Rule.EXPIRED);
  }

  @Test
  void aHoldStopsAnArchiveToo() {
    issues("aug25");
    retention.hold(pub + "_*", "2025-08", "audit");

    ArchiveReport report = estate.archive(Set.of(), pub + "_aug25");

    assertThat(report.run()).isNull();
    assertThat(report.plan().left())
        .extracting(ArchivePlan.Left::why)
        .containsExactly("held (" + pub + "_* 2025-08): audit");
    assertThat(estate.parquet(pub + "_aug25")).exists();
  }

  @Test
  void aMistypedHoldIsNotTaken() {
    issues("aug25");

    assertThatThrownBy(() -> retention.hold(pub + "_agu25", null, "audit"))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> retention.hold(pub + "_aug25", null, " "))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> retention.lift(pub + "_aug25", null))
        .isInstanceOf(NotFoundException.class);
    assertThat(retention.holds()).isEmpty();
  }

  @Test
  void policiesAreSetListedAndRemoved() {
    issues("aug25");
    retention.set(line(pub + "_*", 2, 30, true));
    assertThat(retention.set(line(pub + "_*", 3, 40, false)).sources()).isEqualTo(1);

    assertThat(retention.list())
        .singleElement()
        .satisfies(policy -> assertThat(policy.days()).isEqualTo(40));
    assertThatThrownBy(() -> retention.remove("other_*")).isInstanceOf(NotFoundException.class);
    retention.remove(pub + "_*");
    assertThat(retention.list()).isEmpty();
    assertThatThrownBy(
            () -> retention.set(new PolicyLine("x_*", 1, 1, "ftp://there", false, true, 0)))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void aTargetThatCannotBeReachedIsRefusedBeforeAnythingHappens() {
    issues("jul25", "aug25");
    retention.set(new PolicyLine(pub + "_*", 1, 0, "r2://bucket/nhs", true, true, 0));
    estate.clock().advance(Duration.ofDays(31));

    assertThatThrownBy(() -> estate.archiveWorkflow().apply(request(), RunListener.SILENT))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("cloud.endpoint is not set");
    assertThat(estate.parquet(pub + "_jul25")).exists();
  }

  private void issues(String... tokens) {
    for (String token : tokens) {
      estate.refresh(pub + "_" + token, ROWS);
    }
  }

  private static PolicyLine line(String pattern, int periods, int days, boolean purges) {
    return new PolicyLine(pattern, periods, days, null, purges, true, 0);
  }

  private static ArchiveRequest request() {
    return Estate.archiveRequest(null, Set.of());
  }
}

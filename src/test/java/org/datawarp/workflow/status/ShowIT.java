package org.datawarp.workflow.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.testing.SampleWorkbook;
import org.datawarp.workflow.retention.RetentionWorkflow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresExtension.class)
class ShowIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String TWO = "Region name,Patients\nNorth,1\nSouth,*\n";

  private final String one = "sho" + NUMBERS.incrementAndGet() + "_aug25";

  @TempDir Path folder;

  private Estate estate;
  private ShowWorkflow show;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
    show = new ShowWorkflow(estate.context());
  }

  @Test
  void aSourceIsExplained() {
    estate.refresh(one, TWO);
    estate.clock().advance(Duration.ofDays(1));
    String run = estate.refresh(one, TWO + "East,3\n").run();
    estate.execute("CREATE VIEW staging.v_" + one + " AS SELECT * FROM staging.tbl_" + one);
    new RetentionWorkflow(estate.context()).hold(one, null, "FOI 117");

    SourceDetails details = show.show(one, 1).orElseThrow().get(0);

    assertThat(details.source().code()).isEqualTo(one);
    assertThat(details.columns())
        .extracting(SourceDetails.Column::name)
        .containsExactly("region_name", "patients", "patients__marker");
    assertThat(details.columns())
        .extracting(SourceDetails.Column::header)
        .containsExactly("Region name", "Patients", null);
    assertThat(details.columns())
        .extracting(SourceDetails.Column::role)
        .containsExactly("dimension", "measure", null);
    assertThat(details.columns().get(1).markers()).containsExactly("*");
    assertThat(details.periods())
        .singleElement()
        .extracting("period", "rows")
        .containsExactly("2025-08", 3L);
    assertThat(details.files()).hasSize(2).allMatch(SourceDetails.File::kept);
    assertThat(details.events()).singleElement().extracting("run").isEqualTo(run);
    assertThat(details.holds()).singleElement().extracting("reason").isEqualTo("FOI 117");
    assertThat(details.retention()).singleElement().matches(verdict -> verdict.isKept());
    assertThat(details.versions()).isEqualTo(1);
    assertThat(details.views()).containsExactly("staging.v_" + one);
    assertThat(details.tableRows()).isEqualTo(3);
    assertThat(details.tableBytes()).isPositive();
    assertThat(details.parquetBytes()).isPositive();
    estate.execute("DROP VIEW staging.v_" + one);
  }

  @Test
  void aManifestIsExplainedTableByTable() {
    estate.refresh(one, SampleWorkbook.FILE, null);

    List<SourceDetails> all = show.show(one, 5).orElseThrow();

    assertThat(all).hasSizeGreaterThan(1);
    assertThat(all).allMatch(details -> one.equals(details.source().manifest()));
    assertThat(all).allMatch(details -> details.publication() != null);
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThat(show.show("nothing", 5)).isEmpty();
    estate.refresh(one, TWO);

    assertThatThrownBy(() -> show.show("nothing_here", 5))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("there is no source 'nothing_here'");
  }

  @Test
  void aSourceWhoseTableIsGoneIsStillExplained() {
    estate.refresh(one, TWO);
    estate.execute("DROP TABLE staging.tbl_" + one);

    SourceDetails details = show.show(one, 5).orElseThrow().get(0);

    assertThat(details.tableRows()).isZero();
    assertThat(details.columns()).isEmpty();
    assertThat(details.parquetBytes()).isPositive();
  }
}

package org.datawarp.workflow.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.model.Existing;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.export.StoredColumn;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.refresh.FileExportWorkflow;
import org.datawarp.workflow.refresh.FileFormat;
import org.datawarp.workflow.refresh.RowsRequest;
import org.datawarp.workflow.refresh.Selected;
import org.datawarp.workflow.refresh.StepsWorkflow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tables of single periods, read as one. */
@ExtendWith(PostgresExtension.class)
class UnionIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  @TempDir Path folder;

  @Test
  void monthlyTablesAreOneFileAndOneViewThatLoadsKeepTrue(Database database) throws Exception {
    Estate estate = new Estate(folder, database);
    String name = "uni" + NUMBERS.incrementAndGet();
    estate.refresh(name + "_jul25", "Region,Patients\nNorth,1\nSouth,2\n");
    estate.clock().advance(Duration.ofMinutes(1));
    estate.refresh(name + "_aug25", "Region,Patients,Staff\nNorth,3.5,7\nSouth,4,8\n");
    StepsWorkflow steps = new StepsWorkflow(estate.context());

    Path csv = folder.resolve("all.csv");
    assertThat(union(estate, name + "_*", FileFormat.CSV, csv)).isEqualTo(4);
    assertThat(Files.readString(csv))
        .startsWith("region,patients,staff,_load_id")
        .contains("North,1,,")
        .contains("North,3.5,7,")
        .contains("," + name + "_aug25");
    Path parquet = folder.resolve("all.parquet");
    assertThat(union(estate, name + "_*", FileFormat.PARQUET, parquet)).isEqualTo(4);
    assertThat(ParquetRows.columns(parquet))
        .extracting(StoredColumn::name)
        .contains("region", "patients", "staff", "_period", "_source");

    String view = steps.makeUnionView(name + "_*", "all_" + name);
    assertThat(estate.query("SELECT count(*), count(staff) FROM " + view)).containsExactly("4|2");
    estate.clock().advance(Duration.ofMinutes(1));
    estate.refresh(name + "_sep25", "Region,Patients,Beds\nNorth,5,1\n");

    assertThat(
            estate.query(
                "SELECT _period, count(*), count(beds) FROM " + view + " GROUP BY 1 ORDER BY 1"))
        .containsExactly("2025-07|2|0", "2025-08|2|0", "2025-09|1|1");
    assertThatThrownBy(() -> union(estate, "no_such_*", FileFormat.CSV, csv))
        .isInstanceOf(NotFoundException.class);
  }

  private static long union(Estate estate, String pattern, FileFormat format, Path target) {
    return new FileExportWorkflow(estate.context())
        .toFile(
            new RowsRequest(Selected.all(pattern), RowsRequest.Selection.UNION, format, Set.of()),
            target,
            Existing.REPLACE);
  }
}

package org.datawarp.pipeline.export.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.export.ColumnNote;
import org.datawarp.pipeline.export.ColumnSummary;
import org.datawarp.pipeline.export.ExportReport;
import org.datawarp.pipeline.export.Licence;
import org.datawarp.pipeline.export.SourceDescription;
import org.datawarp.pipeline.export.SourceFile;
import org.junit.jupiter.api.Test;

class SourceDocumentTest {
  private static final String URL = "https://files.digital.nhs.uk/AB/123456/ADHD_Aug25.xlsx";

  @Test
  void thePageTellsPurposeCoverageLicenceColumnsAndProvenance() {
    String page = SourceDocument.render(description("ADHD, August 2025"), report());

    assertThat(page)
        .startsWith("# ADHD, August 2025\n")
        .contains("- **Rows:** 1,234,567\n")
        .contains("- **Periods:** 2025-08\n")
        .contains("- **Reports on:** 2025-08-01 to 2025-08-31\n")
        .contains("Open Government Licence v3.0")
        .contains("> Contains public sector information published by NHS England")
        .contains(
            "| `patients` | Open referrals / Age 25+ | numeric DECIMAL(5,1) | 12 |"
                + " 0 … 999.5 (31 values) | \\*, \\[c\\] |  |\n")
        .contains("<" + URL + ">")
        .contains("`_source_row` the row of its sheet");
  }

  @Test
  void whatAPublisherWroteStaysText() {
    String page =
        SourceDocument.render(description("A | B\n<script>alert(1)</script> *x* # y"), report());

    assertThat(page)
        .startsWith("# A \\| B &lt;script&gt;alert(1)&lt;/script&gt; \\*x\\* \\# y\n")
        .doesNotContain("<script");
  }

  private static SourceDescription description(String title) {
    return new SourceDescription(
        new SourceCode("adhd_aug25"),
        title,
        "",
        Licence.of(URL),
        LocalDate.of(2025, 10, 2),
        null,
        List.of(new SourceFile(7, URL, null, "Table | 1", "ab".repeat(32), "2025-08")),
        List.of(new ColumnNote("patients", "Open referrals\n / Age 25+", "")));
  }

  private static ExportReport report() {
    return new ExportReport(
        Path.of("adhd_aug25.parquet"),
        1_234_567,
        "cd".repeat(16),
        "ab".repeat(32),
        99,
        List.of("2025-08"),
        LocalDate.of(2025, 8, 1),
        LocalDate.of(2025, 8, 31),
        List.of(
            new ColumnSummary(
                "patients",
                ColumnType.NUMERIC,
                "numeric",
                "DECIMAL(5,1)",
                12,
                "0",
                "999.5",
                31L,
                List.of("*", "[c]")),
            new ColumnSummary(
                "_source_row",
                ColumnType.BIGINT,
                "bigint",
                "INT64",
                0,
                "5",
                "99",
                null,
                List.of())));
  }
}

package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.YearMonth;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.model.RunListener;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.junit.jupiter.api.Test;

/** Eight monthly workbooks as waiting times are published: wide, with names that mean nothing. */
class RttIssuesIT extends RefreshFixture {
  private static final List<String> TABLES =
      List.of(
          "Incomplete pathways by provider",
          "Incomplete pathways with a decision to admit by provider",
          "Completed admitted pathways by provider",
          "Completed non-admitted pathways by commissioner");
  private static final int WEEKS = 104;
  private static final int COLUMNS = 119;
  private static final int ROWS = 5;

  private final String publication = name.replace("_aug25", "");
  private final Random random = new Random(20_250_401);

  /** How one issue differs from the one before. */
  private record Issue(YearMonth month, boolean isRevised, boolean isRenamed, int renumbered) {
    String token() {
      return shortName() + (month.getYear() % 100);
    }

    private String shortName() {
      return month
          .getMonth()
          .getDisplayName(TextStyle.SHORT, Locale.ENGLISH)
          .toLowerCase(Locale.ROOT);
    }

    String words() {
      return month.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH)
          + " "
          + month.getYear();
    }
  }

  private List<String> headers(int table, Issue issue) {
    List<String> headers = new ArrayList<>();
    String who = table == 3 ? "Commissioner" : "Provider";
    headers.add(who + " code");
    headers.add(issue.isRenamed() ? who + " organisation name" : who + " org name");
    headers.add("Region code");
    headers.add("Treatment function code");
    headers.add("Treatment function");
    for (int week = 0; week < WEEKS; week++) {
      headers.add("Gt " + week + " to " + (week + 1) + " weeks");
    }
    headers.add("104 plus weeks");
    headers.add("Total number of pathways");
    headers.add("Total within 18 weeks");
    headers.add("% within 18 weeks");
    headers.add("Average (median) wait in weeks");
    headers.add("92nd percentile wait in weeks");
    headers.add("Total 52 plus weeks");
    headers.add("Total 65 plus weeks");
    headers.add("Total 78 plus weeks");
    headers.add("Patients with unknown clock start");
    assertThat(headers).hasSize(COLUMNS);
    return headers;
  }

  private byte[] workbook(Issue issue) {
    List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3));
    Collections.rotate(order, issue.renumbered());
    try (XSSFWorkbook book = new XSSFWorkbook();
        ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      for (int i = 0; i < order.size(); i++) {
        int table = order.get(i);
        Sheet sheet = book.createSheet(Integer.toHexString(random.nextInt() & 0xffffff) + "_" + i);
        sheet
            .createRow(0)
            .createCell(0)
            .setCellValue("Table " + (i + 1) + ": " + TABLES.get(table) + ", " + issue.words());
        List<String> headers = headers(table, issue);
        Row header = sheet.createRow(2);
        for (int c = 0; c < headers.size(); c++) {
          header.createCell(c).setCellValue(headers.get(c));
        }
        for (int r = 0; r < ROWS; r++) {
          fill(sheet.createRow(3 + r), r, table, issue);
        }
      }
      book.write(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void fill(Row row, int r, int table, Issue issue) {
    row.createCell(0).setCellValue("R" + table + "A" + r);
    row.createCell(1).setCellValue("Trust " + r);
    row.createCell(2).setCellValue("Y" + r);
    row.createCell(3).setCellValue("C_" + (100 + r));
    row.createCell(4).setCellValue("Function " + r);
    for (int c = 5; c < COLUMNS; c++) {
      boolean isShare = c == 5 + WEEKS + 3;
      double value =
          c + r + issue.month().getMonthValue() + (issue.isRevised() && r == 0 ? 1000 : 0);
      row.createCell(c).setCellValue(isShare ? value / 1000 : value);
    }
  }

  private RefreshReport refresh(Issue issue) {
    String file =
        "RTT-data-"
            + issue.words().replace(' ', '-')
            + "-"
            + Integer.toHexString(random.nextInt())
            + ".xlsx";
    RefreshRequest request = request(write(file, workbook(issue)));
    clock.advance(java.time.Duration.ofMinutes(1));
    String manifest = publication + "_" + issue.token();
    return workflow.run(
        new RefreshRequest(
            manifest,
            request.url(),
            null,
            List.of(),
            request.scope(),
            request.replaced(),
            Set.of(),
            request.maxWait(),
            "refresh " + manifest,
            RefreshRequest.AUTO),
        RunListener.SILENT);
  }

  @Test
  void eightIssuesOfFourTablesAreFourTablesOfEightPeriods() {
    for (int month = 4; month <= 11; month++) {
      Issue issue = new Issue(YearMonth.of(2025, month), false, month >= 9, month >= 10 ? 1 : 0);
      RefreshReport report = refresh(issue);
      assertThat(report.outcome()).isEqualTo(Outcome.REFRESHED);
      assertThat(report.warnings()).noneMatch(line -> line.contains("sheet"));
    }
    refresh(new Issue(YearMonth.of(2025, 7), true, false, 0));

    List<String> sources =
        query(
            "SELECT code FROM datawarp.tbl_data_sources WHERE code LIKE '"
                + publication
                + "\\_%' ORDER BY 1");
    assertThat(sources)
        .containsExactly(
            publication + "_completed_admitted_pathways",
            publication + "_completed_non_admitted_pathways",
            publication + "_incomplete_pathways",
            publication + "_incomplete_pathways_by_provider");
    assertThat(
            query(
                "SELECT DISTINCT name FROM datawarp.tbl_data_sources WHERE code = '"
                    + publication
                    + "_incomplete_pathways_by_provider'"))
        .containsExactly("Table 1: Incomplete pathways by provider");
    for (String source : sources) {
      String key =
          query(
                  "SELECT attname FROM pg_attribute WHERE attnum = 1 AND attrelid = 'staging.tbl_"
                      + source
                      + "'::regclass")
              .get(0);
      assertThat(
              query(
                  "SELECT count(DISTINCT _period), count(*), count(DISTINCT left("
                      + key
                      + ", 2)) FROM staging.tbl_"
                      + source))
          .as(source)
          .containsExactly("8|40|1");
      assertThat(
              query(
                  "SELECT count(*), min(match_confidence) > 0.9 FROM datawarp.tbl_source_mappings"
                      + " WHERE canonical_code = '"
                      + source
                      + "' AND match_method NOT LIKE 'proposed%'"))
          .containsExactly("8|t");
      assertThat(
              java.util.stream.IntStream.rangeClosed(4, 11)
                  .mapToObj(
                      m ->
                          workspace
                              .currentOutput()
                              .resolve(source)
                              .resolve("2025-%02d.parquet".formatted(m)))
                  .map(ParquetRows::schema)
                  .distinct())
          .hasSize(1);
    }
    assertThat(
            query(
                "SELECT count(*) FROM datawarp.tbl_drift_events WHERE drift_type ="
                    + " 'column_renamed' AND canonical_code LIKE '"
                    + publication
                    + "%'"))
        .containsExactly("4");
    assertThat(new ManifestStore(workspace).listActive())
        .hasSize(8)
        .allSatisfy(
            stored ->
                assertThat(stored.manifest().sources())
                    .hasSize(TABLES.size())
                    .allMatch(ManifestSource::isCanonical));
  }
}

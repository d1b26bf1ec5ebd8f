package org.datawarp.pipeline.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datawarp.model.IssueFacts;
import org.datawarp.model.ManifestState;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.BoundsMode;
import org.datawarp.model.table.ColumnFacts;
import org.datawarp.model.table.ColumnRole;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.DescribedBy;
import org.datawarp.model.table.GeographyLevel;
import org.datawarp.model.table.KeyOrigin;
import org.datawarp.model.table.SectionMode;
import org.datawarp.model.table.SheetOverride;
import org.datawarp.model.table.SourceFacts;
import org.datawarp.model.table.TableName;
import org.datawarp.model.table.UnpivotMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ManifestTextTest {
  private static final Instant AT = Instant.parse("2025-09-01T08:15:30.123456Z");
  private static final String SMALL =
      """
      manifest:
        name: adhd_aug25
        period: 2025-08
        created_at: 2025-09-01T08:15:30Z
      sources:
        - code: adhd_aug25
          table: tbl_adhd_aug25
          columns:
            - name: date
              data_type: date
      """;

  @Test
  void everyFieldReadsBackTheSame() {
    Manifest manifest = full(extra());

    String text = ManifestText.write(manifest);

    assertThat(ManifestText.read("adhd_aug25.yaml", text)).isEqualTo(manifest);
    assertThat(ManifestText.write(ManifestText.read("x", text))).isEqualTo(text);
  }

  @ParameterizedTest
  @EnumSource(ManifestState.class)
  void everyStateReadsBack(ManifestState state) {
    String text = SMALL.replace("  period:", "  state: " + state.text() + "\n  period:");

    assertThat(ManifestText.read("x", text).state()).isEqualTo(state);
  }

  @ParameterizedTest
  @EnumSource(ColumnType.class)
  void everyTypeReadsBack(ColumnType type) {
    for (String written :
        List.of(type.text(), type.sql(), type.text().toUpperCase(java.util.Locale.ROOT))) {
      Manifest manifest =
          ManifestText.read("x", SMALL.replace("data_type: date", "data_type: " + written));

      assertThat(manifest.sources().get(0).columns().get(0).type()).isEqualTo(type);
    }
  }

  @Test
  void unknownKeysStayAtEveryLevel() {
    String text =
        """
        manifest:
          name: adhd_aug25
          owner: me
          files:
            - url: https://example.org/a.xlsx
              etag: abc
          history:
            - at: 2025-09-01T08:15:30Z
              state: draft
              run: r1
              by: cron
        sources:
          - code: adhd_aug25
            table: tbl_adhd_aug25
            notes: {a: [1, 2]}
            columns:
              - name: date
                is_dimension: true
            files:
              - url: https://example.org/a.xlsx
                mode: append
        reviewed: 1.10
        """;

    String written = ManifestText.write(ManifestText.read("x", text));

    assertThat(written)
        .contains("owner: me")
        .contains("etag: abc")
        .contains("by: cron")
        .contains("notes:")
        .contains("is_dimension: true")
        .contains("mode: append")
        .contains("reviewed: 1.10");
    assertThat(ManifestText.write(ManifestText.read("x", written))).isEqualTo(written);
  }

  @Test
  void whatAPersonDecidesStays() {
    String decided =
        """
            sheet: Table 1
            header_rows: [13, 14]
            range: B13:AA460
            unpivot: [Apr-24, May-24]
            bounds: columns
            quarantine: 5
        """;
    String text = SMALL.replace("    table: tbl_adhd_aug25\n", decided);

    Manifest manifest = ManifestText.read("x", text);

    ManifestSource source = manifest.sources().get(0);
    assertThat(source.table()).isEqualTo(new TableName("staging", "tbl_adhd_aug25"));
    assertThat(source.decisions())
        .isEqualTo(
            new TableDecisions(
                "Table 1",
                null,
                false,
                List.of(13, 14),
                "B13:AA460",
                UnpivotMode.DECLARED,
                List.of("Apr-24", "May-24"),
                BoundsMode.COLUMNS,
                5,
                null,
                null));
    assertThat(ManifestText.read("x", ManifestText.write(manifest))).isEqualTo(manifest);
    assertThat(manifest.overrides("u", Set.of("u")))
        .containsExactly(new SheetOverride("Table 1", null, false, List.of(13, 14), "B13:AA460"));
    assertThat(manifest.choices("u", Set.of("u")))
        .singleElement()
        .satisfies(choice -> assertThat(choice.maxQuarantine()).isEqualTo(5));
  }

  @Test
  void optionsMayStandBesideTheName() {
    Manifest manifest =
        ManifestText.read("x", SMALL.replace("  period:", "  quarantine: 3\n  period:"));

    assertThat(Manifest.quarantineOf(manifest.header().options())).isEqualTo(3);
    assertThat(ManifestText.read("x", ManifestText.write(manifest))).isEqualTo(manifest);
  }

  @Test
  void aSheetIsSkippedWhenAllItsTablesAre() {
    String two =
        """
        manifest: {name: a, created_at: 2025-09-01}
        sources:
          - code: a_one
            skip: true
            files: [{url: u, sheet: S}]
          - code: a_two
            skip: %s
            files: [{url: u, sheet: S}]
        """;

    assertThat(ManifestText.read("x", two.formatted("true")).overrides("u", Set.of("u")))
        .containsExactly(new SheetOverride("S", null, true, null, null));
    assertThat(ManifestText.read("x", two.formatted("false")).overrides("u", Set.of("u")))
        .isEmpty();
    // What is known from another file of the issue says nothing about this one.
    assertThat(ManifestText.read("x", two.formatted("true")).overrides("v", Set.of("u", "v")))
        .isEmpty();
    // A file with a new address is the old one's successor.
    assertThat(ManifestText.read("x", two.formatted("true")).overrides("w", Set.of("w")))
        .hasSize(1);
  }

  @Test
  void aPeriodMayBeWrittenAlone() {
    assertThat(ManifestText.read("x", SMALL).header().period())
        .isEqualTo(new Period("2025-08", LocalDate.of(2025, 8, 1), LocalDate.of(2025, 8, 31)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: adhd_aug25\\n | other: x\\n       | m.yaml:2:3: 'name' is missing",
        "period: 2025-08     | period: FY25-Q1    | m.yaml:3:11: the period 'FY25-Q1' is ambiguous",
        "period: 2025-08     | state: done        | m.yaml:3:10: 'done' is not a state: draft,",
        "created_at: 2025    | created_at: soon 2025 | m.yaml:4:15: 'soon 2025-09-01T08:15:30Z' is",
        "code: adhd_aug25    | code: ADHD 1       | m.yaml:6:11: 'ADHD 1' is not a source code:",
        "table: tbl_adhd_aug25 | skip: maybe      | m.yaml:7:11: expected true or false",
        "table: tbl_adhd_aug25 | range: B13       | m.yaml:7:12: 'B13' is not a range: write it as",
        "table: tbl_adhd_aug25 | range: C2:B9     | m.yaml:7:12: 'C2:B9' is not a range",
        "table: tbl_adhd_aug25 | header_rows: [4, 0] | m.yaml:7:22: '0' is not a row",
        "table: tbl_adhd_aug25 | header_rows: [4, 4] | m.yaml:7:22: row 4 is there twice",
        "table: tbl_adhd_aug25 | header_rows: top | m.yaml:7:18: expected a whole number",
        "table: tbl_adhd_aug25 | header_row: 4    | m.yaml:7:5: 'header_row' is not known; is 'header_rows'",
        "table: tbl_adhd_aug25 | unpivot: some    | m.yaml:7:14: 'some' is no way to unpivot",
        "table: tbl_adhd_aug25 | bounds: all      | m.yaml:7:13: 'all' is no way to treat bounds",
        "table: tbl_adhd_aug25 | quarantine: -1   | m.yaml:7:17: '-1' is not a number of cells",
        "period: 2025-08     | quarantine: many   | m.yaml:3:15: 'many' is not a number of cells",
        "period: 2025-08     | quarantine: 1\\n  options: {quarantine: 2} | m.yaml:3:3: 'quarantine' is there twice",
        "data_type: date     | data_type: colour  | m.yaml:10:20: 'colour' is not a column type",
        "- name: date        | - title: date      | m.yaml:9:9: 'name' is missing",
        "period: 2025-08     | files: [a]         | m.yaml:3:11: expected keys and values",
        "period: 2025-08     | period_start: x\\n  period: a\\n  period_end: y | m.yaml:4:11: the period needs",
        "period: 2025-08     | extraction_version: new | m.yaml:3:23: expected a whole number",
        "manifest:           | manifests:         | m.yaml:1:1: 'manifest' is missing",
      })
  void mistakesAreToldWithTheirPlace(String replaced, String with, String message) {
    String text = SMALL.replace(replaced.replace("\\n", "\n"), with.replace("\\n", "\n"));
    assertThat(text).isNotEqualTo(SMALL);

    assertThatThrownBy(() -> ManifestText.read("m.yaml", text))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aTableNameThatPostgresqlWouldCutIsRefused() {
    String text = SMALL.replace("tbl_adhd_aug25", "t".repeat(64));

    assertThatThrownBy(() -> ManifestText.read("m.yaml", text))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("m.yaml:7:12: 'staging.ttt");
  }

  /** The keys of the legacy program, version 2.1. */
  @Test
  void aLegacyManifestIsReadAndKeepsItsKeys() {
    String text =
        """
        manifest:
          name: adhd_aug25
          description: ADHD, August 2025
          created_at: '2025-11-08 14:23:45.123456'
          source_url: https://digital.nhs.uk/adhd/august-2025
        sources:
        - code: adhd_summary_open_referrals
          name: Open referrals
          table: tbl_adhd_summary_open_referrals
          schema: staging
          enabled: true
          sheet: Table 1
          description: Open referrals by age
          notes: null
          metadata:
            grain: month
            confidence: 0.90
          columns:
          - original_name: Reporting period
            semantic_name: reporting_period
            data_type: varchar(20)
            is_dimension: true
            query_keywords: [month, period]
          - original_name: Age 0 to 4
            code: age_0_to_4
            data_type: INTEGER
            is_measure: true
          - original_name: Total
            pg_name: total
            data_type: numeric(12,2)
          files:
          - url: https://files.digital.nhs.uk/ADHD_summary_Aug25.xlsx
            period: 2025-08
            mode: append
            sheet: Table 1
            extract: null
            attributes: {}
            preview: {rows: [[1, 2]]}
        """;

    Manifest manifest = ManifestText.read("adhd_aug25.yaml", text);

    assertThat(manifest.state()).isEqualTo(ManifestState.DRAFT);
    assertThat(manifest.header().createdAt())
        .isEqualTo(Instant.parse("2025-11-08T14:23:45.123456Z"));
    ManifestSource source = manifest.sources().get(0);
    assertThat(source.table()).hasToString("staging.tbl_adhd_summary_open_referrals");
    assertThat(source.columns())
        .extracting(ManifestColumn::originalName, ManifestColumn::name, ManifestColumn::type)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "Reporting period", "reporting_period", ColumnType.TEXT),
            org.assertj.core.groups.Tuple.tuple("Age 0 to 4", "age_0_to_4", ColumnType.INTEGER),
            org.assertj.core.groups.Tuple.tuple("Total", "total", ColumnType.NUMERIC));
    assertThat(source.parts().get(0).sheet()).isEqualTo("Table 1");
    assertThat(ManifestText.write(manifest))
        .contains("enabled: true", "grain: month", "confidence: 0.90", "query_keywords:")
        .contains("is_measure: true", "mode: append", "preview:", "period: 2025-08");
  }

  @ParameterizedTest
  @CsvSource({
    "2025-11-08T14:23:45Z,2025-11-08T14:23:45Z",
    "2025-11-08T14:23:45+01:00,2025-11-08T13:23:45Z",
    "2025-11-08T14:23:45.5,2025-11-08T14:23:45.500Z",
    "2025-11-08 14:23:45,2025-11-08T14:23:45Z",
    "2025-11-08,2025-11-08T00:00:00Z",
  })
  void legacyTimesAreUtc(String written, String instant) {
    assertThat(ManifestTimes.parse(written)).contains(Instant.parse(instant));
  }

  @Test
  void aSourceNeedsNoColumns() {
    assertThat(full(Map.of()).source(new SourceCode("adhd_aug25"))).isPresent();
    assertThat(full(Map.of()).source(new SourceCode("other"))).isEmpty();
    assertThat(ManifestText.read("x", "manifest: {name: a}\nsources:\n").sources()).isEmpty();
  }

  private static Map<String, Object> extra() {
    Map<String, Object> extra = new LinkedHashMap<>();
    extra.put("note", "kept: as it was");
    extra.put("list", Arrays.asList(1, null, "x"));
    return extra;
  }

  private static Manifest full(Map<String, Object> extra) {
    ManifestHeader header =
        new ManifestHeader(
            "adhd_aug25",
            "adhd",
            "ADHD\nin August: \"all\"",
            ManifestState.EXPORTED,
            new Period("2025-08", LocalDate.of(2025, 8, 1), LocalDate.of(2025, 8, 31)),
            "https://example.org/a b.xlsx#x",
            AT,
            AT.plusSeconds(1),
            AT.plusSeconds(2),
            AT.plusSeconds(3),
            AT.plusSeconds(4),
            7,
            Map.of("table", "1", "unpivot", "false"),
            List.of("output/current/a.parquet", "output/current/b.parquet"),
            List.of(new ManifestFile("https://example.org/a", "ab12", 5, "downloads/a", extra)),
            new IssueFacts(
                "Open Government Licence v3.0",
                "https://example.org/l",
                LocalDate.of(2025, 9, 11),
                List.of("a note"),
                "rules 1"),
            List.of(new ManifestHeader.StateChange(AT, ManifestState.DRAFT, "r1", extra)),
            extra);
    ManifestSource source =
        new ManifestSource(
            new SourceCode("adhd_aug25"),
            "Title: 1e3",
            new SourceFacts(
                "Open referrals: all", DescribedBy.PUBLISHER, "%", List.of("Note 1: x", "- y")),
            new TableName("staging", "tbl_adhd_aug25"),
            "12e4",
            12,
            "0x12",
            "output/current/adhd_aug25.parquet",
            "1e10",
            List.of(
                new ManifestColumn(
                    "age_0_to_4",
                    "Age / 0 to 4",
                    List.of("Age", "0 to 4"),
                    ColumnType.BIGINT,
                    new ColumnFacts(
                        "how many",
                        DescribedBy.MODEL,
                        "per 100,000",
                        List.of("Note 2: \"z\""),
                        ColumnRole.MEASURE,
                        List.of(GeographyLevel.ICB, GeographyLevel.SUB_ICB),
                        List.of("age", "0")),
                    List.of("*", "[c]", ":"),
                    KeyOrigin.GROUPS,
                    extra),
                new ManifestColumn(
                    "made",
                    "",
                    List.of(),
                    ColumnType.TEXT,
                    ColumnFacts.NONE,
                    List.of(),
                    KeyOrigin.SECTION,
                    Map.of())),
            List.of(
                new ManifestPart(
                    "https://example.org/a",
                    "Table 1",
                    "in/a.xlsx",
                    2,
                    List.of(3, 4),
                    5,
                    16,
                    "B",
                    "XFD",
                    12,
                    extra)),
            new TableDecisions(
                null,
                null,
                true,
                List.of(),
                null,
                UnpivotMode.OFF,
                List.of(),
                BoundsMode.OFF,
                0,
                SectionMode.DROP,
                List.of("Region", "1e3")),
            List.of("Apr-24", "1e3"),
            extra);
    return new Manifest(header, List.of(source), extra);
  }
}

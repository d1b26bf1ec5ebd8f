package org.datawarp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.ss.usermodel.WorkbookFactory;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.testing.SampleWorkbook;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a person's own: what is written into them, and what they replace. */
class FileExportIT {
  private static final String TABLE = "waits_aug25_waiting_lists_by_region";
  private static final String PROVIDERS = "waits_aug25_waits_by_provider";

  @TempDir static Path folder;
  private static DatabaseSettings database;

  @BeforeAll
  static void load() throws IOException {
    database = PostgresExtension.migratedDatabase();
    Path book = Files.copy(SampleWorkbook.FILE, folder.resolve("community-waits-Aug-2025.xlsx"));
    assertThat(run("refresh", "waits_aug25", "--url", book.toString()).status()).isZero();
  }

  @Test
  void rowsGoToStandardOutputAndNothingElseDoes() {
    Program.Ended csv = run("export", TABLE, "-o", "-");

    assertThat(csv.status()).isZero();
    assertThat(csv.err()).isEmpty();
    assertThat(csv.out()).startsWith("region_code,").endsWith("\r\n");
    assertThat(csv.out().lines().count()).isGreaterThan(5);
    assertThat(run("export", TABLE, "-o", "-", "--format", "parquet").out()).startsWith("PAR1");
    assertThat(run("export", TABLE, "-o", "-", "--format", "xlsx").out()).startsWith("PK");
    assertThat(run("export", "waits_*_region", "--union", "-o", "-", "--format", "csv").out())
        .startsWith("region_code,")
        .contains("," + TABLE);
  }

  @Test
  void jsonDoesNotGoWithRowsOnStandardOutput() {
    Program.Ended ended = run("export", TABLE, "-o", "-", "--json");

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.out()).contains("--json does not go with -o -");
  }

  @Test
  void aFileThatIsThereStaysUnlessItsReplacementIsAskedFor() throws IOException {
    for (String ending : List.of("csv", "xlsx", "parquet")) {
      Path mine = Files.writeString(folder.resolve("mine." + ending), "mine");

      Program.Ended refused = run("export", TABLE, "-o", mine.toString());

      assertThat(refused.status()).isEqualTo(18);
      assertThat(refused.err()).contains(mine + " is there already", "--force");
      assertThat(mine).hasContent("mine");
      assertThat(run("export", TABLE, "-o", mine.toString(), "--force").status()).isZero();
      assertThat(Files.size(mine)).isGreaterThan(100);
      assertThat(folder.toFile().list((at, name) -> name.endsWith(".tmp"))).isEmpty();
    }
    assertThat(ParquetRows.metadata(folder.resolve("mine.parquet")))
        .containsEntry("datawarp.source", TABLE);
  }

  @Test
  void aDraftOfAManifestReplacesNothingSilently() throws IOException {
    Path mine = Files.writeString(folder.resolve("draft.yaml"), "mine");
    String book = folder.resolve("community-waits-Aug-2025.xlsx").toString();
    String[] extract = {"extract", book, "--source", "other_aug25", "-o", mine.toString()};

    assertThat(run(extract).status()).isEqualTo(18);
    assertThat(mine).hasContent("mine");
    List<String> forced = new ArrayList<>(List.of(extract));
    forced.add("--force");
    assertThat(run(forced.toArray(String[]::new)).status()).isZero();
    assertThat(Files.readString(mine)).contains("other_aug25");
  }

  @Test
  void aByteOrderMarkStandsBeforeACsvOnly() throws IOException {
    Path plain = folder.resolve("plain.csv");
    Path marked = folder.resolve("marked.csv");
    run("export", TABLE, "-o", plain.toString());
    run("export", TABLE, "-o", marked.toString(), "--bom");

    assertThat(Files.readString(marked)).isEqualTo("\uFEFF" + Files.readString(plain));
    assertThat(Files.readString(plain)).startsWith("region_code,");
    assertThat(run("export", TABLE, "-o", "-", "--bom").out()).startsWith("\uFEFFregion_code,");
    Program.Ended wrong = run("export", TABLE, "--format", "xlsx", "--bom");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err()).contains("--bom goes with --format csv");
  }

  @Test
  void aWorkbookHasASheetOfNotes() throws IOException {
    Path file = folder.resolve("providers.xlsx");

    assertThat(run("export", PROVIDERS, "-o", file.toString()).status()).isZero();

    try (Workbook workbook = WorkbookFactory.create(file.toFile(), null, true)) {
      assertThat(workbook.getNumberOfSheets()).isEqualTo(2);
      assertThat(workbook.getSheetAt(0).getSheetName()).isEqualTo("rows");
      Map<String, String> notes = lines(workbook.getSheet("Notes"));
      String page = Files.readString(workspace().resolve("output/current/" + PROVIDERS + ".md"));
      assertThat(page).startsWith("# " + notes.keySet().iterator().next());
      assertThat(notes)
          .containsEntry("Source", PROVIDERS)
          .containsEntry("Period", "2025-08")
          .containsEntry("Rows", String.valueOf(workbook.getSheetAt(0).getLastRowNum()));
      assertThat(notes.get("Licence")).isNotBlank();
      assertThat(notes.get("Publisher's file")).startsWith("Address|");
      assertThat(notes.get("community-waits-Aug-2025.xlsx"))
          .contains("community-waits-Aug-2025.xlsx|", "|2025-08|");
      assertThat(notes.get("[c]")).containsIgnoringCase("confidential").contains("|2025-08");
      assertThat(notes.get("median_wait_weeks")).contains("Median wait");
      assertThat(String.join("\n", notes.values())).contains("note 1");
    }
  }

  @Test
  void theNotesOfAUnionAreThoseOfAllItsSources() throws IOException {
    Path file = folder.resolve("union.xlsx");

    assertThat(run("export", "waits_aug25_*", "--union", "-o", file.toString()).status()).isZero();

    try (Workbook workbook = WorkbookFactory.create(file.toFile(), null, true)) {
      List<String> sources = new ArrayList<>();
      for (Row row : workbook.getSheet("Notes")) {
        if (row.getLastCellNum() > 1 && row.getCell(0).getStringCellValue().equals("Source")) {
          sources.add(row.getCell(1).getStringCellValue());
        }
      }
      assertThat(sources).contains(TABLE, PROVIDERS);
    }
  }

  @Test
  void pagesAndPlansReplaceOnlyPagesAndPlansOfOurs() throws IOException {
    String book = folder.resolve("community-waits-Aug-2025.xlsx").toString();
    for (String[] command :
        new String[][] {
          {"inspect", book, "--html"}, {"report", "--html"}, {"cleanup", "--plan-out"}
        }) {
      Path file = folder.resolve("of-" + command[0]);
      String[] line = java.util.Arrays.copyOf(command, command.length + 1);
      line[command.length] = file.toString();
      for (String mine :
          List.of("mine", "<!doctype html>\n<title>mine</title>", "{\"format\": \"mine\"}")) {
        Files.writeString(file, mine);

        Program.Ended refused = run(line);

        assertThat(refused.status()).as("%s", refused).isEqualTo(18);
        assertThat(refused.err()).contains("that Datawarp wrote");
        assertThat(file).hasContent(mine);
      }
      Files.delete(file);
      assertThat(run(line).status()).isZero();
      String first = Files.readString(file);
      assertThat(run(line).status()).isZero();
      assertThat(Files.readString(file)).hasSizeGreaterThan(first.length() / 2);
    }
  }

  /** Returns the rows of a sheet by their first cells, the others joined. */
  private static Map<String, String> lines(Sheet sheet) {
    Map<String, String> lines = new java.util.LinkedHashMap<>();
    for (Row row : sheet) {
      List<String> cells = new ArrayList<>();
      for (Cell cell : row) {
        cells.add(cell.getStringCellValue());
      }
      if (!cells.isEmpty()) {
        lines.merge(
            cells.get(0),
            String.join("|", cells.subList(1, cells.size())),
            (one, other) -> one + "\n" + other);
      }
    }
    return lines;
  }

  private static Path workspace() {
    return folder.resolve("workspace");
  }

  private static Program.Ended run(String... arguments) {
    return Program.run(
        Map.of(
            "DATAWARP_HOME",
            workspace().toString(),
            "DATAWARP_DB_URL",
            String.valueOf(database.url())),
        arguments);
  }
}

package org.datawarp.workflow.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.datawarp.model.Existing;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.table.CellForm;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.download.DownloadCache;
import org.datawarp.pipeline.download.DownloadSettings;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.extract.ExtractOptions;
import org.datawarp.pipeline.extract.Extraction;
import org.datawarp.pipeline.extract.Extractor;
import org.datawarp.pipeline.extract.SourceTable;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.WorkbookReader;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.testing.HttpTestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConvertWorkflowTest {
  private static final Path SAMPLE =
      Path.of("src/test/resources/sample/community-waits-Aug-2025.xlsx");

  @TempDir Path folder;

  private Path out;
  private ConvertWorkflow workflow;

  @BeforeEach
  void prepare() {
    out = folder.resolve("out");
    workflow = new ConvertWorkflow(new Workspace(folder), ConvertWorkflowTest::cache);
  }

  private static DownloadCache cache(Path at) {
    DownloadSettings settings =
        new DownloadSettings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            1 << 20,
            1,
            "test",
            null,
            Map.of(),
            Duration.ofSeconds(20),
            List.of());
    return new DownloadCache(at, settings, Clock.systemUTC());
  }

  private static ConvertRequest request(Path file, FileKind kind) {
    return new ConvertRequest(file.toString(), null, kind, CellForm.MARKER_COLUMNS);
  }

  private Path csv(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static List<String> names(Path in) throws IOException {
    try (Stream<Path> files = Files.list(in)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Extraction extract(Path file) {
    return Extractor.over(new WorkbookReader(ReadLimits.standard(), folder), folder)
        .extract(file, file.getFileName().toString(), ExtractOptions.standard());
  }

  @ParameterizedTest
  @EnumSource(FileKind.class)
  void eachTableIsAFileThatOtherProgramsReadAlike(FileKind kind) throws Exception {
    Conversion done = workflow.toFolder(request(SAMPLE, kind), out, Existing.KEEP);

    assertThat(names(out))
        .containsExactly(
            "community-waits-Aug-2025_waiting_lists_by_region." + kind.extension(),
            "community-waits-Aug-2025_waits_by_provider." + kind.extension());
    try (Extraction extraction = extract(SAMPLE)) {
      List<SourceTable> tables = extraction.separately(CellForm.MARKER_COLUMNS);
      for (int i = 0; i < tables.size(); i++) {
        assertThat(read(done.tables().get(i), kind)).isEqualTo(WrittenFiles.wanted(tables.get(i)));
        assertThat(done.tables().get(i).rows()).isEqualTo(tables.get(i).rowsToLoad());
      }
    }
  }

  private static List<List<String>> read(Conversion.Written table, FileKind kind)
      throws IOException, SQLException {
    Path file = Path.of(table.file());
    return switch (kind) {
      case CSV -> WrittenFiles.csv(file, table.columns());
      case PARQUET -> WrittenFiles.parquet(file, table.columns());
      case XLSX -> WrittenFiles.xlsx(file, table.columns());
    };
  }

  @ParameterizedTest
  @EnumSource(FileKind.class)
  void awkwardTextsAndNumbersSurvive(FileKind kind) throws Exception {
    Path file =
        csv(
            "awkward.csv",
            "code,text,amount,long number,tiny,day,at,flag\n"
                + "007,\"a, \"\"b\"\"\nc\",1.50,12345678901234567890123.25,1,2025-08-01,"
                + "2025-08-01 10:30:00,TRUE\n"
                + "008,=1+1,*,-12345678901234567890123.5,0.00000000000000000000017,2025-08-02,"
                + "2025-08-02 00:00:00,FALSE\n"
                + "009,Ynys Môn € _x000D_,-0.25,7,5.5,2025-08-03,2025-08-03 23:59:59,TRUE\n"
                + "010,plain,\"1,234.5*\",8,0,,2025-08-04 01:02:03,TRUE\n");

    Conversion done = workflow.toFolder(request(file, kind), out, Existing.KEEP);

    assertThat(done.tables().get(0).columns().stream().map(TableColumn::name))
        .containsSequence("amount", "amount__marker");
    try (Extraction extraction = extract(file)) {
      List<List<String>> wanted =
          WrittenFiles.wanted(extraction.separately(CellForm.MARKER_COLUMNS).get(0));
      assertThat(wanted.get(2)).contains("=1+1", "*");
      assertThat(read(done.tables().get(0), kind)).isEqualTo(wanted);
    }
  }

  @Test
  void shorthandStandsWhereItIsWanted() throws IOException {
    Path file = csv("a.csv", "code,count,only\nA1,1.50,*\nA2,*,*\nA3,\"1,234 [r]\",\nA4,4,*\n");

    assertThat(text(file, CellForm.MARKER_COLUMNS))
        .isEqualTo(
            "code,count,count__marker,only\r\n"
                + "A1,1.5,,*\r\nA2,,*,*\r\nA3,1234,[r],\r\nA4,4,,*\r\n");
    assertThat(text(file, CellForm.MARKERS_INLINE))
        .isEqualTo("code,count,only\r\nA1,1.50,*\r\nA2,*,*\r\nA3,\"1,234 [r]\",\r\nA4,4,*\r\n");
    assertThat(text(file, CellForm.WITHOUT_MARKERS))
        .isEqualTo("code,count,only\r\nA1,1.5,\r\nA2,,\r\nA3,1234,\r\nA4,4,\r\n");
  }

  @Test
  void rawCellsAreAsWritten() throws IOException {
    Path file = csv("a.csv", "code,day,share,n\n01,01/02/2025,12.50%,1.50\n02,3/2/2025,7%,x\n");

    assertThat(text(file, CellForm.AS_WRITTEN))
        .isEqualTo("code,day,share,n\r\n01,01/02/2025,12.50%,1.50\r\n02,3/2/2025,7%,x\r\n");
  }

  private String text(Path file, CellForm form) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    workflow.toStream(new ConvertRequest(file.toString(), null, FileKind.CSV, form), bytes);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void parquetSaysWhereItsRowsComeFrom() {
    workflow.toFolder(request(SAMPLE, FileKind.PARQUET), out, Existing.KEEP);

    assertThat(
            ParquetRows.metadata(out.resolve("community-waits-Aug-2025_waits_by_provider.parquet")))
        .containsEntry("datawarp.file", "community-waits-Aug-2025.xlsx")
        .containsEntry("datawarp.sheet", "Table 1")
        .containsEntry("datawarp.row_count", "12")
        .containsEntry("datawarp.title", "Table 1: Waiting lists by provider, August 2025");
  }

  @Test
  void aFileThatIsThereIsKeptUnlessItIsToBeReplaced() throws IOException {
    Files.createDirectories(out);
    Path there = out.resolve("community-waits-Aug-2025_waits_by_provider.csv");
    Files.writeString(there, "mine");
    ConvertRequest request = request(SAMPLE, FileKind.CSV);

    assertThatThrownBy(() -> workflow.toFolder(request, out, Existing.KEEP))
        .isInstanceOf(RefusedException.class)
        .hasMessage("a file is there already: " + there);
    assertThat(names(out)).containsExactly(there.getFileName().toString());
    assertThat(there).hasContent("mine");

    workflow.toFolder(request, out, Existing.REPLACE);

    assertThat(Files.readString(there)).startsWith("provider_code,");
    assertThat(names(out)).hasSize(2);
  }

  @Test
  void theFileThatIsReadAndTheWorkspacesOwnAreNeverReplaced() throws IOException {
    Path file = csv("a.csv", "code,count\nA1,1\nA2,2\n");
    Path own = Files.createDirectories(folder.resolve("output/current"));
    Files.writeString(own.resolve("a.csv"), "kept");
    Files.createDirectories(folder.resolve("d/a.csv"));

    for (Path target : List.of(folder, own, folder.resolve("d"))) {
      assertThatThrownBy(
              () -> workflow.toFolder(request(file, FileKind.CSV), target, Existing.REPLACE))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("a.csv");
    }

    assertThat(Files.readString(file)).startsWith("code,count\nA1");
    assertThat(own.resolve("a.csv")).hasContent("kept");
  }

  @Test
  void aTableThatDoesNotFitLeavesNothingOfTheOthers() throws IOException {
    Path zip = folder.resolve("two.zip");
    try (ZipOutputStream entries = new ZipOutputStream(Files.newOutputStream(zip))) {
      entries.putNextEntry(new ZipEntry("in/first.csv"));
      entries.write("code,count\nA1,1\nA2,2\n".getBytes(StandardCharsets.UTF_8));
      entries.putNextEntry(new ZipEntry("second.csv"));
      entries.write(
          ("name,remark\nA1," + "x".repeat(40_000) + "\nA2,y\n").getBytes(StandardCharsets.UTF_8));
    }

    assertThatThrownBy(() -> workflow.toFolder(request(zip, FileKind.XLSX), out, Existing.KEEP))
        .isInstanceOf(RefusedException.class)
        .hasMessageStartingWith("second: the rows do not fit a workbook: a text has 40000");
    assertThat(names(out)).isEmpty();

    workflow.toFolder(request(zip, FileKind.CSV), out, Existing.KEEP);

    assertThat(names(out)).containsExactly("two_first.csv", "two_second.csv");
  }

  @Test
  void aTableIsChosenByItsNameOrItsSheets() {
    for (String wanted : List.of("waits_by_provider", "table 1")) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();

      workflow.toStream(
          new ConvertRequest(SAMPLE.toString(), wanted, FileKind.CSV, CellForm.AS_WRITTEN), bytes);

      assertThat(bytes.toString(StandardCharsets.UTF_8))
          .startsWith("provider_code,")
          .hasLineCount(13);
    }
    assertThatThrownBy(
            () ->
                workflow.toFolder(
                    new ConvertRequest(
                        SAMPLE.toString(), "Table 9", FileKind.CSV, CellForm.AS_WRITTEN),
                    out,
                    Existing.KEEP))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("there is no table 'Table 9'")
        .extracting(failure -> ((NotFoundException) failure).hint())
        .isEqualTo("the tables are waits_by_provider (Table 1), waiting_lists_by_region (Table 2)");
    assertThatThrownBy(
            () -> workflow.toStream(request(SAMPLE, FileKind.CSV), OutputStream.nullOutputStream()))
        .isInstanceOf(UsageException.class)
        .hasMessage("2 tables do not go to standard output")
        .extracting(failure -> ((UsageException) failure).hint())
        .isEqualTo(
            "choose one with --table: waits_by_provider (Table 1), waiting_lists_by_region"
                + " (Table 2)");
    assertThat(out).doesNotExist();
  }

  @Test
  void whatCannotBeConvertedIsSaid() throws IOException {
    Path notes = folder.resolve("notes.xlsx");
    try (Workbook workbook = new XSSFWorkbook();
        OutputStream to = Files.newOutputStream(notes)) {
      workbook.createSheet("Notes").createRow(0).createCell(0).setCellValue("Only some words");
      workbook.write(to);
    }
    Path broken = Files.write(folder.resolve("b.xlsx"), new byte[] {'P', 'K', 3, 4, 0, 0});
    Path target = csv("target", "");

    assertThatThrownBy(() -> workflow.toFolder(request(notes, FileKind.CSV), out, Existing.KEEP))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessage("no table was found in notes.xlsx (Notes: notes)");
    assertThatThrownBy(() -> workflow.toFolder(request(broken, FileKind.CSV), out, Existing.KEEP))
        .isInstanceOf(SourceUnreadableException.class);
    for (Path none : List.of(folder.resolve("no.csv"), folder)) {
      assertThatThrownBy(() -> workflow.toFolder(request(none, FileKind.CSV), out, Existing.KEEP))
          .isInstanceOf(NotFoundException.class);
    }
    for (Path noFolder : List.of(target, folder.resolve("new.csv"))) {
      assertThatThrownBy(
              () -> workflow.toFolder(request(SAMPLE, FileKind.CSV), noFolder, Existing.KEEP))
          .isInstanceOf(UsageException.class)
          .hasMessage("-o " + noFolder + " is no folder");
    }
    assertThat(out).doesNotExist();
  }

  @Test
  void aStreamThatIsClosedIsAFailure() throws IOException {
    Path file = csv("a.csv", "code,count\nA1,1\nA2,2\n");
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("Broken pipe");
          }
        };

    assertThatThrownBy(() -> workflow.toStream(request(file, FileKind.CSV), closed))
        .isInstanceOf(StorageException.class)
        .hasMessage("cannot write to standard output: Broken pipe");
  }

  @Test
  void anAddressIsFetchedAndNotKept() throws IOException {
    byte[] body = "code,count\nA1,1\nA2,2\n".getBytes(StandardCharsets.UTF_8);
    try (HttpTestServer server = HttpTestServer.start()) {
      server.serve("/files/waits%2F..%2F..%2Fx.csv", body, "Content-Type", "text/csv");

      Conversion done =
          workflow.toFolder(
              new ConvertRequest(
                  server.url("/files/waits%2F..%2F..%2Fx.csv"),
                  null,
                  FileKind.CSV,
                  CellForm.MARKER_COLUMNS),
              out,
              Existing.KEEP);

      assertThat(done.tables()).hasSize(1);
      assertThat(names(out)).containsExactly("x.csv");
      assertThat(names(folder)).containsExactly("out");
    }
  }
}

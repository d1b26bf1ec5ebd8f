package org.datawarp.pipeline.workbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.crypt.EncryptionMode;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.error.StorageException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The facade, the detection of formats, and ZIPs. Each test ends with an empty temporary folder.
 */
class WorkbookReaderTest {
  private static final byte[] TABLE = utf8("a,b\n1,2\n");

  @TempDir Path folder;
  private Path temporary;
  private RecordedCells cells;

  @BeforeEach
  void makeFolder() throws IOException {
    temporary = Files.createDirectory(folder.resolve("temporary"));
    cells = new RecordedCells();
  }

  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
  }

  static Stream<Arguments> whatIsNoTable() {
    return Stream.of(
        arguments("%PDF-1.7", "is a PDF document"),
        arguments("<!DOCTYPE html><html>", "is an HTML page, not a workbook"),
        arguments("  <HTML><table>", "is an HTML page, not a workbook"),
        arguments("<table><tr><td>1", "is an HTML page, not a workbook"),
        arguments("<?xml version='1.0'?><!-- x --><html>", "is an HTML page, not a workbook"),
        arguments(
            "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>",
            "is an XML Spreadsheet 2003 (SpreadsheetML), which is not read"),
        arguments("<?xml version='1.0'?><Error><Code>AccessDenied", "is an XML file, not a table"),
        arguments(
            "<?xml?><o:d xmlns:o='urn:oasis:names:tc:opendocument:xmlns:office:1.0'>",
            "is a flat OpenDocument file (XML), which is not read"),
        arguments("{\"error\": 1}", "is JSON, not a table"),
        arguments("[{\"a\": 1}]", "is JSON, not a table"),
        arguments("{\\rtf1", "is an RTF document"),
        arguments("PAR1\u0015\u0004\u0015\u0000", "is a Parquet file"),
        arguments("Not found", "is a line of text, not a table"),
        arguments("GIF89a\u0001\u0002\u0003", "is a GIF image"),
        arguments("\u0001\u0002\u0003\u0004\u0005", "is binary data in no format known here"),
        arguments("\u001f\u008b\u0008", "is compressed with gzip"),
        arguments(
            "\u0009\u0000\u0004\u0000\u0002\u0000\u0010\u0000",
            "is an Excel 2.1 workbook (BIFF2), which is too old to be read"));
  }

  @ParameterizedTest
  @MethodSource("whatIsNoTable")
  void whatIsNoTableIsRefusedForWhatItIs(String content, String what) {
    Path file = write("data.xlsx", content.getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessage("data.xlsx " + what)
        .extracting(failure -> ((DatawarpException) failure).hint())
        .asString()
        .isNotBlank();
  }

  @Test
  void anEmptyFileIsRefused() {
    assertRefused(new byte[0], "data.bin is empty (0 bytes)");
    assertRefused(utf8(" \n\n\t"), "data.bin holds nothing but white space");
  }

  @Test
  void aFirstRecordWiderThanTheSampleIsNoWhiteSpace() {
    assertRefused(
        utf8("column_name,".repeat(40_000) + "\n1\n"),
        "data.bin: record 1 has more than 16384 fields");
    assertRefused(utf8("word ".repeat(80_000)), "data.bin is a line of text, not a table");
    byte[] below = utf8("\n".repeat(600_000) + "a,b\n1,2\n3,4\n");

    assertThat(WorkbookReader.detect(write("below.csv", below))).isEqualTo(FileFormat.CSV);
    assertRefused(utf8("\n\u3000".repeat(200_000)), "data.bin holds nothing but white space");
  }

  @Test
  void theLockFileOfExcelIsNamed() {
    byte[] lock = new byte[165];
    Arrays.fill(lock, (byte) ' ');
    lock[0] = 4;

    assertRefused(lock, "data.bin is the lock file that Excel keeps beside an open workbook");
  }

  @Test
  void contentDecidesAndNotTheName() {
    assertThat(WorkbookReader.detect(write("x.xlsx", TABLE))).isEqualTo(FileFormat.CSV);
    assertThat(WorkbookReader.detect(write("x.csv", zip(Map.of("b.csv", TABLE)))))
        .isEqualTo(FileFormat.ZIP);
    assertThat(WorkbookReader.detect(write("GIF8.csv", utf8("GIF8,MZ\n1,2\n"))))
        .isEqualTo(FileFormat.CSV);
    assertThat(WorkbookReader.detect(write("n.csv", utf8("[note 1],x\n1,2\n"))))
        .isEqualTo(FileFormat.CSV);
  }

  @Test
  void documentsThatAreNoSpreadsheetsAreNamed() {
    byte[] types = utf8("<Types/>");
    assertRefused(
        zip(Map.of("[Content_Types].xml", types, "word/document.xml", types)),
        "data.bin is a Word document");
    assertRefused(
        zip(Map.of("[Content_Types].xml", types, "ppt/presentation.xml", types)),
        "data.bin is a PowerPoint presentation");
    assertRefused(
        zip(Map.of("mimetype", utf8("application/vnd.oasis.opendocument.text"))),
        "data.bin is an OpenDocument file of kind 'text', not a spreadsheet");
    assertRefused(
        zip(Map.of("Index/Document.iwa", types)), "data.bin is an Apple Numbers or Pages document");
    assertRefused(ole("WordDocument"), "data.bin is a Word document");
    assertRefused(ole("PowerPoint Document"), "data.bin is a PowerPoint presentation");
    assertRefused(ole("__properties_version1.0"), "data.bin is an Outlook message");
    assertRefused(ole("Something"), "data.bin is an OLE2 file without a workbook in it");
    assertRefused(ole("Book"), "data.bin is an Excel 5.0/95 workbook, which is too old to be read");
  }

  @Test
  void aDamagedContainerIsRefused() {
    byte[] ole = ole("Workbook");
    byte[] zip = zip(Map.of("a.csv", TABLE));

    assertRefused(
        Arrays.copyOf(ole, 600), "data.bin is a damaged OLE2 file (the container of XLS)");
    assertRefused(Arrays.copyOf(zip, zip.length - 30), "data.bin is a damaged or truncated ZIP");
  }

  @Test
  void aWorkbookWithAPasswordIsRefused() {
    assertRefused(encrypted("secret", xls()), "data.bin is encrypted with a password");
  }

  @Test
  void aPackageUnderThePasswordOfEveryExcelIsOpened() {
    byte[] ods = zip(Map.of("mimetype", utf8("application/vnd.oasis.opendocument.spreadsheet")));

    assertRefused(
        encrypted("VelvetSweatshop", ods),
        "data.bin is damaged: no workbook is in its encrypted part");
  }

  @Test
  void membersComeInOrderOfNameAndTheRestIsReported() {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("z.csv", TABLE);
    members.put("folder/", new byte[0]);
    members.put("folder/b.csv", TABLE);
    members.put("a.xls", xls());
    members.put("guide.pdf", utf8("%PDF-1.4"));
    members.put("__MACOSX/._z.csv", new byte[] {0, 5, 22, 7});
    members.put("readme.txt", utf8("Dear reader,\nthis is the data.\nRegards\n"));
    members.put("table.txt", utf8("p;q\n1;2\n3;4\n"));
    members.put("empty.csv", new byte[0]);

    ReadReport report = read(write("data.zip", zip(members)));

    assertThat(report.format()).isEqualTo(FileFormat.ZIP);
    assertThat(cells.sheets)
        .extracting(sheet -> sheet.member)
        .containsExactly("a.xls", "folder/b.csv", "table.txt", "z.csv");
    assertThat(cells.sheet(0).name).isEqualTo("one");
    assertThat(report.skipped())
        .containsExactly(
            new SkippedMember("__MACOSX/._z.csv", "is a file of the operating system"),
            new SkippedMember("empty.csv", "is empty (0 bytes)"),
            new SkippedMember("guide.pdf", "is a PDF document"),
            new SkippedMember("readme.txt", "is text, not a table"));
  }

  @Test
  void aZipInsideAZipIsReadOnce() {
    byte[] inner = zip(Map.of("b.csv", TABLE));
    byte[] middle = zip(Map.of("inner.zip", inner));

    read(write("data.zip", middle));

    assertThat(cells.only().member).isEqualTo("inner.zip/b.csv");
    assertRefused(
        zip(Map.of("middle.zip", middle)),
        "data.bin/middle.zip/inner.zip is a ZIP inside a ZIP inside a ZIP");
  }

  @Test
  void aMemberThatClaimsToBeDataAndIsNotFailsTheWhole() {
    assertRefused(
        zip(Map.of("a.csv", TABLE, "b.xls", utf8("<html><body>404"))),
        "data.bin/b.xls is an HTML page, not a workbook");
  }

  @Test
  void aZipWithoutDataIsRefused() {
    assertRefused(
        zip(Map.of("a.pdf", utf8("%PDF-"), "b.pdf", utf8("%PDF-"))),
        "data.bin holds no data file: a.pdf is a PDF document (and 1 more)");
    assertRefused(zip(Map.of()), "data.bin holds no data file: it is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x.csv", "a/../../x.csv", "/etc/x.csv", "C:\\x.csv", "..\\x.csv"})
  void aNameThatPointsOutsideIsRefused(String name) {
    assertThatThrownBy(() -> read(write("data.zip", zip(Map.of(name, TABLE)))))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessageContaining("points outside the ZIP");
  }

  @Test
  void namesThatOccurTwiceAreRefused() {
    byte[] zip = zip(Map.of("a.csv", TABLE, "b.csv", TABLE));
    assertRefused(replaced(zip, "b.csv", "a.csv"), "data.bin holds two members named 'a.csv'");
  }

  @Test
  void anEncryptedMemberIsRefused() {
    byte[] zip = zip(Map.of("a.csv", TABLE));
    zip[6] |= 1;
    int central = new String(zip, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    zip[central + 8] |= 1;

    assertRefused(zip, "data.bin/a.csv is encrypted with a password");
  }

  @Test
  void anUnknownCompressionIsRefused() {
    byte[] zip = zip(Map.of("a.csv", TABLE));
    int central = new String(zip, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    zip[8] = 97;
    zip[central + 10] = 97;

    assertRefused(zip, "data.bin/a.csv is compressed by a method not known here (97)");
  }

  @Test
  void aMemberWhoseChecksumDiffersIsRefused() {
    byte[] zip = stored("a.csv", TABLE);

    assertRefused(
        replaced(zip, "1,2", "1,3"), "data.bin/a.csv is damaged: its checksum in the ZIP differs");
  }

  @Test
  void aMemberThatBreaksOffIsRefused() {
    byte[] zip = zip(Map.of("a.csv", utf8("a,b\n" + "1,2\n3,5\n".repeat(5000))));
    for (int i = 60; i < 90; i++) {
      zip[i] = (byte) (i * 37);
    }

    assertThatThrownBy(() -> read(write("data.zip", zip)))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessageStartingWith("data.zip/a.csv is damaged: ");
  }

  @Test
  void aBombIsStoppedWhileItInflates() {
    byte[] zip = zip(Map.of("a.csv", new byte[2 << 20], "b.csv", new byte[2 << 20]));
    ReadLimits limits = new ReadLimits(1 << 20, 10, 1000, 1000, 1000, 100, 100, 100);
    Path file = write("data.zip", zip);

    assertThatThrownBy(() -> new WorkbookReader(limits, temporary).read(file, "data.zip", cells))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessage("data.zip/a.csv makes the ZIP unpack to more than 1048576 bytes");
  }

  @Test
  void tooManyMembersAreRefused() {
    ReadLimits limits = new ReadLimits(1 << 20, 1, 1000, 1000, 1000, 100, 100, 100);
    Path file = write("data.zip", zip(Map.of("a.csv", TABLE, "b.csv", TABLE)));

    assertThatThrownBy(() -> new WorkbookReader(limits, temporary).read(file, "data.zip", cells))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessage("data.zip holds more than 1 members");
  }

  @Test
  void aDirectoryThatWouldFillTheMemoryIsRefused() {
    byte[] entry = new byte[47];
    entry[0] = 'P';
    entry[1] = 'K';
    entry[2] = 1;
    entry[3] = 2;
    entry[28] = 1;
    byte[] start = utf8("PK\3\4");
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    zip.writeBytes(start);
    for (int i = 0; i < 200_001; i++) {
      zip.writeBytes(entry);
    }
    zip.writeBytes(utf8("PK\5\6"));
    zip.writeBytes(new byte[12]);
    zip.writeBytes(new byte[] {4, 0, 0, 0, 0, 0});

    assertRefused(zip.toByteArray(), "data.bin is a damaged or truncated ZIP");
  }

  @Test
  void warningsOfMembersNameThem() {
    ReadReport report =
        read(write("data.zip", zip(Map.of("a.csv", utf8("a,b\n\"x,1\n2,3\n"), "b.csv", TABLE))));

    assertThat(report.warnings()).singleElement().asString().startsWith("data.zip/a.csv: ");
  }

  @Test
  void aMissingFileIsAFailureOfTheDisk() {
    assertThatThrownBy(() -> read(folder.resolve("gone.csv")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("gone.csv");
  }

  private void assertRefused(byte[] content, String message) {
    Path file = write("data.bin", content);

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessage(message);
  }

  private ReadReport read(Path file) {
    return new WorkbookReader(ReadLimits.standard(), temporary)
        .read(file, file.getFileName().toString(), cells);
  }

  private Path write(String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] xls() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (HSSFWorkbook workbook = new HSSFWorkbook()) {
      workbook.createSheet("one").createRow(0).createCell(0).setCellValue(1);
      workbook.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] ole(String stream) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (POIFSFileSystem container = new POIFSFileSystem()) {
      container.createDocument(new ByteArrayInputStream(new byte[5000]), stream);
      container.writeFilesystem(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] encrypted(String password, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (POIFSFileSystem container = new POIFSFileSystem()) {
      var encryptor = new EncryptionInfo(EncryptionMode.standard).getEncryptor();
      encryptor.confirmPassword(password);
      try (var out = encryptor.getDataStream(container)) {
        out.write(content);
      }
      container.writeFilesystem(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(Map<String, byte[]> members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey()));
        zip.write(member.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] stored(String name, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      CRC32 checksum = new CRC32();
      checksum.update(content);
      ZipEntry entry = new ZipEntry(name);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(content.length);
      entry.setCrc(checksum.getValue());
      zip.putNextEntry(entry);
      zip.write(content);
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] replaced(byte[] bytes, String from, String to) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .replace(from, to)
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}

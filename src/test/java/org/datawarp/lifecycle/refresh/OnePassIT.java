package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.datawarp.lifecycle.refresh.RefreshRequest.Scope;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.FileHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are sent to the table go into the Parquet file too. */
class OnePassIT extends RefreshFixture {
  private static final String EVERY_TYPE =
      """
      Trust,Day,Seen at,Count,Rate,Cost,Long,Longer,Complete,Note
      Léeds,2025-08-01,2025-08-01 09:30:00,1,0.5,1200.00,1234567890123456789.5,123456789012345678901234567890123456789.25,TRUE,"a ""b"", c"
      York,2025-08-02,2025-08-02 23:59:59,-7,12.25,*,2,0.1,FALSE,
      ,2024-02-29,,30,*,0.004,-0.5,-1,,日本 😀
      Hull,,1969-12-31 00:00:00,0,100,3,0,0,TRUE,0017
      """;

  private final List<String> sent = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(
      strings = {
        FIVE,
        EVERY_TYPE,
        "Region,Patients\nNorth,1\n",
        // Months that become rows.
        "Region,Apr 2025,May 2025,Jun 2025,Jul 2025,Aug 2025\nNorth,1,2,3,4,5\nSouth,6,*,8,9,10\n"
      })
  void theFileIsTheOneThatReadingTheTableGives(String csv) {
    refresh(source(csv));

    assertSentAndTheSameAgain(name);
  }

  @Test
  void membersOfOneShapeAreOneFile() {
    refresh(zip("north.csv", FIVE, "south.csv", SIX, "east.csv", FIVE.replace("North,", "N,")));

    assertSentAndTheSameAgain(name);
  }

  @Test
  void manyTablesHaveAFileEach() {
    refresh(zip("patients.csv", FIVE, "waiting.csv", "Region,Waiting\nNorth,7.5\nSouth,8\n"));

    assertThat(sent)
        .containsExactly(name + "_patients-sent.parquet", name + "_waiting-sent.parquet");
    assertSentAndTheSameAgain(name);
  }

  @Test
  void aLongCsvIsWrittenWhileItIsRead() {
    refresh(source(longCsv("")));

    assertThat(sent).containsExactly("early-sent.parquet");
    assertSentAndTheSameAgain(name);
  }

  /** The last row says that the column is text. */
  @Test
  void aGuessThatDoesNotHoldIsWrittenAnew() {
    refresh(source(longCsv("R0,many words,2.5\n")));

    assertThat(sent).containsExactly(name + "-sent.parquet");
    assertSentAndTheSameAgain(name);
  }

  /** Wider columns, a new one and one that is gone. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Region,Patients\nNorth,10\nSouth,2\nEast,3\nWest,4\nLondon,5\nMidlands,6\n",
        "Region,Patients\nNorth,10.5\nSouth,2\nEast,3\n",
        "Region,Patients\nNorth,1\nSouth,2\nEast,too many\nWest,4\n",
        "Region,Beds\nNorth,1\nSouth,2\nEast,3\n"
      })
  void rowsThatReplaceOthersAreWrittenTheSame(String csv) {
    refresh(source(FIVE));

    refresh(source(csv));

    assertSentAndTheSameAgain(name);
    assertConsistent();
  }

  @Test
  void aPeriodOfACanonicalSourceIsWrittenTheSame() {
    stack("aug25", FIVE.replace("North,1", "North,1.5"));
    stack("sep25", SIX.replace("North,10", "North,10.5"));
    String publication = name.replace("_aug25", "");
    Path august = workspace.currentOutput().resolve(publication).resolve("2025-08.parquet");
    Path september = august.resolveSibling("2025-09.parquet");
    assertThat(sent).containsExactly(publication + "-sent.parquet");
    String before = FileHash.sha256(september);

    exportAgain(publication + "_sep25");

    assertThat(FileHash.sha256(september)).isEqualTo(before);
    // More digits in one period: the files of the others are read from the table.
    stack("oct25", SIX.replace("North,10", "North,10.125"));
    assertThat(sent).containsExactly(publication + "-sent.parquet");
    assertThat(FileHash.sha256(september)).isNotEqualTo(before);
    assertThat(rowsIn(august)).isEqualTo(5);
  }

  /** What stores other values than are sent, and rows that were there, are read from the table. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TRIGGER t BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION"
            + " suppress_redundant_updates_trigger()",
        "CREATE RULE r AS ON DELETE TO %s WHERE old.patients < 0 DO INSTEAD NOTHING",
        "ALTER TABLE %s ADD double_patients bigint GENERATED ALWAYS AS (patients * 2) STORED",
        "CREATE TABLE %s_child () INHERITS (%s)",
        "CREATE DOMAIN %s_domain AS text DEFAULT 'x'; ALTER TABLE %s ADD d %s_domain",
        "INSERT INTO %s (region) VALUES ('by hand')"
      })
  void aTableOfItsOwnMindIsRead(String change) {
    refresh(source(FIVE));
    if (change.contains("TRIGGER")) {
      change =
          "CREATE FUNCTION "
              + table
              + "_f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN new.region := upper(new.region);"
              + " RETURN new; END'; "
              + change.replace("suppress_redundant_updates_trigger", table + "_f");
    }
    execute(change.replace("%s", table));

    refresh(source(SIX));

    assertThat(sent).isEmpty();
    String file = FileHash.sha256(parquet(name));
    exportAgain(name);
    assertThat(FileHash.sha256(parquet(name))).isEqualTo(file);
    if (change.contains("TRIGGER")) {
      assertThat(rows()).contains("MIDLANDS|6");
    }
  }

  @Test
  void aLoadAloneWritesNoFile() {
    run(with(request(source(longCsv(""))), Scope.LOAD_ONLY));

    assertThat(parquet(name)).doesNotExist();
    assertNothingIsLeft();
  }

  /** Nothing is compared with the rows of a first load, so they are not read back to be hashed. */
  @Test
  void aLoadAloneHashesRowsWhereThereWereOthersBefore() {
    run(with(request(source(FIVE)), Scope.LOAD_ONLY));
    run(with(request(source(SIX)), Scope.LOAD_ONLY));

    assertThat(
            query(
                "SELECT old_row_hash IS NULL, new_row_hash IS NULL, old_row_hash <> new_row_hash"
                    + " FROM datawarp.tbl_refresh_events WHERE source_code = '"
                    + name
                    + "' ORDER BY id"))
        .containsExactly("t|t|null", "f|f|t");
  }

  /** The same rows in other bytes: load and file are taken back. */
  @Test
  void rowsThatAreTheSameLeaveNoFileBehind() {
    refresh(source(FIVE));
    String file = FileHash.sha256(parquet(name));

    RefreshReport report = refresh(source(FIVE.replace("\n", "\r\n")));

    assertThat(report.sources().get(0).changes()).anyMatch(line -> line.contains("the same rows"));
    assertThat(sent).isEmpty();
    assertThat(FileHash.sha256(parquet(name))).isEqualTo(file);
    assertConsistent();
  }

  @Test
  void aCopyThatPostgresRefusesLeavesEverythingAsItWas() {
    refresh(source(FIVE));
    execute("ALTER TABLE " + table + " ADD CHECK (patients < 100)");
    Map<String, String> files = files();
    List<String> records = records();

    assertThatThrownBy(() -> refresh(source(SIX.replace("6", "600"))))
        .isInstanceOf(DataRejectedException.class);

    assertThat(withoutDownloads(files())).isEqualTo(withoutDownloads(files));
    assertThat(records()).isEqualTo(records);
    assertNothingIsLeft();
    refresh(source(SIX));
    assertSentAndTheSameAgain(name);
    assertConsistent();
  }

  /** Something is where the file is to be, as the disk is full. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFileThatCannotBeWrittenFailsTheRun(boolean isFirst) {
    if (!isFirst) {
      refresh(source(FIVE));
    }
    Map<String, String> files = outputs();
    List<String> records = records();

    assertThatThrownBy(
            () ->
                workflow.run(
                    request(source(SIX)), atStart(RunStep.LOAD, () -> obstruct("-sent.parquet"))))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("cannot write");

    assertThat(outputs()).isEqualTo(files);
    assertThat(records()).isEqualTo(records);
    assertNothingIsLeft();
    refresh(source(SIX));
    assertSentAndTheSameAgain(name);
    assertConsistent();
  }

  /** Rows are loaded when the file has been read, if not while it is read. */
  @Test
  void aFileThatCannotBeWrittenEarlyIsWrittenLater() {
    workflow.run(
        request(source(longCsv(""))),
        atStart(RunStep.EXTRACT, () -> obstruct("early-sent.parquet")));

    Map<String, String> files = outputs();
    assertConsistent();
    exportAgain(name);
    assertThat(outputs()).isEqualTo(files);
  }

  /**
   * Checks that the last run wrote rows as they were sent, and that reading them gives the same.
   */
  private void assertSentAndTheSameAgain(String selector) {
    assertThat(sent).isNotEmpty();
    Map<String, String> files = outputs();

    exportAgain(selector);

    assertThat(outputs()).isEqualTo(files);
  }

  private Map<String, String> outputs() {
    Map<String, String> files = files();
    files
        .keySet()
        .removeIf(file -> !file.startsWith("output/current/") || file.endsWith("catalog.parquet"));
    return files;
  }

  /**
   * Sees which files of the run hold rows as they were sent, when the tables are to be exported.
   */
  private final class Watch implements RunListener {
    @Override
    public void progressed(String what, long done, long total) {}

    @Override
    public void started(RunStep step) {
      if (step == RunStep.EXPORT) {
        try (var files = Files.list(OnePassIT.this.run().resolve("new"))) {
          sent.addAll(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(file -> file.endsWith("-sent.parquet"))
                  .sorted()
                  .toList());
        } catch (NoSuchFileException e) {
          // nothing was written yet
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    @Override
    public void completed(RunStep step) {}
  }

  @Override
  RefreshReport run(RefreshRequest request) {
    sent.clear();
    return workflow.run(request, new Watch());
  }

  private void exportAgain(String selector) {
    sent.clear();
    steps.exportParquet(selector, "export", Duration.ZERO, new Watch());
    assertThat(sent).isEmpty();
  }

  private RefreshReport stack(String token, String text) {
    String manifest = name.replace("aug25", token);
    return run(
        new RefreshRequest(
                manifest,
                write(token + ".csv", text.getBytes(StandardCharsets.UTF_8)),
                null,
                List.of(),
                Scope.FULL,
                RefreshRequest.ReplacedGoes.VERSIONS,
                Set.of(),
                Duration.ZERO,
                "refresh " + manifest)
            .withReference(RefreshRequest.AUTO));
  }

  private static RunListener atStart(RunStep at, Runnable action) {
    return new RunListener() {
      @Override
      public void progressed(String what, long done, long total) {}

      @Override
      public void started(RunStep step) {
        if (step == at) {
          action.run();
        }
      }

      @Override
      public void completed(RunStep step) {}
    };
  }

  private void obstruct(String ending) {
    String file = ending.startsWith("-") ? name + ending : ending;
    try {
      Files.createDirectories(run().resolve("new").resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path run() {
    try (var folders = Files.list(workspace.runs())) {
      return folders.findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> withoutDownloads(Map<String, String> files) {
    files.keySet().removeIf(file -> file.startsWith("downloads/"));
    return files;
  }

  /** Five megabytes: the head, which is waited for, is two. */
  private static String longCsv(String last) {
    StringBuilder csv = new StringBuilder("Code,Patients,Rate\n");
    String text = "-a-code-as-long-as-a-name".repeat(9);
    IntStream.rangeClosed(1, 20_000)
        .forEach(
            n -> csv.append('R').append(n).append(text).append(',').append(n).append(",0.5\n"));
    return csv.append(last).toString();
  }
}

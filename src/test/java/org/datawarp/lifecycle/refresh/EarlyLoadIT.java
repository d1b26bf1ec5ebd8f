package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CSVs long enough to be loaded while they are read. */
class EarlyLoadIT extends RefreshFixture {
  private static final int ROWS = 20_000;

  /** Makes rows so long that the file is five megabytes: its head, which is waited for, is two. */
  private static final String LONG = "-a-code-as-long-as-a-name".repeat(9);

  @ParameterizedTest
  @ValueSource(strings = {"", "R0,c,2.5\n", "R0,0017,2.5\n", "R0,1.5,2.5\n", "R0,many words,2.5\n"})
  void theRowsAreWholeWhateverTheLastOneSays(String last) {
    RefreshReport report = refresh(source(csv() + last));

    int expected = ROWS + (last.isEmpty() ? 0 : 1);
    assertThat(report.sources().get(0).rowsLoaded()).isEqualTo(expected);
    assertThat(
            query(
                "SELECT count(*), count(DISTINCT _source_row), min(_source_row), max(_source_row),"
                    + " count(DISTINCT (_load_id, _manifest_file_id, _period, _loaded_at)),"
                    + " min(_period) FROM "
                    + table))
        .containsExactly(expected + "|" + expected + "|2|" + (expected + 1) + "|1|2025-08");
    assertThat(
            query(
                "SELECT count(*) FROM "
                    + table
                    + " t JOIN datawarp.tbl_manifest_files f ON f.id = t._manifest_file_id"
                    + " JOIN datawarp.tbl_load_history h ON h.id = t._load_id"
                    + " AND h.rows_loaded = f.rows_loaded"))
        .containsExactly(String.valueOf(expected));
    assertThat(query("SELECT sum(rate) FROM " + table))
        .containsExactly(last.isEmpty() ? "10000.0" : "10002.5");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void whatWasLoadedEarlyIsWhatALoadAfterwardsGives() {
    refresh(source(csv()));
    List<String> early = query("SELECT * FROM " + table + " ORDER BY _source_row LIMIT 1000");
    List<String> columns = columns();
    String hash = manifest().sources().get(0).rowHash();

    // A manifest with a past is loaded when its file has been read.
    refresh(source(csv()), RefreshRequest.Option.FORCE);

    assertThat(columns()).isEqualTo(columns);
    assertThat(manifest().sources().get(0).rowHash()).isEqualTo(hash);
    assertThat(early.get(0)).startsWith("R1" + LONG + "|1|");
  }

  @Test
  void theSameBytesLoadedAgainAfterTheirSourceWasRemovedAreTracedToTheirFile() {
    refresh(source(csv()));
    execute("DELETE FROM " + table);
    execute("DROP TABLE " + table);
    deleteFiles();

    refresh(source(csv()));

    assertThat(
            query(
                "SELECT count(*) FROM "
                    + table
                    + " t JOIN datawarp.tbl_manifest_files f ON f.id = t._manifest_file_id"))
        .containsExactly(String.valueOf(ROWS));
  }

  private void deleteFiles() {
    assertThat(workspace.activeManifests().resolve(name + ".yaml").toFile().delete()).isTrue();
    assertThat(parquet(name).toFile().delete()).isTrue();
  }

  private List<String> columns() {
    return query(
        "SELECT attname, atttypid::regtype, attnum, atthasdef FROM pg_catalog.pg_attribute"
            + " WHERE attrelid = '"
            + table
            + "'::regclass AND attnum > 0 ORDER BY attnum");
  }

  private static List<String> leftovers() {
    return query(
        "SELECT relname FROM pg_catalog.pg_class WHERE relname LIKE 'early%'"
            + " UNION ALL SELECT state FROM pg_catalog.pg_stat_activity"
            + " WHERE state = 'idle in transaction' AND query LIKE 'COPY%'");
  }

  private static String csv() {
    StringBuilder csv = new StringBuilder("Code,Patients,Rate\n");
    for (int n = 1; n <= ROWS; n++) {
      csv.append('R').append(n).append(LONG).append(',').append(n).append(",0.5\n");
    }
    return csv.toString();
  }
}

package org.datawarp.pipeline.load;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.model.RowCursor;
import org.datawarp.model.SourceCode;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.RowCounts;
import org.datawarp.model.table.TableColumn;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.CopyReceiver;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.PostgresExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A connection with a transaction open, a code no other test uses, and short forms for loads. */
@ExtendWith(PostgresExtension.class)
abstract class LoadFixture {
  static final UUID WORKSPACE = UUID.fromString("11111111-2222-3333-4444-555555555555");
  static final Instant NOW = Instant.parse("2026-01-05T10:20:30.123456Z");
  static final Period AUGUST =
      new Period("2025-08", LocalDate.of(2025, 8, 1), LocalDate.of(2025, 8, 31));
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  final LoadService service = new LoadService(Clock.fixed(NOW, ZoneOffset.UTC));
  final SourceCode code = new SourceCode("src" + NUMBERS.incrementAndGet());
  final TableName table = code.stagingTable();
  Connection connection;

  /** One database for all tests of a class. */
  static Database database;

  @BeforeAll
  static void share(Database shared) {
    database = shared;
  }

  @BeforeEach
  void open() throws SQLException {
    connection = database.open();
    connection.setAutoCommit(false);
  }

  @AfterEach
  void close() throws SQLException {
    if (!connection.isClosed() && connection.isValid(5)) {
      connection.rollback();
      connection.close();
    }
  }

  /** A request that each test changes where it matters. */
  final class Load {
    final List<TableColumn> columns = new ArrayList<>();
    final List<LoadPart> parts = new ArrayList<>();
    SourceCode source = code;
    TableName into = table;
    SourceScope scope = SourceScope.MANIFEST;
    String manifest = code.value();
    String publication = "adhd";
    UUID workspace = WORKSPACE;
    String name = "ADHD, August 2025";
    @Nullable String description;
    @Nullable Period period = AUGUST;
    ReplaceRule replaces = new ReplaceRule.OwnRows();
    ShrinkRule shrink = ShrinkRule.REFUSE;
    RowOrigin origin = RowOrigin.ROW;
    List<String> grants = List.of();

    Load column(String columnName, ColumnType type) {
      columns.add(new TableColumn(columnName, type, List.of("Header of " + columnName), List.of()));
      return this;
    }

    /** Adds a part from a file of its own; the file's bytes are those its name stands for. */
    @SafeVarargs
    final Load rows(String file, List<@Nullable Object>... rows) {
      List<List<@Nullable Object>> all = new ArrayList<>();
      for (List<@Nullable Object> row : rows) {
        all.add(row);
      }
      return part(file, all.size(), () -> new MemoryRows(types(), all));
    }

    Load part(String file, long expected, java.util.function.Supplier<RowCursor> rows) {
      parts.add(new LoadPart(file(file), extent(expected), rows, expected));
      return this;
    }

    List<ColumnType> types() {
      return columns.stream().map(TableColumn::type).toList();
    }

    LoadRequest request() {
      return new LoadRequest(
          source,
          name,
          description,
          scope,
          into,
          columns,
          parts,
          period,
          new ManifestRef(
              manifest,
              "manifests/active/" + manifest + ".yaml",
              publication,
              LocalDate.of(2025, 9, 11),
              "OGL 3.0"),
          workspace,
          "run-1",
          "1",
          NOW,
          origin,
          replaces,
          shrink,
          grants);
    }

    LoadReport run() {
      return service.load(connection, request());
    }

    /** Loads, and gives the rows to somebody else too. */
    LoadReport run(CopyReceiver receiver) {
      return service.load(connection, request(), null, receiver);
    }

    LoadReport commit() throws SQLException {
      LoadReport report = run();
      connection.commit();
      return report;
    }
  }

  Load load() {
    return new Load();
  }

  /** A load of one column {@code value} and the values given. */
  Load values(ColumnType type, @Nullable Object... values) {
    Load load = load().column("value", type);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Object value : values) {
      rows.add(row(value));
    }
    return load.part("v.xlsx", rows.size(), () -> new MemoryRows(load.types(), rows));
  }

  static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  static FileRef file(String name) {
    return new FileRef(
        "https://files.example.test/" + name,
        "downloads/2025-09/" + name,
        sha256(name),
        1234,
        "Table 1",
        null,
        1);
  }

  static TableExtent extent(long rows) {
    return new TableExtent(List.of(1), 2, rows + 1, new RowCounts(rows + 1, rows, 1, 0, 0, 0, 0));
  }

  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void sql(String statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(statements);
    }
  }

  /** Returns each row as its columns' text, joined by bars; null is ∅. */
  List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      ResultSetMetaData columns = row.getMetaData();
      while (row.next()) {
        StringJoiner text = new StringJoiner("|");
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          String value = row.getString(i);
          text.add(value == null ? "∅" : value);
        }
        rows.add(text.toString());
      }
    }
    return rows;
  }

  String type(String column) throws SQLException {
    return query(
            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = '"
                + table
                + "'::regclass AND attname = '"
                + column
                + "'")
        .get(0);
  }

  /** Makes a legacy table with the columns given, recorded as a source that nobody owns yet. */
  void adoptedTable(String columns) throws SQLException {
    sql(
        "CREATE TABLE "
            + table.quoted()
            + " ("
            + columns
            + ", _load_id integer, _loaded_at timestamp DEFAULT now(), _period varchar(20),"
            + " _period_start date, _period_end date, _manifest_file_id integer)");
    register();
  }

  /** Records the table as a source that nobody owns yet. */
  void register() throws SQLException {
    sql(
        "INSERT INTO datawarp.tbl_data_sources (code, table_name) VALUES ('"
            + code
            + "', 'tbl_"
            + code
            + "')");
  }
}

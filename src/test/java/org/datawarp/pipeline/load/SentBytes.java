package org.datawarp.pipeline.load;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.ExportRequest;
import org.datawarp.pipeline.export.Licence;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.export.SourceDescription;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.CopyReceiver;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Hashes what a COPY sends, and says what happened. */
class SentBytes implements CopyReceiver {
  private final MessageDigest digest = FileHash.newDigest();
  private final List<String> calls = new ArrayList<>();
  private List<String> fields = List.of();

  @Override
  public void begin(List<Column> columns) {
    calls.add("begin");
  }

  @Override
  public void beginPart(List<String> names, List<String> shared, byte[] values) {
    calls.add("part");
    fields = names;
  }

  @Override
  public void add(byte[] bytes, int length) {
    digest.update(bytes, 0, length);
  }

  @Override
  public void end() {
    calls.add("end");
  }

  @Override
  public void abandon() {
    calls.add("abandon");
  }

  List<String> calls() {
    return calls;
  }

  List<String> fields() {
    return fields;
  }

  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Returns the hash of what PostgreSQL sends of a table. */
  static String sha256(Connection connection, List<String> fields, String table)
      throws SQLException {
    MessageDigest digest = FileHash.newDigest();
    String names = fields.stream().map(TableName::quote).collect(Collectors.joining(", "));
    CopyOut copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("COPY " + table + " (" + names + ") TO STDOUT (FORMAT binary)");
    for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
      digest.update(row);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static ExportRequest request(TableName table, Path file) {
    return new ExportRequest(
        new SourceDescription(
            new SourceCode("sent"), "Sent", "", Licence.UNKNOWN, null, null, List.of(), List.of()),
        table,
        RowFilter.all(),
        file);
  }
}

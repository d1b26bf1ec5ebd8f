package org.datawarp.lifecycle.refresh;

import java.sql.Connection;
import java.util.List;
import org.datawarp.model.SourceCode;
import org.datawarp.pipeline.match.TableFingerprint;
import org.datawarp.repository.MappingRepository;
import org.datawarp.repository.MappingRepository.Rejected;

/**
 * The tables of a publication that people have said to be none of the sources they were like.
 *
 * @param tables the tables
 */
public record RejectedTables(List<Rejected> tables) {
  /** There are none. */
  static final RejectedTables NONE = new RejectedTables(List.of());

  /** Copies the list. */
  public RejectedTables {
    tables = List.copyOf(tables);
  }

  /** Reads those of a publication. */
  public static RejectedTables read(
      MappingRepository mappings, Connection connection, String publication) {
    return new RejectedTables(mappings.listRejected(connection, publication));
  }

  /**
   * Tells whether a table is one of them.
   *
   * @param own the code it has alone
   * @param period the stored form of its period
   */
  public boolean contains(SourceCode own, String period) {
    return tables.stream()
        .anyMatch(table -> table.ownCode().equals(own.value()) && table.period().equals(period));
  }

  /** Returns what they are recognised by. */
  public List<TableFingerprint> fingerprints() {
    return tables.stream()
        .flatMap(table -> TableFingerprint.ofJson(table.fingerprint()).stream())
        .toList();
  }
}

package org.datawarp.pipeline.load;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.UUID;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.ColumnType;
import org.junit.jupiter.api.Test;

/** A code and a table have one owner. */
class OwnershipIT extends LoadFixture {
  @Test
  void anotherManifestsCodeIsRefusedNamingTheOwner() throws SQLException {
    values(ColumnType.BIGINT, 1L).commit();
    Load other = values(ColumnType.BIGINT, 2L);
    other.manifest = "rtt_aug25";

    assertThatThrownBy(other::run)
        .isInstanceOf(RefusedException.class)
        .hasMessage("source " + code + " belongs to manifest " + code);
  }

  @Test
  void aCanonicalSourceIsRefusedToOnesOfAnotherPublicationAndToManifests() throws SQLException {
    Load canonical = values(ColumnType.BIGINT, 1L);
    canonical.scope = SourceScope.PUBLICATION;
    canonical.commit();
    Load other = values(ColumnType.BIGINT, 2L);
    other.scope = SourceScope.PUBLICATION;
    other.publication = "rtt";

    assertThatThrownBy(other::run)
        .isInstanceOf(RefusedException.class)
        .hasMessage("source " + code + " belongs to publication adhd");
    connection.rollback();
    assertThatThrownBy(values(ColumnType.BIGINT, 2L)::run)
        .isInstanceOf(RefusedException.class)
        .hasMessage("source " + code + " belongs to publication adhd as a canonical source");
  }

  @Test
  void aManifestsSourceDoesNotBecomeCanonical() throws SQLException {
    values(ColumnType.BIGINT, 1L).commit();
    Load canonical = values(ColumnType.BIGINT, 1L);
    canonical.scope = SourceScope.PUBLICATION;

    assertThatThrownBy(canonical::run)
        .isInstanceOf(RefusedException.class)
        .hasMessage("source " + code + " belongs to manifest " + code);
  }

  @Test
  void anotherWorkspacesCodeIsRefused() throws SQLException {
    values(ColumnType.BIGINT, 1L).commit();
    Load other = values(ColumnType.BIGINT, 2L);
    other.workspace = UUID.fromString("99999999-2222-3333-4444-555555555555");

    assertThatThrownBy(other::run)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("of another workspace (" + WORKSPACE + ")");
  }

  @Test
  void aTableOfAnotherSourceIsRefused() throws SQLException {
    values(ColumnType.BIGINT, 1L).commit();
    Load other = values(ColumnType.BIGINT, 2L);
    other.source = new SourceCode(code + "_b");

    assertThatThrownBy(other::run)
        .isInstanceOf(RefusedException.class)
        .hasMessage(table + " belongs to source " + code + ", not to " + code + "_b");
  }

  @Test
  void aSourceDoesNotMoveToAnotherTable() throws SQLException {
    values(ColumnType.BIGINT, 1L).commit();
    Load other = values(ColumnType.BIGINT, 2L);
    other.into = new SourceCode(code + "_b").stagingTable();

    assertThatThrownBy(other::run)
        .isInstanceOf(RefusedException.class)
        .hasMessage("source " + code + " is in " + table + ", not in " + other.into);
  }

  @Test
  void aStrangersTableIsRefused() throws SQLException {
    sql("CREATE TABLE " + table.quoted() + " (value bigint)");

    assertThatThrownBy(values(ColumnType.BIGINT, 2L)::run)
        .isInstanceOf(RefusedException.class)
        .hasMessage(table + " exists, but no source is recorded for it");
  }

  @Test
  void aRecordedTableWithoutProvenanceIsRefused() throws SQLException {
    sql("CREATE TABLE " + table.quoted() + " (value bigint, _load_id text)");
    register();

    assertThatThrownBy(values(ColumnType.BIGINT, 2L)::run)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("column _load_id is of type text, expected integer");
  }

  @Test
  void aViewInPlaceOfTheTableIsRefused() throws SQLException {
    sql("CREATE VIEW " + table.quoted() + " AS SELECT 1 AS value");

    assertThatThrownBy(values(ColumnType.BIGINT, 2L)::run)
        .isInstanceOf(RefusedException.class)
        .hasMessage(table + " exists and is not a table");
  }
}

package org.datawarp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.datawarp.lifecycle.transfer.PolicyUploadQueue;
import org.datawarp.lifecycle.transfer.PolicyUploadReport;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.testing.R2Gate;
import org.datawarp.testing.S3Server;
import org.datawarp.workflow.archive.ArchiveReport;
import org.datawarp.workflow.cleanup.CleanupOptions;
import org.datawarp.workflow.cleanup.CleanupWorkflow;
import org.datawarp.workflow.restore.RestoreReport;
import org.datawarp.workflow.restore.RestoreRequest.Choice;
import org.datawarp.workflow.retention.PolicyLine;
import org.datawarp.workflow.retention.RetentionWorkflow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What policies send to a store, and what comes back from one. */
@ExtendWith(PostgresExtension.class)
class PolicyUploadIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String BUCKET = "nhs-archive";
  private static final String NOWHERE = "http://127.0.0.1:1";
  private static final String ROWS = "Region,Patients\nNorth,1\nSouth,2\n";

  @TempDir private static Path servers;

  private static S3Server server;
  private static R2Gate gate;

  private final String pub = "tgt" + NUMBERS.incrementAndGet();
  private final String old = pub + "_jul25";
  private final String store = "r2://" + BUCKET + "/" + pub;

  @TempDir private Path folder;

  private Estate estate;
  private RetentionWorkflow retention;

  @BeforeAll
  static void start() {
    server = S3Server.start(servers.resolve("s3"), BUCKET);
    gate = R2Gate.start(server.port());
  }

  @AfterAll
  static void stop() {
    gate.close();
    server.close();
  }

  @BeforeEach
  void makeEstate(Database database) {
    estate = estate("here", database);
    retention = new RetentionWorkflow(estate.context());
    estate.refresh(old, ROWS);
    estate.refresh(pub + "_aug25", ROWS);
    endpoint(gate.endpoint());
  }

  @Test
  void whatExpiresGoesToThePolicysStoreAndIsReadBackThere() {
    policy(store, false);

    ArchiveReport report = apply();

    PolicyUploadReport sent = report.sent().get(0);
    assertThat(report.sent()).hasSize(1);
    assertThat(sent.store()).isEqualTo(store);
    assertThat(sent.postponed()).isNull();
    assertThat(sent.failures()).isEmpty();
    assertThat(sent.deletedLocal()).isEmpty();
    assertThat(report.targets().get(store))
        .containsExactlyInAnyOrder(
            manifest(),
            manifest() + ".meta",
            parquet(),
            parquet() + ".meta",
            page(),
            page() + ".meta");
    for (String path : report.targets().get(store)) {
      assertThat(object(path)).hasSameBinaryContentAs(here(path));
    }
    assertThat(owed()).isEmpty();
    // Rows stay without --delete-after-archive.
    assertThat(rowCount()).isEqualTo("2");
    assertThat(apply().sent()).isEmpty();
  }

  @Test
  void theCopyHereGoesOnlyOnceItWasReadBack() {
    policy(store, true);

    ArchiveReport report = apply();

    assertThat(report.sent().get(0).deletedLocal()).hasSize(6).contains(parquet(), manifest());
    assertThat(here(parquet())).doesNotExist();
    assertThat(object(parquet())).exists();
    assertThat(rowCount()).isEqualTo("0");
    assertThat(
            estate.query(
                "SELECT path, store, key, sha256 FROM datawarp.tbl_sync_proofs WHERE workspace = '"
                    + estate.identity()
                    + "' AND path = '"
                    + parquet()
                    + "'"))
        .containsExactly(
            parquet()
                + "|"
                + store
                + "|"
                + parquet().substring("archive/".length())
                + "|"
                + FileHash.sha256(object(parquet())));
  }

  @Test
  void anObjectThatIsNotEqualLeavesTheCopyHereAndTheFilesOwed() throws IOException {
    policy(store, true);
    Files.createDirectories(object(parquet()).getParent());
    Files.writeString(object(parquet()), "somebody else's");

    ArchiveReport report = apply();

    assertThat(report.isComplete()).isFalse();
    assertThat(report.sent().get(0).failures().get(parquet())).contains("another content");
    assertThat(here(parquet())).exists();
    assertThat(object(parquet())).hasContent("somebody else's");
    assertThat(owed()).hasSize(1);

    Files.delete(object(parquet()));
    List<PolicyUploadReport> again = estate.cloudSync().sendForPolicies(RunListener.SILENT);
    assertThat(again).singleElement().matches(PolicyUploadReport::isSound);
    assertThat(here(parquet())).doesNotExist();
    assertThat(owed()).isEmpty();
  }

  @Test
  void withoutTheNetworkTheArchiveStandsAndWaitsForTheNextSync() {
    policy(store, true);
    endpoint(NOWHERE);

    ArchiveReport report = apply();

    assertThat(report.isComplete()).isTrue();
    assertThat(report.sent().get(0).postponed()).contains("cannot connect to 127.0.0.1");
    assertThat(here(parquet())).exists();
    assertThat(owed()).hasSize(1);
    assertThat(estate.syncWorkflow().status().owed()).contains(store).contains("6 files");
    // Waiting for long does not make it rubbish.
    estate.clock().advance(Duration.ofDays(30));
    assertThat(cleanup()).noneMatch(path -> path.contains("pending_upload"));

    endpoint(gate.endpoint());
    List<PolicyUploadReport> later = estate.cloudSync().sendForPolicies(RunListener.SILENT);
    assertThat(later).singleElement().satisfies(each -> assertThat(each.deletedLocal()).hasSize(6));
    assertThat(object(parquet())).exists();
    assertThat(owed()).isEmpty();
    assertThat(estate.syncWorkflow().status().owed()).isNull();
  }

  @Test
  void whatIsUndoneIsNoLongerOwed() {
    policy(store, true);
    endpoint(NOWHERE);
    ArchiveReport report = apply();

    estate.undo(report.run());

    assertThat(owed()).isEmpty();
    assertThat(estate.parquet(old)).exists();
    assertThat(rowCount()).isEqualTo("2");
  }

  @Test
  void whatIsHeldStaysHere() {
    policy(store, true);
    endpoint(NOWHERE);
    apply();
    retention.hold(old, null, "FOI 12");
    endpoint(gate.endpoint());

    PolicyUploadReport delivery = estate.cloudSync().sendForPolicies(RunListener.SILENT).get(0);

    assertThat(delivery.isSound()).isTrue();
    assertThat(delivery.keptLocal().get(parquet())).contains("FOI 12");
    assertThat(here(parquet())).exists();
    assertThat(object(parquet())).exists();
  }

  @Test
  void withoutCredentialsNothingIsArchived() {
    policy(store, true);
    estate.environment().clear();

    assertThatThrownBy(this::apply)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no credentials");

    assertThat(estate.parquet(old)).exists();
    assertThat(rowCount()).isEqualTo("2");
  }

  @Test
  void aFolderIsATargetTooOnceItIsThere() throws IOException {
    Path nas = folder.resolve("nas");
    policy("file:" + nas, true);

    assertThat(apply().sent().get(0).postponed()).contains("nas");
    assertThat(here(parquet())).exists();
    // The disk is mounted, and the next run finds it.
    Files.createDirectory(nas);
    assertThat(apply().sent().get(0).deletedLocal()).hasSize(6);

    assertThat(nas.resolve(parquet().substring("archive/".length()))).exists();
    assertThat(here(parquet())).doesNotExist();
    assertThat(estate.restore(old).plan().left())
        .singleElement()
        .satisfies(left -> assertThat(left.why()).contains("restore " + old + " --from file:"));
    assertThat(fromStore("file:" + nas, null, old).results()).hasSize(1);
    assertThat(rowCount()).isEqualTo("2");
  }

  @Test
  void whatAStoreHoldsComesBackVerified() {
    String rows = estate.rows(old);
    String sha256 = FileHash.sha256(estate.parquet(old));
    policy(store, true);
    apply();

    RestoreReport plan =
        estate
            .restoreWorkflow()
            .plan(Estate.restoreRequest(new Choice.FromStore(store, null), pub + "_*"))
            .orElseThrow();
    assertThat(plan.fetched()).hasSize(6).contains(parquet());
    assertThat(here(parquet())).doesNotExist();
    RestoreReport report = fromStore(store, null, pub + "_*");

    assertThat(report.fetched()).hasSize(6);
    assertThat(estate.rows(old)).isEqualTo(rows);
    assertThat(FileHash.sha256(estate.parquet(old))).isEqualTo(sha256);
    assertThat(estate.query("SELECT state FROM datawarp.tbl_manifests WHERE name = '" + old + "'"))
        .containsExactly("exported");
    assertThat(fromStore(store, gate.endpoint(), old).fetched()).isEmpty();
  }

  @Test
  void aDamagedObjectIsRefusedAndChangesNothing() throws IOException {
    policy(store, true);
    apply();
    byte[] bytes = Files.readAllBytes(object(parquet()));
    bytes[bytes.length / 2] ^= 1;
    Files.write(object(parquet()), bytes);

    assertThatThrownBy(() -> fromStore(store, null, old))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("is damaged");

    assertThat(here(parquet())).doesNotExist();
    assertThat(rowCount()).isEqualTo("0");
  }

  @Test
  void anotherFileInItsPlaceIsNeverOverwritten() throws IOException {
    policy(store, true);
    apply();
    Files.createDirectories(here(parquet()).getParent());
    Files.writeString(here(parquet()), "mine");

    assertThatThrownBy(() -> fromStore(store, null, old))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("another file is at " + parquet());

    assertThat(here(parquet())).hasContent("mine");
    assertThatThrownBy(() -> fromStore(store, null, "nosuch"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("holds nothing of 'nosuch'");
  }

  @Test
  void aNewMachineGetsASourceItNeverKnew(Database database) {
    String hash =
        estate
            .query("SELECT row_hash FROM datawarp.tbl_exports WHERE source_code = '" + old + "'")
            .get(0);
    policy(store, false);
    apply();
    // The other machine has a database of its own: the source is unknown there.
    estate.execute(
        "DELETE FROM datawarp.tbl_data_sources WHERE code = '" + old + "'",
        "DELETE FROM datawarp.tbl_manifests WHERE name = '" + old + "'",
        "DELETE FROM datawarp.tbl_deletions",
        "DELETE FROM datawarp.tbl_trashed_tables",
        "DELETE FROM datawarp.tbl_file_removals");
    Estate other = estate("there", database);
    other.environment().putAll(estate.environment());
    other.refresh(pub + "_sep25", ROWS);
    configure(other, gate.endpoint());

    RestoreReport report =
        other
            .restoreWorkflow()
            .run(Estate.restoreRequest(new Choice.FromStore(store, null), old), RunListener.SILENT);

    assertThat(report.results().get(0).rows()).isEqualTo(2);
    assertThat(
            other.query(
                "SELECT row_hash FROM datawarp.tbl_exports WHERE source_code = '" + old + "'"))
        .containsExactly(hash);
    assertThat(other.workspace().activeManifests().resolve(old + ".yaml")).exists();
  }

  private Estate estate(String name, Database database) {
    try {
      Estate made = new Estate(Files.createDirectories(folder.resolve(name)), database);
      made.environment().put("R2_ACCESS_KEY_ID", S3Server.KEY_ID);
      made.environment().put("R2_SECRET_ACCESS_KEY", S3Server.SECRET);
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void policy(String target, boolean deletes) {
    retention.set(new PolicyLine(pub + "_*", 1, 0, target, deletes, true, 0));
    estate.clock().advance(Duration.ofDays(31));
  }

  private ArchiveReport apply() {
    return estate
        .archiveWorkflow()
        .apply(Estate.archiveRequest(null, Set.of()), RunListener.SILENT);
  }

  private RestoreReport fromStore(String address, String endpoint, String pattern) {
    return estate
        .restoreWorkflow()
        .run(
            Estate.restoreRequest(new Choice.FromStore(address, endpoint), pattern),
            RunListener.SILENT);
  }

  private List<String> cleanup() {
    return new CleanupWorkflow(estate.context())
        .plan(CleanupOptions.USUAL).orElseThrow().orphans().stream().map(String::valueOf).toList();
  }

  private void endpoint(String url) {
    configure(estate, url);
  }

  private static void configure(Estate where, String url) {
    try {
      Files.writeString(
          where.workspace().syncConfigurationFile(), "cloud: {endpoint: '" + url + "'}\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> owed() {
    try (Stream<Path> files =
        Files.exists(estate.workspace().sync().resolve("pending_upload"))
            ? Files.list(estate.workspace().sync().resolve("pending_upload"))
            : Stream.empty()) {
      assertThat(new PolicyUploadQueue(estate.workspace()).read()).isNotNull();
      return files.map(Path::toString).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String rowCount() {
    return estate.query("SELECT count(*) FROM staging.tbl_" + old).get(0);
  }

  private String parquet() {
    return "archive/parquet/2025-10-02/" + old + ".parquet";
  }

  private String page() {
    return "archive/parquet/2025-10-02/" + old + ".md";
  }

  private String manifest() {
    return "archive/manifests/2025-10-02/" + old + ".yaml";
  }

  private Path here(String path) {
    return estate.workspace().resolve(path);
  }

  private Path object(String path) {
    return server.file(BUCKET, pub + "/" + path.substring("archive/".length()));
  }
}

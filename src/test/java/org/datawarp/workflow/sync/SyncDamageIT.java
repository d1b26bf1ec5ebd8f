package org.datawarp.workflow.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.datawarp.lifecycle.transfer.PendingUploads;
import org.datawarp.lifecycle.transfer.StoreDamage;
import org.datawarp.lifecycle.transfer.SyncItem;
import org.datawarp.lifecycle.transfer.SyncItem.Kind;
import org.datawarp.lifecycle.transfer.SyncReport;
import org.datawarp.lifecycle.transfer.SyncRequest.Option;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.StoreUnavailableException;
import org.datawarp.platform.io.FileHash;
import org.datawarp.storage.object.DeletedObjects;
import org.datawarp.storage.object.ObjectStore;
import org.datawarp.testing.R2Gate;
import org.datawarp.testing.R2Gate.Fault;
import org.datawarp.testing.S3Server;
import org.datawarp.workflow.sync.SyncWorkflow.LossHandling;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was found damaged or gone stays said until it is mended. */
class SyncDamageIT {
  private static final String BUCKET = "damage";
  private static final String PARQUET = "archive/parquet/2025-09-01/adhd_aug25.parquet";
  private static final String KEY = "parquet/2025-09-01/adhd_aug25.parquet";
  private static final String META = PARQUET + ".meta";
  private static final String DOWNLOAD = "archive/downloads/2025-08/ADHD Aug 25.xlsx";
  private static final String DOWNLOAD_KEY = "downloads/2025-08/ADHD Aug 25.xlsx";

  @TempDir private static Path servers;

  private static S3Server server;
  private static R2Gate gate;
  private static int counter;

  @TempDir private Path folder;

  private SyncFixture machine;
  private String prefix;

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
  void makeMachine() {
    counter++;
    prefix = "run" + counter;
    machine = machine("one", gate.endpoint());
    machine.write(PARQUET, 5000);
    machine.write(META, 100);
    machine.write(DOWNLOAD, 7000);
    assertThat(machine.sync().sent()).isEqualTo(3);
  }

  @AfterEach
  void calm() {
    gate.failNoMore();
    gate.forgetRequests();
  }

  @Test
  void aDeletedObjectIsMissedWhateverTheSample() throws IOException {
    Files.delete(object(KEY));

    VerifyReport report = machine.verify(0.1);

    assertThat(report.damaged()).containsOnlyKeys(KEY);
    assertThat(report.damaged().get(KEY)).startsWith("gone");
    assertThat(machine.workflow().damage()).extracting(StoreDamage::key).containsExactly(KEY);
  }

  @Test
  void anEmptiedBucketIsMissed() throws IOException {
    empty();

    VerifyReport report = machine.verify(1);

    assertThat(report.objects()).isZero();
    assertThat(report.damaged()).hasSize(3);
  }

  @Test
  void anEmptiedBucketIsMissedByTheRecordsOfWhatWasDeletedHere() throws IOException {
    machine.sync(Option.DELETE_LOCAL);
    empty();
    Files.delete(machine.workspace().sync().resolve("sync_state.json"));

    assertThat(machine.verify(1).damaged()).hasSize(3);
    assertThat(machine.sync().damaged()).hasSize(3);
  }

  @Test
  void anotherSizeIsSeenInTheListing() throws IOException {
    machine.verify(1);
    Files.writeString(object(KEY), "short");

    VerifyReport report = machine.verify(0.01);

    assertThat(report.damaged().get(KEY)).contains("it has 5 bytes, and had 5000");
  }

  @Test
  void anotherSizeIsDamageToASyncToo() throws IOException {
    Files.writeString(object(KEY), "short");

    SyncReport report = machine.sync();

    assertThat(report.damaged()).containsOnlyKeys(KEY);
    assertThat(report.plan().items(Kind.DAMAGED)).extracting(SyncItem::key).containsExactly(KEY);
  }

  @Test
  void whatIsDamagedStaysSaidUntilItIsRepaired() throws IOException {
    byte[] whole = Files.readAllBytes(object(KEY));
    damage(object(KEY));
    assertThat(machine.verify(1).damaged()).containsOnlyKeys(KEY);

    SyncReport next = machine.sync();

    assertThat(next.isComplete()).isFalse();
    assertThat(next.damaged()).containsOnlyKeys(KEY);
    assertThat(next.plan().items(Kind.SAME)).hasSize(2);
    assertThat(machine.verify(0.01).damaged()).containsOnlyKeys(KEY);
    assertThat(machine.workflow().status().isSound()).isFalse();
    assertThat(machine.repair(Option.DRY_RUN).repaired()).containsExactly(KEY);
    assertThat(object(KEY)).binaryContent().isNotEqualTo(whole);

    StoreRepairReport repaired = machine.repair();

    assertThat(repaired.repaired()).containsExactly(KEY);
    assertThat(repaired.lost()).isEmpty();
    assertThat(object(KEY)).hasBinaryContent(whole);
    assertThat(machine.workflow().damage()).isEmpty();
    assertThat(machine.verify(1).damaged()).isEmpty();
    assertThat(machine.sync().isIdle()).isTrue();
  }

  @Test
  void aDeletionThatFindsDamageSaysSoAndKeepsTheFileWithItsMeta() throws IOException {
    damage(object(KEY));

    SyncReport report = machine.sync(Option.DELETE_LOCAL);

    assertThat(report.damaged()).containsOnlyKeys(KEY);
    assertThat(report.deletedLocal()).containsExactly(DOWNLOAD);
    assertThat(report.keptLocal()).containsOnlyKeys(PARQUET, META);
    assertThat(machine.sync().damaged()).containsOnlyKeys(KEY);
  }

  @Test
  void whatIsGoneAndStillHereIsSentAgainByASync() throws IOException {
    Files.delete(object(KEY));
    machine.verify(1);

    assertThat(machine.sync().sent()).isEqualTo(1);

    assertThat(machine.workflow().damage()).isEmpty();
  }

  @Test
  void whatIsNowhereStaysSaidUntilTheLossIsAccepted() throws IOException {
    Files.delete(object(DOWNLOAD_KEY));
    Files.delete(machine.workspace().root().resolve(DOWNLOAD));
    assertThat(machine.sync().damaged()).containsOnlyKeys(DOWNLOAD_KEY);

    assertThat(machine.repair().lost()).containsOnlyKeys(DOWNLOAD_KEY);
    assertThat(machine.sync().damaged()).containsOnlyKeys(DOWNLOAD_KEY);

    StoreRepairReport accepted =
        machine.workflow().repair(machine.request(), LossHandling.ACCEPT, RunListener.SILENT);
    assertThat(accepted.accepted()).containsExactly(DOWNLOAD_KEY);
    assertThat(machine.sync().isIdle()).isTrue();
    assertThat(machine.verify(1).damaged()).isEmpty();
  }

  @Test
  void aFileThatChangedSinceIsNoReplacement() throws IOException {
    byte[] damaged = damage(object(KEY));
    machine.verify(1);
    machine.write(PARQUET, "changed by hand".getBytes(StandardCharsets.UTF_8));

    StoreRepairReport report = machine.repair();

    assertThat(report.lost().get(KEY)).contains("another content than was sent");
    assertThat(object(KEY)).hasBinaryContent(damaged);
  }

  @Test
  void anObjectMendedByHandIsWholeAfterAll() throws IOException {
    byte[] whole = Files.readAllBytes(object(KEY));
    damage(object(KEY));
    machine.verify(1);
    Files.write(object(KEY), whole);

    assertThat(machine.repair().whole()).containsExactly(KEY);
    assertThat(machine.sync().damaged()).isEmpty();
  }

  @Test
  void aStoreThatGoesAwayIsNoDamage() {
    gate.failBy(
        request ->
            request.path().contains("adhd_aug25")
                ? Optional.of(Fault.of(Fault.Kind.PAGE, 302))
                : Optional.empty());

    assertThatThrownBy(() -> machine.verify(1)).isInstanceOf(StoreUnavailableException.class);
    assertThat(machine.workflow().damage()).isEmpty();
  }

  @Test
  void bucketsOfOneNameOnTwoServersAreToldApart() {
    try (S3Server other = S3Server.start(servers.resolve("other" + counter), BUCKET)) {
      SyncFixture there = machine("one", other.endpoint());

      SyncReport report = there.sync();

      assertThat(report.sent()).isEqualTo(3);
      assertThat(report.plan().items()).allMatch(item -> item.why().isEmpty());
      assertThat(there.workflow().status().stores())
          .extracting(SyncStatus.Store::server)
          .containsExactlyInAnyOrder(gate.endpoint(), other.endpoint());
      assertThat(machine.sync().isIdle()).isTrue();
    }
  }

  @Test
  void theStateOfAReleaseBeforeIsTakenOver() throws IOException {
    Path file = machine.workspace().sync().resolve("sync_state.json");
    String address = "r2://" + BUCKET + "/" + prefix;
    String old =
        Files.readString(file)
            .replace("\"format\" : 2", "\"format\" : 1")
            .replace(address + " at " + gate.endpoint(), address);
    assertThat(old).contains("\"format\" : 1").doesNotContain(" at http");
    Files.writeString(file, old);
    Files.delete(object(DOWNLOAD_KEY));
    Files.delete(machine.workspace().root().resolve(DOWNLOAD));
    gate.forgetRequests();

    SyncReport report = machine.sync();

    assertThat(report.damaged()).containsOnlyKeys(DOWNLOAD_KEY);
    assertThat(report.sent()).isZero();
    assertThat(gate.requests().stream().filter(line -> line.startsWith("HEAD ")))
        .allMatch(line -> line.contains("sync.lock"));
    assertThat(Files.readString(file)).contains(address + " at " + gate.endpoint());
  }

  @Test
  void whatWasDeletedOnPurposeIsNotMissed() throws IOException {
    String backup = "backups/postgres/2025-09-01/datawarp_backup.sql.gz";
    machine.write(".sync/pending_upload/" + backup, 3000);
    Path waiting = machine.workspace().sync().resolve("pending_upload").resolve(backup);
    new PendingUploads(machine.workspace())
        .note(backup, machine.destination(), FileHash.sha256(waiting));
    machine.sync();
    try (ObjectStore store = machine.store()) {
      new DeletedObjects(machine.workspace()).add(store, List.of(backup));
      store.delete(backup);
    }

    assertThat(machine.verify(1).damaged()).isEmpty();
    assertThat(machine.workspace().sync().resolve("deleted_objects.jsonl")).doesNotExist();
    assertThat(machine.sync().isIdle()).isTrue();
  }

  @Test
  void aKilledRepairIsGoneOnWith() throws IOException {
    damage(object(KEY));
    machine.verify(1);
    gate.failBy(
        request ->
            request.method().equals("PUT") && request.path().endsWith("adhd_aug25.parquet")
                ? Optional.of(Fault.status(403, "AccessDenied"))
                : Optional.empty());
    assertThatThrownBy(() -> machine.repair()).hasMessageContaining("access refused");
    gate.failNoMore();
    assertThat(machine.workflow().damage()).isNotEmpty();

    assertThat(machine.repair().repaired()).containsExactly(KEY);
    assertThat(object(KEY)).hasSameBinaryContentAs(machine.workspace().root().resolve(PARQUET));
  }

  private SyncFixture machine(String name, String endpoint) {
    return new SyncFixture(folder.resolve(name), "r2://" + BUCKET + "/" + prefix, endpoint);
  }

  private Path object(String key) {
    return server.file(BUCKET, prefix + "/" + key);
  }

  private void empty() throws IOException {
    try (Stream<Path> files = Files.walk(server.file(BUCKET, prefix))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static byte[] damage(Path object) throws IOException {
    byte[] bytes = Files.readAllBytes(object);
    bytes[bytes.length / 2] ^= 1;
    Files.write(object, bytes);
    return bytes;
  }
}

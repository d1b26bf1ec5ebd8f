package org.datawarp.workflow.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.datawarp.lifecycle.transfer.PendingUploads;
import org.datawarp.lifecycle.transfer.SyncItem;
import org.datawarp.lifecycle.transfer.SyncItem.Kind;
import org.datawarp.lifecycle.transfer.SyncPlan;
import org.datawarp.lifecycle.transfer.SyncReport;
import org.datawarp.lifecycle.transfer.SyncRequest;
import org.datawarp.lifecycle.transfer.SyncRequest.Option;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StoreRefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.io.FileHash;
import org.datawarp.testing.R2Gate;
import org.datawarp.testing.R2Gate.Fault;
import org.datawarp.testing.S3Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncWorkflowIT {
  private static final String BUCKET = "nhs-archive";
  private static final String MANIFEST = "archive/manifests/2025-09-01/adhd_aug25.yaml";
  private static final String PARQUET = "archive/parquet/2025-09-01/adhd_aug25.parquet";
  private static final String DOWNLOAD = "archive/downloads/2025-08/ADHD Aug 25.xlsx";
  private static final int BIG = (32 << 20) + 12_345;

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
    machine = machine("one");
    machine.write(MANIFEST, 500);
    machine.write(PARQUET, 5000);
    machine.write(PARQUET + ".meta", 100);
    machine.write(DOWNLOAD, 7000);
  }

  @AfterEach
  void calm() {
    gate.failNoMore();
    gate.forgetRequests();
  }

  @Test
  void filesGoUnderTheirKeysWithTheirHashes() throws IOException {
    SyncReport report = machine.sync();

    assertThat(report.isComplete()).isTrue();
    assertThat(report.sent()).isEqualTo(4);
    for (String path : List.of(MANIFEST, PARQUET, PARQUET + ".meta", DOWNLOAD)) {
      Path local = machine.workspace().root().resolve(path);
      assertThat(object(path.substring("archive/".length()))).hasSameBinaryContentAs(local);
    }
  }

  @Test
  void aFileThatIsNotWhatItsMetaSaysIsNotSent() throws IOException {
    Path root = machine.workspace().root();
    Files.writeString(
        root.resolve(PARQUET + ".meta"),
        "{\"sha256\": \"" + FileHash.sha256(root.resolve(PARQUET)) + "\"}");
    Files.writeString(root.resolve(MANIFEST + ".meta"), "{\"sha256\": \"" + "0".repeat(64) + "\"}");

    SyncReport report = machine.sync();

    assertThat(report.plan().items(Kind.CONFLICT))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.path()).isEqualTo(MANIFEST);
              assertThat(item.why()).startsWith("it is not what its .meta says");
            });
    assertThat(object("manifests/2025-09-01/adhd_aug25.yaml")).doesNotExist();
    assertThat(object("parquet/2025-09-01/adhd_aug25.parquet")).exists();
  }

  @Test
  void aSecondRunSendsNothingAndListsOnce() {
    machine.sync();
    gate.forgetRequests();

    SyncReport second = machine.sync();

    assertThat(second.sent()).isZero();
    assertThat(second.plan().items(Kind.SAME)).hasSize(4);
    assertThat(requests("PUT")).allMatch(line -> line.contains("sync.lock"));
    assertThat(requests("GET").filter(line -> line.contains("list-type=2"))).hasSize(1);
    assertThat(requests("HEAD")).allMatch(line -> line.contains("sync.lock"));
  }

  @Test
  void aDryRunChangesNothingAnywhere() throws IOException {
    List<String> before = tree(machine.workspace().root());

    SyncReport report = machine.sync(Option.DRY_RUN);

    assertThat(report.plan().items(Kind.NEW)).hasSize(4);
    assertThat(report.plan().requests()).isEqualTo(4);
    assertThat(tree(machine.workspace().root())).isEqualTo(before);
    assertThat(requests("PUT")).isEmpty();
    assertThat(requests("POST")).isEmpty();
  }

  @Test
  void anotherContentUnderAKeyIsAConflictAndStays() throws IOException {
    machine.sync();
    byte[] there = Files.readAllBytes(object("parquet/2025-09-01/adhd_aug25.parquet"));
    machine.write(PARQUET, "other content".getBytes(StandardCharsets.UTF_8));
    Path manifest = machine.workspace().root().resolve(MANIFEST);
    byte[] sameSize = Files.readAllBytes(manifest);
    sameSize[0]++;
    machine.write(MANIFEST, sameSize);
    Files.setLastModifiedTime(manifest, FileTime.from(Instant.parse("2025-01-01T00:00:00Z")));

    SyncReport report = machine.sync();

    assertThat(report.isComplete()).isFalse();
    assertThat(report.sent()).isZero();
    assertThat(report.plan().items(Kind.CONFLICT))
        .extracting(SyncItem::path)
        .containsExactly(MANIFEST, PARQUET);
    assertThat(object("parquet/2025-09-01/adhd_aug25.parquet")).hasBinaryContent(there);
  }

  @Test
  void anObjectThatVanishedIsSentAgain() throws IOException {
    machine.sync();
    Files.delete(object("parquet/2025-09-01/adhd_aug25.parquet"));

    SyncReport report = machine.sync();

    assertThat(report.sent()).isEqualTo(1);
    assertThat(report.plan().items(Kind.NEW).get(0).why()).contains("is gone; sent again");
    assertThat(object("parquet/2025-09-01/adhd_aug25.parquet")).exists();
  }

  @Test
  void whatIsNeitherHereNorThereIsTold() throws IOException {
    machine.sync();
    Files.delete(object("parquet/2025-09-01/adhd_aug25.parquet"));
    Files.delete(machine.workspace().root().resolve(PARQUET));

    SyncReport report = machine.sync();

    assertThat(report.isComplete()).isFalse();
    assertThat(report.plan().items(Kind.GONE)).extracting(SyncItem::path).containsExactly(PARQUET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"format\": 1, \"stores\": 7}", "\0\0\0", "{\"format\": 99}"})
  void aLostOrDamagedStateIsRebuiltFromTheStore(String text) throws IOException {
    machine.sync();
    Path state = machine.workspace().sync().resolve("sync_state.json");
    if (text.isEmpty()) {
      Files.delete(state);
    } else {
      Files.writeString(state, text);
    }

    SyncReport report = machine.sync();

    assertThat(report.isComplete()).isTrue();
    assertThat(report.sent()).isZero();
    assertThat(report.plan().items(Kind.SAME)).hasSize(4);
    gate.forgetRequests();
    machine.sync();
    assertThat(requests("HEAD")).allMatch(line -> line.contains("sync.lock"));
  }

  @Tag("slow")
  @Test
  void aLargeFileGoesInEqualPartsAndSurvivesAnInterruption() throws IOException {
    Path big = machine.write("archive/parquet/2025-09-01/big.parquet", BIG);
    gate.failBy(
        request ->
            request.isPart() && request.target().contains("partNumber=3&")
                ? Optional.of(Fault.status(403, "AccessDenied"))
                : Optional.empty());

    assertThatThrownBy(() -> machine.sync())
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("access refused");
    assertThat(machine.workflow().status().interrupted())
        .containsExactly("parquet/2025-09-01/big.parquet");
    gate.failNoMore();
    gate.forgetRequests();
    SyncReport report = machine.sync();

    assertThat(report.isComplete()).isTrue();
    assertThat(requests("PUT").filter(line -> line.contains("partNumber=")))
        .as("only the missing part")
        .hasSizeLessThan(3)
        .anyMatch(line -> line.contains("partNumber=3"));
    assertThat(object("parquet/2025-09-01/big.parquet")).hasSameBinaryContentAs(big);
    assertThat(machine.workflow().status().interrupted()).isEmpty();
    assertThat(machine.verify(1).damaged()).isEmpty();
  }

  @Test
  void anInterruptedUploadOfAFileThatIsGoneIsGivenUp() throws IOException {
    Path big = machine.write("archive/parquet/2025-09-01/big.parquet", BIG);
    gate.failBy(
        request ->
            request.isPart() ? Optional.of(Fault.status(403, "AccessDenied")) : Optional.empty());
    assertThatThrownBy(() -> machine.sync()).isInstanceOf(StoreRefusedException.class);
    gate.failNoMore();
    Files.delete(big);
    gate.forgetRequests();

    machine.sync();

    assertThat(requests("DELETE").filter(line -> line.contains("uploadId="))).hasSize(1);
    assertThat(machine.workflow().status().interrupted()).isEmpty();
  }

  @Test
  void localFilesGoOnlyOnceTheirCopiesAreReadBack() throws IOException {
    machine.sync();
    damage(object("parquet/2025-09-01/adhd_aug25.parquet"));

    SyncReport report = machine.sync(Option.DELETE_LOCAL);

    assertThat(report.deletedLocal()).containsExactlyInAnyOrder(MANIFEST, DOWNLOAD);
    assertThat(report.keptLocal()).containsOnlyKeys(PARQUET, PARQUET + ".meta");
    assertThat(report.keptLocal()).containsEntry(PARQUET + ".meta", "stays with " + PARQUET);
    assertThat(machine.workspace().root().resolve(PARQUET)).exists();
    assertThat(machine.workspace().root().resolve(MANIFEST)).doesNotExist();
    assertThat(Files.readAllLines(machine.workspace().sync().resolve("proofs.jsonl"))).hasSize(2);
    SyncReport next = machine.sync();
    assertThat(next.plan().remoteOnly()).isEqualTo(2);
    assertThat(next.sent()).isZero();
  }

  @Test
  void whatWasDeletedHereComesBackVerified() throws IOException {
    byte[] bytes = Files.readAllBytes(machine.workspace().root().resolve(DOWNLOAD));
    machine.sync(Option.DELETE_LOCAL);

    PullReport report = machine.pull("archive/**", "downloads/**");

    assertThat(report.failures()).isEmpty();
    assertThat(report.pulled()).hasSize(4);
    assertThat(machine.workspace().root().resolve(DOWNLOAD)).hasBinaryContent(bytes);
    assertThat(machine.pull("**").same()).isEqualTo(4);
  }

  @Test
  void anEmptyFolderOnANewMachineIsFilled() {
    machine.sync();
    SyncFixture other = machine("two");

    PullReport report = other.pull("**");

    assertThat(report.pulled()).hasSize(4);
    assertThat(FileHash.sha256(other.workspace().root().resolve(PARQUET)))
        .isEqualTo(FileHash.sha256(machine.workspace().root().resolve(PARQUET)));
  }

  @Test
  void aDamagedObjectIsNotPulled() throws IOException {
    machine.sync();
    damage(object("parquet/2025-09-01/adhd_aug25.parquet"));
    SyncFixture other = machine("two");

    PullReport report = other.pull("parquet/**");

    assertThat(report.failures()).containsOnlyKeys("parquet/2025-09-01/adhd_aug25.parquet");
    assertThat(other.workspace().root().resolve(PARQUET)).doesNotExist();
    assertThat(tree(other.workspace().root())).noneMatch(path -> path.endsWith(".tmp"));
  }

  @Test
  void aPullFillsTheFoldersOfTheLayoutOnly() throws IOException {
    machine.sync();
    List<String> outside =
        List.of(
            "workspace/.git/config",
            "workspace/.envrc",
            "workspace/Makefile",
            "workspace/manifests/.git/config",
            "workspace/manifests/.GIT/config",
            "workspace/manifests/git~1/config",
            "workspace/.datawarp/config.yaml",
            "workspace/.DataWarp/config.yaml",
            "workspace/.sync/sync_state.json",
            "workspace/output/x.parquet",
            "workspace/Archive/x",
            "parquet/.direnv/x",
            "downloads/.bashrc",
            "backups/.ssh/authorized_keys",
            "elsewhere/x");
    for (String key : outside) {
      Path object = object(key);
      Files.createDirectories(object.getParent());
      Files.writeString(object, "hostile");
    }
    SyncFixture other = machine("two");
    List<String> before = tree(other.workspace().root());

    PullReport report = other.pull("**");

    assertThat(report.failures().keySet()).containsExactlyInAnyOrderElementsOf(outside);
    assertThat(report.pulled()).hasSize(4);
    assertThat(tree(other.workspace().root()).stream().filter(path -> !before.contains(path)))
        .allMatch(path -> path.startsWith("archive"));
  }

  /** Every kind of file there is, and two that another tool stored. */
  @Test
  void whateverIsDeletedHereIsBroughtBackByteForByte() throws IOException {
    machine.configure(
        "sync: {include: ['archive/**', 'backups/**', 'output/**', 'downloads/**', 'notes/**']}\n");
    List<String> paths =
        List.of(
            "archive/manifests/2025-09-01/adhd_aug25.canonical.yaml.meta",
            "archive/parquet/2025-09-01/adhd/2025-08.parquet",
            "archive/parquet/2025-09-01/adhd_aug25.md",
            "archive/parquet/2025-09-01/adhd_aug25.md.meta",
            DOWNLOAD + ".meta",
            DOWNLOAD + ".sha256",
            "archive/downloads/2025-08/[odd] {name} *?'\"%20#;é.csv",
            "archive/somewhere/else.txt",
            "backups/postgres/2025-09-01/datawarp_backup.sql.gz",
            "output/.versions/adhd/none/2025-09-01.parquet",
            "downloads/2025-08/plain.csv",
            "downloads/2025-08/plain.csv.sha256");
    paths.forEach(path -> machine.write(path, 300));
    machine.write("archive/downloads/2025-08/empty.csv", 0);
    machine.write("archive/downloads/2025-08/big.zip", (16 << 20) + 1);
    Path copy = machine.write("archive/downloads/2025-08/copied.xls", 4000);
    machine.write(
        "archive/downloads/2025-08/copied.xls.sha256",
        (FileHash.sha256(copy) + "  copied.xls\n").getBytes(StandardCharsets.UTF_8));
    machine.write("archive/downloads/2025-08/also copied.xls", 4000);
    Path notes = machine.write("notes/mine.txt", 10);
    for (String copied : List.of("copied.xls", "copied.xls.sha256", "also copied.xls")) {
      Path object = object("downloads/2025-08/" + copied);
      Files.createDirectories(object.getParent());
      Files.copy(machine.workspace().root().resolve("archive/downloads/2025-08/" + copied), object);
    }
    List<String> here = contents();
    List<String> wouldDelete = machine.sync(Option.DELETE_LOCAL, Option.DRY_RUN).wouldDelete();
    assertThat(contents()).isEqualTo(here);

    SyncReport report = machine.sync(Option.DELETE_LOCAL);

    assertThat(report.deletedLocal()).containsExactlyInAnyOrderElementsOf(wouldDelete);
    assertThat(report.keptLocal())
        .containsOnlyKeys("notes/mine.txt")
        .containsValue("no pull would bring it back there");
    assertThat(report.deletedLocal()).hasSize(here.size() - 1);
    assertThat(notes).exists();
    Files.delete(machine.workspace().sync().resolve("sync_state.json"));
    Files.delete(machine.workspace().sync().resolve("proofs.jsonl"));
    PullReport pulled = machine.pull("**");
    assertThat(pulled.failures()).containsOnlyKeys("workspace/notes/mine.txt");
    assertThat(contents()).containsAll(here);
  }

  @Test
  void hashesBesideDownloadsAreFilesToAPull() {
    machine.write(DOWNLOAD + ".sha256", 80);
    machine.sync(Option.DELETE_LOCAL);

    assertThat(machine.pull("**/*.sha256").pulled()).containsExactly(DOWNLOAD + ".sha256");
  }

  @Test
  void whatAReleaseBeforeDeletedComesBackByItsRecord() throws IOException {
    Path file = machine.workspace().root().resolve(DOWNLOAD);
    byte[] bytes = Files.readAllBytes(file);
    Path object = object("downloads/2025-08/ADHD Aug 25.xlsx");
    Files.createDirectories(object.getParent());
    Files.copy(file, object);
    machine.sync();
    Files.delete(file);

    assertThat(machine.pull("downloads/**").pulled()).containsExactly(DOWNLOAD);

    assertThat(file).hasBinaryContent(bytes);
  }

  @Test
  void aConflictKeepsAFileTogetherWithItsMeta() {
    machine.sync();
    machine.write(PARQUET, "other content".getBytes(StandardCharsets.UTF_8));

    SyncReport report = machine.sync(Option.DELETE_LOCAL);

    assertThat(report.deletedLocal()).containsExactlyInAnyOrder(MANIFEST, DOWNLOAD);
    assertThat(report.keptLocal()).containsOnlyKeys(PARQUET + ".meta");
  }

  @Test
  void whatCannotBeSentIsNamed() throws IOException {
    Path archive = machine.workspace().root().resolve("archive");
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("secret.txt"), "secret");
    Files.createSymbolicLink(
        archive.resolve("parquet/link.parquet"), elsewhere.resolve("secret.txt"));
    Files.createSymbolicLink(archive.resolve("parquet/linked"), elsewhere);
    machine.write("archive/parquet/two\nlines.parquet", 10);
    machine.write("archive/parquet/back\\slash.parquet", 10);
    machine.write("archive/parquet/folder\n/x.parquet", 10);
    boolean isUtf8 = writeLatin1(archive.resolve("parquet"));

    SyncReport report = machine.sync();

    assertThat(report.isComplete()).isFalse();
    assertThat(report.sent()).isEqualTo(4);
    assertThat(report.plan().skipped())
        .containsKeys(
            "archive/parquet/link.parquet",
            "archive/parquet/linked",
            "archive/parquet/two\\x0alines.parquet",
            "archive/parquet/back\\slash.parquet",
            "archive/parquet/folder\\x0a/x.parquet")
        .hasSize(isUtf8 ? 6 : 5);
    assertThat(report.plan().remoteOnly()).isZero();
  }

  @Test
  void anArchiveThatItsOwnerPutElsewhereIsSent() throws IOException {
    Path archive = machine.workspace().root().resolve("archive");
    Path nas = Files.move(archive, folder.resolve("nas"));
    Files.createSymbolicLink(archive, nas);
    Path parquet = Files.move(nas.resolve("parquet"), folder.resolve("nas-parquet"));
    Files.createSymbolicLink(nas.resolve("parquet"), parquet);

    SyncReport report = machine.sync();

    assertThat(report.isComplete()).isTrue();
    assertThat(report.sent()).isEqualTo(4);
  }

  @Test
  void aPullOverwritesNothing() {
    machine.sync();
    machine.write(PARQUET, "mine".getBytes(StandardCharsets.UTF_8));

    PullReport report = machine.pull("parquet/**");

    assertThat(report.failures()).containsOnlyKeys("parquet/2025-09-01/adhd_aug25.parquet");
    assertThat(machine.workspace().root().resolve(PARQUET)).hasContent("mine");
  }

  @Test
  void aPatternOfNothingIsNotFound() {
    machine.sync();

    assertThatThrownBy(() -> machine.pull("nothing/**")).isInstanceOf(NotFoundException.class);
  }

  @Test
  void aDiskThatIsFullWhilePullingLeavesNothing() throws IOException {
    machine.sync();
    SyncFixture other = machine("two");
    Path blocked = other.workspace().root().resolve("archive");
    Files.writeString(blocked, "a file where a folder should be");

    PullReport report = other.pull("parquet/**");

    assertThat(report.failures()).hasSize(2);
    assertThat(tree(other.workspace().root())).noneMatch(path -> path.contains("adhd"));
  }

  @Test
  void verificationFindsDamageAndComesRound() throws IOException {
    machine.sync();

    VerifyReport first = machine.verify(0.5);
    VerifyReport second = machine.verify(0.5);
    damage(object("downloads/2025-08/ADHD Aug 25.xlsx"));
    VerifyReport third = machine.verify(1);

    assertThat(first.verified()).isEqualTo(2);
    assertThat(first.neverVerified()).isEqualTo(2);
    assertThat(second.neverVerified()).isZero();
    assertThat(third.damaged()).containsOnlyKeys("downloads/2025-08/ADHD Aug 25.xlsx");
    assertThat(machine.workflow().status().stores().get(0).verified()).isEqualTo(4);
  }

  @Test
  void twoMachinesAreKeptApart() {
    SyncFixture other = machine("two");
    other.write(MANIFEST.replace("adhd", "other"), 10);
    AtomicReference<Throwable> refused = new AtomicReference<>();
    AtomicBoolean tried = new AtomicBoolean();
    gate.failBy(
        request -> {
          boolean sends = request.method().equals("PUT") && request.target().contains("/parquet/");
          if (sends && !tried.getAndSet(true)) {
            refused.set(catchThrowable(other::sync));
          }
          return Optional.empty();
        });

    assertThat(machine.sync().isComplete()).isTrue();

    assertThat(refused.get())
        .isInstanceOf(LockedException.class)
        .hasMessageContaining("is being synced by 'sync' on");
    assertThat(other.sync().isComplete()).isTrue();
  }

  @Test
  void theLockOfADeadMachineIsTakenOverAndToldOf() throws IOException {
    leaveLockOfAnotherMachine();
    assertThatThrownBy(() -> machine.sync())
        .isInstanceOfSatisfying(
            LockedException.class,
            e -> assertThat(e.hint()).contains("if that machine died, it is taken over after"));
    machine.setClock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(31)));

    SyncReport report = machine.sync();

    assertThat(report.isComplete()).isTrue();
    assertThat(report.plan().notes())
        .anyMatch(
            note ->
                note.contains("'sync' on laptop-of-ann (process 4711) was taken over")
                    && note.contains("no sign of life for"));
  }

  @Test
  void whatWaitsIsSentReadBackAndRemoved() throws IOException {
    PendingUploads waiting = new PendingUploads(machine.workspace());
    String key = "backups/postgres/2025-09-01/datawarp_backup.sql.gz";
    wait(key, 3000);
    byte[] bytes = Files.readAllBytes(waiting.place(key));

    SyncReport report = machine.sync();

    assertThat(report.drained()).isEqualTo(1);
    assertThat(waiting.keys()).isEmpty();
    assertThat(object(key)).hasBinaryContent(bytes);
  }

  @Test
  void whatWaitsAndIsThereOtherwiseStays() {
    String key = "backups/postgres/2025-09-01/datawarp_backup.sql.gz";
    wait(key, 3000);
    machine.sync();
    wait(key, 4000);

    SyncReport report = machine.sync();

    assertThat(report.isComplete()).isFalse();
    assertThat(report.failures()).containsOnlyKeys(key);
    assertThat(new PendingUploads(machine.workspace()).keys()).containsExactly(key);
  }

  private void wait(String key, int sizeBytes) {
    Path file = machine.write(".sync/pending_upload/" + key, sizeBytes);
    new PendingUploads(machine.workspace()).note(key, machine.destination(), FileHash.sha256(file));
  }

  @Test
  void anArchiveWithoutANetworkIsOwedAndMadeUpFor() {
    machine.configure(
        "cloud: {bucket: %s, prefix: %s, endpoint: 'http://127.0.0.1:1'}\nsync: {auto_sync: true}\n"
            .formatted(BUCKET, prefix));
    assertThat(
            machine
                .workflow()
                .cloud()
                .sendAfterArchive(RunListener.SILENT)
                .orElseThrow()
                .postponed())
        .contains("cannot connect to 127.0.0.1");
    assertThat(machine.workflow().status().owed()).contains("cannot connect to 127.0.0.1");

    machine.configure(
        "cloud: {bucket: %s, prefix: %s, endpoint: '%s'}\nsync: {auto_sync: true}\n"
            .formatted(BUCKET, prefix, gate.endpoint()));
    assertThat(
            machine.workflow().cloud().sendAfterArchive(RunListener.SILENT).orElseThrow().report())
        .satisfies(report -> assertThat(report.isComplete()).isTrue());
    assertThat(machine.workflow().status().owed()).isNull();
  }

  @Test
  void withoutAutoSyncAnArchiveSendsNothing() {
    assertThat(machine.workflow().cloud().sendAfterArchive(RunListener.SILENT)).isEmpty();
    assertThat(machine.workflow().status().owed()).isNull();
  }

  @Test
  void onlyWhatIsOldAndHereExpires() throws IOException {
    machine.configure("sync: {cloud_retention_days: 40}\n");
    machine.sync();
    Files.delete(machine.workspace().root().resolve(DOWNLOAD));
    machine.write(PARQUET, "changed since".getBytes(StandardCharsets.UTF_8));
    assertThat(machine.workflow().expire(machine.request(Option.DRY_RUN)).expired()).isEmpty();
    machine.setClock(Clock.offset(Clock.systemUTC(), Duration.ofDays(41)));

    ExpiryPlan plan = machine.workflow().expire(machine.request(Option.DRY_RUN));

    assertThat(plan.expired())
        .containsExactly(
            "manifests/2025-09-01/adhd_aug25.yaml", "parquet/2025-09-01/adhd_aug25.parquet.meta");
    assertThat(plan.kept())
        .containsOnlyKeys(
            "downloads/2025-08/ADHD Aug 25.xlsx", "parquet/2025-09-01/adhd_aug25.parquet");
    assertThatThrownBy(() -> machine.workflow().expire(machine.request()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("2 objects of 4 would expire");
    assertThat(object("manifests/2025-09-01/adhd_aug25.yaml")).exists();
  }

  @Test
  void whatExpiredIsNotSentAgain() {
    machine.configure("sync: {cloud_retention_days: 40}\n");
    machine.sync();
    machine.setClock(Clock.offset(Clock.systemUTC(), Duration.ofDays(41)));
    SyncRequest request =
        new SyncRequest(
            "r2://" + BUCKET + "/" + prefix,
            gate.endpoint(),
            null,
            null,
            4,
            java.util.Set.of(),
            Duration.ZERO,
            "sync expire");

    assertThat(machine.workflow().expire(request).expired()).hasSize(4);

    assertThat(machine.sync().sent()).isZero();
    assertThat(object("manifests/2025-09-01/adhd_aug25.yaml")).doesNotExist();
  }

  @Test
  void whatWouldBeChargedLongerThanKeptIsRefused() {
    machine.configure(
        """
        sync:
          cloud_retention_days: 20
          include:
            - pattern: archive/downloads/**
              storage_class: STANDARD_IA
        """);

    assertThatThrownBy(() -> machine.sync(Option.DRY_RUN))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("charged for 30 days at least");
  }

  @Test
  void theBreakEvenOfTheCheaperClassIsTold() {
    machine.configure(
        """
        sync:
          include:
            - pattern: archive/downloads/**
              storage_class: STANDARD_IA
            - archive/parquet/**
        """);

    SyncPlan plan = machine.sync(Option.DRY_RUN).plan();

    assertThat(plan.items(Kind.NEW)).hasSize(3);
    assertThat(plan.notes()).anyMatch(note -> note.startsWith("STANDARD_IA for 1 files"));
  }

  @Test
  void aTransferKeepsToItsRateAndStillArrives() {
    SyncRequest slow =
        new SyncRequest(
            "r2://" + BUCKET + "/" + prefix,
            gate.endpoint(),
            2,
            200_000L,
            null,
            java.util.Set.of(),
            Duration.ZERO,
            "sync");

    SyncReport report = machine.workflow().run(slow, RunListener.SILENT);

    assertThat(report.isComplete()).isTrue();
  }

  @Test
  void aFileThatChangesWhileItIsSentIsNotVouchedFor() throws IOException {
    AtomicInteger times = new AtomicInteger();
    Path file = machine.workspace().root().resolve(PARQUET);
    gate.failBy(
        request -> {
          if (request.method().equals("PUT")
              && request.path().endsWith("adhd_aug25.parquet")
              && times.getAndIncrement() == 0) {
            machine.write(PARQUET, "changed just now".getBytes(StandardCharsets.UTF_8));
          }
          return Optional.empty();
        });

    SyncReport report = machine.sync();

    assertThat(report.failures()).containsOnlyKeys("parquet/2025-09-01/adhd_aug25.parquet");
    gate.failNoMore();
    assertThat(machine.sync().isComplete()).isTrue();
    assertThat(object("parquet/2025-09-01/adhd_aug25.parquet")).hasSameBinaryContentAs(file);
  }

  private SyncFixture machine(String name) {
    return new SyncFixture(folder.resolve(name), "r2://" + BUCKET + "/" + prefix, gate.endpoint());
  }

  private void leaveLockOfAnotherMachine() throws IOException {
    String text =
        """
        {"workspace": "7b3c", "host": "laptop-of-ann", "process": 4711, "command": "sync",
         "since": "2025-09-01T10:00:00Z", "released": false}
        """;
    Path lock = object(".datawarp/sync.lock");
    Files.createDirectories(lock.getParent());
    Files.writeString(lock, text);
  }

  private Path object(String key) {
    return server.file(BUCKET, prefix + "/" + key);
  }

  /** Every file with its hash, but for what the program keeps for itself. */
  private List<String> contents() throws IOException {
    Path root = machine.workspace().root();
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !root.relativize(file).toString().startsWith("."))
          .map(file -> root.relativize(file) + " " + FileHash.sha256(file))
          .sorted()
          .toList();
    }
  }

  /** Writes a file whose name is Latin-1, as a shell would; tells whether this disk takes it. */
  private static boolean writeLatin1(Path folder) throws IOException {
    try {
      Process shell =
          new ProcessBuilder("sh", "-c", "touch \"$(printf 'caf\\351.parquet')\"")
              .directory(folder.toFile())
              .start();
      return shell.waitFor() == 0;
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void damage(Path object) throws IOException {
    byte[] bytes = Files.readAllBytes(object);
    bytes[bytes.length / 2] ^= 1;
    Files.write(object, bytes);
  }

  private static Stream<String> requests(String method) {
    return gate.requests().stream().filter(line -> line.startsWith(method + " "));
  }

  private static List<String> tree(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.map(file -> root.relativize(file).toString()).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

package org.datawarp.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.StoreUnavailableException;
import org.datawarp.platform.io.FileHash;
import org.datawarp.storage.object.s3.S3ObjectStore;
import org.datawarp.storage.object.s3.S3Settings;
import org.datawarp.testing.R2Gate;
import org.datawarp.testing.R2Gate.Fault;
import org.datawarp.testing.R2Gate.Request;
import org.datawarp.testing.S3Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store does when something else answers, nothing answers, or the server checks nothing. */
class StrangeServersIT {
  private static final String BUCKET = "strange";
  private static final int BIG = (16 << 20) + 4_321;

  @TempDir private static Path folder;

  private static S3Server server;
  private static R2Gate gate;
  private static int counter;

  private final List<Duration> waits = new ArrayList<>();
  private ObjectStore store;

  @BeforeAll
  static void start() {
    server = S3Server.startCareless(folder.resolve("s3"), BUCKET);
    gate = R2Gate.start(server.port());
  }

  @AfterAll
  static void stop() {
    gate.close();
    server.close();
  }

  @BeforeEach
  void open() {
    counter++;
    store = store(gate.endpoint(), Duration.ofSeconds(30));
  }

  @AfterEach
  void calm() {
    gate.failNoMore();
    gate.forgetRequests();
    store.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 403, 404, 511})
  void aWebPageIsNoStore(int status) {
    failTimes(Integer.MAX_VALUE, request -> true, Fault.of(Fault.Kind.PAGE, status));
    byte[] bytes = {1, 2, 3};
    List<Consumer<ObjectStore>> calls =
        List.of(
            s -> s.list("", null),
            s -> s.find("a"),
            s -> s.open("a", 0),
            s -> s.create("a", ObjectContent.ofBytes(bytes), attributes(bytes)),
            s -> s.replace("a", new ObjectVersion("\"1\""), bytes),
            s -> s.begin("a", attributes(bytes)),
            s -> s.unfinished(""));

    for (Consumer<ObjectStore> call : calls) {
      assertThatThrownBy(() -> call.accept(store))
          .isInstanceOfSatisfying(
              StoreUnavailableException.class,
              e -> assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE_UNAVAILABLE))
          .satisfies(e -> assertThat(((DatawarpException) e).hint()).isNotNull());
    }
  }

  @Test
  void aPageInsteadOfAListIsNoEmptyBucket() {
    failTimes(1, request -> true, Fault.of(Fault.Kind.PAGE, 200));

    assertThatThrownBy(() -> store.list("", null))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("is no object store");
    assertThat(waits).isEmpty();
  }

  @Test
  void aServerThatNeverAnswersIsGivenUpAfterThreeAttempts() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        ObjectStore waiting =
            store("http://127.0.0.1:" + silent.getLocalPort(), Duration.ofMillis(100))) {
      assertThatThrownBy(() -> waiting.list("", null))
          .isInstanceOfSatisfying(
              StoreUnavailableException.class,
              e -> assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE_UNAVAILABLE))
          .hasMessageContaining("127.0.0.1 does not answer");
      assertThat(waits).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 409, 501, 503, 507})
  void whatTheServerSaysOfARefusalIsShown(int status) {
    failTimes(
        Integer.MAX_VALUE,
        request -> true,
        Fault.status(status, "NotImplemented Conditional requests are not supported here"));

    assertThatThrownBy(() -> store.list("", null))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Conditional requests are not supported here");
    if (status == 501) {
      assertThat(waits).isEmpty();
    }
  }

  @Test
  void aPartDamagedOnItsWayIsSentAgain() throws IOException {
    byte[] bytes = bytes();
    failTimes(1, Request::isPart, Fault.of(Fault.Kind.DAMAGE_REQUEST, 0));

    assertThat(send("big", bytes)).isPresent();

    assertThat(read("big")).isEqualTo(bytes);
  }

  @Test
  void partsThatAreDamagedForEverLeaveNoObject() {
    failTimes(Integer.MAX_VALUE, Request::isPart, Fault.of(Fault.Kind.DAMAGE_REQUEST, 0));

    assertThatThrownBy(() -> send("big", bytes()))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(StorageException.class)
        .hasMessageContaining("arrived damaged and was removed again");
    assertThat(store.find("big")).isEmpty();
  }

  @Test
  void aStreamWhosePartsAreDamagedLeavesNoObject() throws IOException {
    failTimes(Integer.MAX_VALUE, Request::isPart, Fault.of(Fault.Kind.DAMAGE_REQUEST, 0));

    try (ObjectWriter writer = store.openWriter("stream", StorageClass.STANDARD)) {
      writer.write(bytes());
      assertThatThrownBy(writer::finish)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("arrived damaged and was removed again");
    }

    assertThat(store.find("stream")).isEmpty();
  }

  private Optional<ObjectVersion> send(String key, byte[] bytes) {
    try {
      Path file = Files.write(folder.resolve("file" + counter), bytes);
      Instant modified = Files.getLastModifiedTime(file).toInstant();
      FileSender sender =
          new FileSender(
              store, folder.resolve("journal" + counter), Runnable::run, Clock.systemUTC());
      return sender
          .send(
              new FileSender.Item(
                  file, key, bytes.length, modified, FileHash.sha256(bytes), StorageClass.STANDARD))
          .join();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private byte[] read(String key) throws IOException {
    try (OpenObject opened = store.open(key, 0)) {
      return opened.content().readAllBytes();
    }
  }

  private ObjectStore store(String endpoint, Duration answerTimeout) {
    return new S3ObjectStore(
        new S3Settings(
            CloudAddress.parse("r2://" + BUCKET + "/run" + counter),
            URI.create(endpoint),
            "auto",
            S3Server.KEY_ID,
            S3Server.SECRET,
            null),
        CloudFixture.DIRECT,
        TransferListener.FREE,
        waits::add,
        Clock.systemUTC(),
        answerTimeout);
  }

  private static void failTimes(int times, Predicate<Request> which, Fault fault) {
    AtomicInteger left = new AtomicInteger(times);
    gate.failBy(
        request ->
            which.test(request) && left.getAndDecrement() > 0
                ? Optional.of(fault)
                : Optional.empty());
  }

  private static ObjectAttributes attributes(byte[] bytes) {
    return ObjectAttributes.of(FileHash.sha256(bytes));
  }

  private static byte[] bytes() {
    byte[] bytes = new byte[BIG];
    new Random(counter).nextBytes(bytes);
    return bytes;
  }
}

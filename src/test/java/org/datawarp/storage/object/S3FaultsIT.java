package org.datawarp.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkGlobalTime;

/** What a store does when servers and networks fail. */
class S3FaultsIT {
  private static final String BUCKET = "faults";
  private static final byte[] BYTES = bytes(300_000);

  @TempDir private static Path folder;

  private static S3Server server;
  private static R2Gate gate;
  private static int counter;

  private final List<Duration> waits = new ArrayList<>();
  private ObjectStore store;

  @BeforeAll
  static void start() {
    server = S3Server.start(folder.resolve("s3"), BUCKET);
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
    store = store(S3Server.KEY_ID, S3Server.SECRET, BUCKET, CloudFixture.DIRECT);
  }

  @AfterEach
  void calm() {
    SdkGlobalTime.setGlobalTimeOffset(0); // the SDK believes a server's clock from then on
    gate.failNoMore();
    gate.forgetRequests();
    store.close();
  }

  static Stream<Fault> passing() {
    return Stream.of(
        Fault.status(500, "InternalError"),
        Fault.status(502, ""),
        Fault.status(503, "SlowDown"),
        Fault.status(503, "ServiceUnavailable"),
        Fault.status(429, "TooManyRequests"),
        Fault.status(409, "ConditionalRequestConflict"),
        Fault.status(400, "RequestTimeout"),
        Fault.of(Fault.Kind.CUT_REQUEST, 0),
        Fault.of(Fault.Kind.CUT_REQUEST, 150_000),
        Fault.of(Fault.Kind.LOSE_ANSWER, 0),
        Fault.of(Fault.Kind.WRONG_TAG, 0));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void aPassingFaultWhileSendingIsGotOver(Fault fault) throws IOException {
    failTimes(3, request -> request.method().equals("PUT"), fault);

    assertThat(create("a", BYTES)).isPresent();

    gate.failNoMore();
    assertThat(read("a")).isEqualTo(BYTES);
  }

  @ParameterizedTest
  @MethodSource("passing")
  void aPassingFaultInMidPartIsGotOver(Fault fault) throws IOException {
    byte[] bytes = bytes((5 << 20) + 99);
    MultipartUpload upload = store.begin("big", ObjectAttributes.of(FileHash.sha256(bytes)));
    failTimes(3, Request::isPart, fault);
    List<UploadedPart> parts =
        List.of(
            store.sendPart(upload, 1, slice(bytes, 0, 5 << 20)),
            store.sendPart(upload, 2, slice(bytes, 5 << 20, 99)));
    failTimes(2, request -> request.method().equals("POST"), fault);

    Optional<ObjectVersion> made = store.complete(upload, parts);

    gate.failNoMore();
    assertThat(made).isPresent();
    assertThat(read("big")).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"CUT_ANSWER, 0", "CUT_ANSWER, 1000", "CUT_ANSWER, 299999"})
  void aBodyThatIsCutIsGoneOnWith(Fault.Kind kind, long after) throws IOException {
    create("a", BYTES);
    failTimes(3, request -> request.method().equals("GET"), Fault.of(kind, after));

    assertThat(read("a")).isEqualTo(BYTES);
  }

  @Test
  void aBodyThatIsCutForEverFailsAndIsNoShortFile() {
    create("a", BYTES);
    failTimes(
        Integer.MAX_VALUE,
        request -> request.method().equals("GET"),
        Fault.of(Fault.Kind.CUT_ANSWER, 0));
    Path target = folder.resolve("short" + counter);

    assertThatThrownBy(() -> new ObjectReader(store).save("a", target))
        .isInstanceOf(StorageException.class);
    assertThat(target).doesNotExist();
  }

  @Test
  void aBodyThatIsDamagedIsNoticed() {
    create("a", BYTES);
    failTimes(
        Integer.MAX_VALUE,
        request -> request.method().equals("GET"),
        Fault.of(Fault.Kind.DAMAGE_ANSWER, 5000));
    Path target = folder.resolve("damaged" + counter);

    assertThatThrownBy(() -> new ObjectReader(store).save("a", target))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("is damaged");
    assertThat(target).doesNotExist();
  }

  @Test
  void aStormThatDoesNotPassEndsTheAttemptsWithGrowingWaits() {
    failTimes(Integer.MAX_VALUE, request -> true, Fault.status(503, "SlowDown"));

    assertThatThrownBy(() -> create("a", BYTES))
        .isInstanceOf(StorageException.class)
        .hasMessage(
            "cannot send "
                + store.address()
                + "/a: the server failed: as the test wants it (HTTP 503 SlowDown)");
    assertThat(waits).hasSize(7);
    assertThat(waits.get(6)).isGreaterThan(waits.get(0).multipliedBy(8));
  }

  @Test
  void aLostAnswerDoesNotLookLikeSomebodyElsesObject() {
    failTimes(1, request -> request.method().equals("PUT"), Fault.of(Fault.Kind.LOSE_ANSWER, 0));

    assertThat(create("a", BYTES)).isPresent();
  }

  @Test
  void hotKeysAreWaitedFor() {
    AtomicLong nanos = new AtomicLong();
    try (R2Gate strict = R2Gate.start(server.port())) {
      strict.enforceHotKeys(nanos::get);
      ObjectStore patient =
          new S3ObjectStore(
              settings(S3Server.KEY_ID, S3Server.SECRET, BUCKET, strict.endpoint()),
              CloudFixture.DIRECT,
              TransferListener.FREE,
              wait -> nanos.addAndGet(wait.toNanos()),
              Clock.systemUTC());
      ObjectVersion version = patient.create("hot", content(), attributes()).orElseThrow();

      assertThat(patient.replace("hot", version, new byte[] {1})).isPresent();

      assertThat(nanos.get()).isGreaterThanOrEqualTo(Duration.ofSeconds(1).toNanos());
    }
  }

  @Test
  void everyRefusalSaysWhatItIsAndWhatToDo() {
    assertRefusal(
        store(S3Server.KEY_ID, "another secret", BUCKET, CloudFixture.DIRECT),
        "the secret does not belong to the access key",
        "secret_access_key");
    assertRefusal(
        store("unknownkey", S3Server.SECRET, BUCKET, CloudFixture.DIRECT),
        "the server does not know this access key",
        "access_key_id");
    assertRefusal(
        store(S3Server.KEY_ID, S3Server.SECRET, "nosuchbucket", CloudFixture.DIRECT),
        "there is no bucket 'nosuchbucket'",
        "endpoint");
  }

  @ParameterizedTest
  @CsvSource({
    "403, ExpiredToken,          the credentials have expired",
    "400, ExpiredToken,          the credentials have expired",
    "403, AccessDenied,          access refused",
    "401, Unauthorized,          the credentials are not valid",
    "400, AuthorizationHeaderMalformed, the bucket is in another region",
    "507, InsufficientStorage,   the store is full"
  })
  void aRefusalIsNotTriedAgain(int status, String code, String message) {
    failTimes(Integer.MAX_VALUE, request -> true, Fault.status(status, code));

    assertThatThrownBy(() -> create("a", BYTES))
        .isInstanceOf(DatawarpException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(((DatawarpException) e).hint()).isNotNull());
    assertThat(gate.requests()).hasSize(1);
    assertThat(waits).isEmpty();
  }

  @Test
  void aClockThatIsWrongIsTold() {
    failTimes(1, request -> true, Fault.of(Fault.Kind.SKEWED, 1800));

    assertThatThrownBy(() -> store.list("", null))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("this machine's clock is 30 minutes ahead of the server's")
        .satisfies(e -> assertThat(((DatawarpException) e).hint()).contains("NTP"));
  }

  @Test
  void aServerThatIsNotThereIsTold() {
    ObjectStore nowhere =
        new S3ObjectStore(
            settings("key", "secret", "bucket", "http://127.0.0.1:1"),
            CloudFixture.DIRECT,
            TransferListener.FREE,
            waits::add,
            Clock.systemUTC());

    assertThatThrownBy(() -> nowhere.list("", null))
        .isInstanceOf(StorageException.class)
        .hasMessage("cannot list " + nowhere.address() + ": cannot connect to 127.0.0.1");
    assertThat(waits).hasSize(2);
  }

  @Test
  void noMessageHoldsTheSecret() {
    List<Throwable> failures = new ArrayList<>();
    for (Fault fault : passing().toList()) {
      failTimes(Integer.MAX_VALUE, request -> true, fault);
      failures.add(catchThrowable(() -> create("a" + failures.size(), BYTES)));
    }
    gate.failNoMore();
    failures.add(
        catchThrowable(
            () ->
                store(S3Server.KEY_ID, S3Server.SECRET + "x", BUCKET, CloudFixture.DIRECT)
                    .list("", null)));

    for (Throwable failure : failures) {
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        assertThat(String.valueOf(cause)).doesNotContain(S3Server.SECRET);
      }
    }
  }

  private void assertRefusal(ObjectStore wrong, String message, String hint) {
    assertThatThrownBy(() -> wrong.list("", null))
        .isInstanceOfSatisfying(UsageException.class, e -> assertThat(e.hint()).contains(hint))
        .hasMessageContaining(message);
    assertThat(waits).isEmpty();
  }

  private static void failTimes(int times, Predicate<Request> which, Fault fault) {
    AtomicInteger left = new AtomicInteger(times);
    gate.failBy(
        request ->
            which.test(request) && left.getAndDecrement() > 0
                ? Optional.of(fault)
                : Optional.empty());
  }

  private ObjectStore store(String keyId, String secret, String bucket, HttpSettings network) {
    return new S3ObjectStore(
        settings(keyId, secret, bucket, gate.endpoint()),
        network,
        TransferListener.FREE,
        waits::add,
        Clock.systemUTC());
  }

  private static S3Settings settings(String keyId, String secret, String bucket, String endpoint) {
    return new S3Settings(
        CloudAddress.parse("r2://" + bucket + "/run" + counter),
        URI.create(endpoint),
        "auto",
        keyId,
        secret,
        null);
  }

  private Optional<ObjectVersion> create(String key, byte[] bytes) {
    return store.create(
        key, ObjectContent.ofBytes(bytes), ObjectAttributes.of(FileHash.sha256(bytes)));
  }

  private byte[] read(String key) throws IOException {
    try (OpenObject opened = store.open(key, 0)) {
      return opened.content().readAllBytes();
    }
  }

  private static ObjectContent content() {
    return ObjectContent.ofBytes(BYTES);
  }

  private static ObjectAttributes attributes() {
    return ObjectAttributes.of(FileHash.sha256(BYTES));
  }

  private static ObjectContent slice(byte[] bytes, int from, int length) {
    return ObjectContent.ofBytes(java.util.Arrays.copyOfRange(bytes, from, from + length));
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}

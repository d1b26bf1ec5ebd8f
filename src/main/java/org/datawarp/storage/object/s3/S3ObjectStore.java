package org.datawarp.storage.object.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.FileHash;
import org.datawarp.storage.object.CountingStream;
import org.datawarp.storage.object.HttpSettings;
import org.datawarp.storage.object.ListedObject;
import org.datawarp.storage.object.ListingPage;
import org.datawarp.storage.object.MultipartUpload;
import org.datawarp.storage.object.ObjectAttributes;
import org.datawarp.storage.object.ObjectContent;
import org.datawarp.storage.object.ObjectKeys;
import org.datawarp.storage.object.ObjectStore;
import org.datawarp.storage.object.ObjectVersion;
import org.datawarp.storage.object.OpenObject;
import org.datawarp.storage.object.Sleeper;
import org.datawarp.storage.object.StorageClass;
import org.datawarp.storage.object.StoredObject;
import org.datawarp.storage.object.TransferListener;
import org.datawarp.storage.object.UploadedPart;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket of R2, S3, or a server that speaks like them. */
public final class S3ObjectStore implements ObjectStore {
  /** The metadata that states the content's SHA-256. */
  private static final String SHA256 = "sha256";

  /** So often a part is sent again whose mark is not its MD5. */
  private static final int MAX_RESENT = 2;

  private static final String OCTETS = "application/octet-stream";
  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

  private final S3Settings settings;
  private final HttpSettings network;
  private final TransferListener flow;
  private final Retrier attempts;
  private final S3Failures failures;
  private final AtomicLong requests = new AtomicLong();
  private final SignedPut put;
  private final Duration answerTimeout;
  private volatile boolean isKnownStore;
  private volatile boolean tellTags = true;
  private @Nullable SdkHttpClient connections;
  private @Nullable S3Client client;

  public S3ObjectStore(
      S3Settings settings,
      HttpSettings network,
      TransferListener flow,
      Sleeper pause,
      Clock clock) {
    this(settings, network, flow, pause, clock, S3Clients.ANSWER_TIMEOUT);
  }

  /** The same, with another limit to how long an answer may be waited for. */
  public S3ObjectStore(
      S3Settings settings,
      HttpSettings network,
      TransferListener flow,
      Sleeper pause,
      Clock clock,
      Duration answerTimeout) {
    this.answerTimeout = answerTimeout;
    this.settings = settings;
    this.network = network;
    this.flow = flow;
    this.attempts = new Retrier(pause);
    this.failures = new S3Failures(settings, clock);
    // Servers compare with the true time, whatever time the run is told it is.
    this.put = new SignedPut(settings, new Signature(settings, Clock.systemUTC()));
  }

  @Override
  public String address() {
    return settings.address().toString();
  }

  @Override
  public ListingPage list(String prefix, @Nullable String next) {
    ListObjectsV2Response page =
        call(
            "cannot list",
            prefix,
            s3 ->
                s3.listObjectsV2(
                    r -> r.bucket(bucket()).prefix(listed(prefix)).continuationToken(next)));
    List<ListedObject> objects = new ArrayList<>();
    for (S3Object object : page.contents()) {
      if (object.key().endsWith("/")) {
        continue; // what dashboards make for an empty folder
      }
      objects.add(
          new ListedObject(
              key(object.key()),
              object.size(),
              ObjectVersion.of(object.eTag()),
              object.lastModified(),
              classOf(object.storageClassAsString())));
    }
    boolean more = Boolean.TRUE.equals(page.isTruncated());
    return new ListingPage(objects, more ? page.nextContinuationToken() : null);
  }

  @Override
  public Optional<StoredObject> find(String key) {
    return call(
        "cannot look at",
        key,
        s3 -> {
          try {
            return Optional.of(
                described(key, s3.headObject(r -> r.bucket(bucket()).key(full(key)))));
          } catch (AwsServiceException e) {
            if (S3Failures.isMissing(e)) {
              return Optional.empty();
            }
            throw S3Failures.isRefusal(e) ? withReason(s3, key, e) : e;
          }
        });
  }

  /** The answer to a HEAD has no body, and so no reason; that to a GET has. */
  private AwsServiceException withReason(S3Client s3, String key, AwsServiceException refusal) {
    try {
      connectOnce(s3, key, 0, null).abort();
      return refusal;
    } catch (AwsServiceException e) {
      return e.statusCode() == refusal.statusCode() ? e : refusal;
    }
  }

  @Override
  public Optional<ObjectVersion> create(
      String key, ObjectContent content, ObjectAttributes attributes) {
    Hashes hashes = hashes(content, attributes.sha256());
    String md5 = Base64.getEncoder().encodeToString(hashes.md5());
    return attempt(
        "cannot send",
        key,
        number -> {
          try {
            String tag =
                put.send(
                    connections(),
                    full(key),
                    content,
                    hashes.sha256(),
                    md5,
                    attributes.storageClass());
            requireArrived(key, hashes.md5(), tag);
            return Optional.of(new ObjectVersion(tag));
          } catch (AwsServiceException e) {
            if (!S3Failures.isPrecondition(e)) {
              throw e;
            }
            return number == 1 ? Optional.empty() : createdBefore(key, hashes);
          }
        });
  }

  @Override
  public Optional<ObjectVersion> replace(String key, ObjectVersion expected, byte[] content) {
    ObjectContent bytes = ObjectContent.ofBytes(content);
    Hashes hashes = hashes(bytes, null);
    return attempt(
        "cannot change",
        key,
        number -> {
          Optional<ObjectVersion> made = replaceOnce(key, expected.tag(), bytes, hashes);
          if (made.isEmpty() && number > 1) {
            made = createdBefore(key, hashes);
          }
          return made.isPresent() ? made : replaceByBareTag(key, expected, bytes, hashes);
        });
  }

  private Optional<ObjectVersion> replaceOnce(
      String key, String tag, ObjectContent bytes, Hashes hashes) {
    try {
      String made =
          client()
              .putObject(
                  r ->
                      r.bucket(bucket())
                          .key(full(key))
                          .ifMatch(tag.isEmpty() ? null : tag)
                          .metadata(Map.of(SHA256, hashes.sha256())),
                  body(bytes))
              .eTag();
      return Optional.of(new ObjectVersion(made));
    } catch (AwsServiceException e) {
      if (!S3Failures.isPrecondition(e) && e.statusCode() != 404) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /**
   * Ceph's radosgw 16 compares the text of the header of a PUT with the ETag without its quotes, so
   * that a proper one never matches.
   */
  private Optional<ObjectVersion> replaceByBareTag(
      String key, ObjectVersion expected, ObjectContent bytes, Hashes hashes) {
    String bare = unquoted(expected.tag());
    boolean isStill =
        !bare.equals(expected.tag())
            && find(key).filter(there -> there.version().equals(expected)).isPresent();
    return isStill ? replaceOnce(key, bare, bytes, hashes) : Optional.empty();
  }

  @Override
  public OpenObject open(String key, long fromByte) {
    ResponseInputStream<GetObjectResponse> opened = connect(key, fromByte, null);
    GetObjectResponse answer = opened.response();
    requireStore(answer.contentType(), answer.eTag());
    StoredObject object =
        new StoredObject(
            key,
            fromByte + answer.contentLength(),
            ObjectVersion.of(answer.eTag()),
            answer.lastModified() == null ? Instant.EPOCH : answer.lastModified(),
            sha256(answer.metadata()),
            classOf(answer.storageClassAsString()));
    InputStream body =
        new ResumingStream(
            content(opened),
            fromByte,
            (position, cause) -> reconnect(object, position, cause),
            attempts);
    return new OpenObject(
        object, flow == TransferListener.FREE ? body : new CountingStream(body, flow));
  }

  @Override
  public void delete(String key) {
    call("cannot delete", key, s3 -> s3.deleteObject(r -> r.bucket(bucket()).key(full(key))));
  }

  @Override
  public MultipartUpload begin(String key, ObjectAttributes attributes) {
    String id =
        call(
                "cannot begin",
                key,
                s3 ->
                    s3.createMultipartUpload(
                        r ->
                            r.bucket(bucket())
                                .key(full(key))
                                .contentType(OCTETS)
                                .metadata(metadata(attributes))
                                .storageClass(sdkClass(attributes))))
            .uploadId();
    return new MultipartUpload(key, id, Instant.EPOCH);
  }

  @Override
  public UploadedPart sendPart(MultipartUpload upload, int number, ObjectContent content) {
    Hashes hashes = hashes(content, null);
    String md5 = HexFormat.of().formatHex(hashes.md5());
    return attempt(
        "cannot send part " + number + " of",
        upload.key(),
        attempt -> {
          String tag =
              put.sendPart(
                  connections(),
                  full(upload.key()),
                  upload.id(),
                  number,
                  content,
                  hashes.sha256(),
                  Base64.getEncoder().encodeToString(hashes.md5()));
          boolean isArrived = unquoted(tag).equals(md5);
          if (!isArrived && tellTags) {
            if (attempt <= MAX_RESENT) {
              throw new UncheckedIOException(new IOException("a part arrived damaged"));
            }
            tellTags = false; // this server's marks are no MD5
          }
          return new UploadedPart(number, content.sizeBytes(), tag, md5);
        });
  }

  @Override
  public Optional<List<UploadedPart>> parts(MultipartUpload upload) {
    List<UploadedPart> parts = new ArrayList<>();
    Integer marker = null;
    do {
      Integer after = marker;
      Optional<ListPartsResponse> page =
          call(
              "cannot list the parts of",
              upload.key(),
              s3 -> {
                try {
                  return Optional.of(
                      s3.listParts(
                          r ->
                              r.bucket(bucket())
                                  .key(full(upload.key()))
                                  .uploadId(upload.id())
                                  .partNumberMarker(after)));
                } catch (AwsServiceException e) {
                  if (S3Failures.isMissing(e)) {
                    return Optional.empty();
                  }
                  throw e;
                }
              });
      if (page.isEmpty()) {
        return Optional.empty();
      }
      for (Part part : page.get().parts()) {
        parts.add(new UploadedPart(part.partNumber(), part.size(), part.eTag(), null));
      }
      marker =
          Boolean.TRUE.equals(page.get().isTruncated()) ? page.get().nextPartNumberMarker() : null;
    } while (marker != null);
    return Optional.of(parts);
  }

  @Override
  public Optional<ObjectVersion> complete(MultipartUpload upload, List<UploadedPart> parts) {
    List<CompletedPart> told = marked(parts);
    AtomicReference<List<CompletedPart>> named = new AtomicReference<>(told);
    return attempt(
        "cannot complete",
        upload.key(),
        number -> {
          try {
            String tag =
                client()
                    .completeMultipartUpload(
                        r ->
                            r.bucket(bucket())
                                .key(full(upload.key()))
                                .uploadId(upload.id())
                                .ifNoneMatch("*")
                                .multipartUpload(m -> m.parts(named.get())))
                    .eTag();
            return Optional.of(new ObjectVersion(tag));
          } catch (AwsServiceException e) {
            if (S3Failures.isWrongPart(e)
                && named.compareAndSet(told, marked(partsThere(upload, parts)))) {
              throw new UncheckedIOException(new IOException("a part's mark was told wrong", e));
            }
            boolean gone = S3Failures.isMissing(e);
            if (!gone && !S3Failures.isPrecondition(e)) {
              throw e;
            }
            Optional<ObjectVersion> made = completedBefore(upload, parts);
            if (made.isEmpty() && gone && find(upload.key()).isEmpty()) {
              throw e; // the upload was aborted, by another program or by a rule of the bucket
            }
            return made;
          }
        });
  }

  private static List<CompletedPart> marked(List<UploadedPart> parts) {
    return parts.stream()
        .map(part -> CompletedPart.builder().partNumber(part.number()).eTag(part.tag()).build())
        .toList();
  }

  /**
   * Takes the marks of parts from the server's list of them, where the answers to their sending may
   * have been wrong; what they hold it compared with their hashes as they came.
   */
  private List<UploadedPart> partsThere(MultipartUpload upload, List<UploadedPart> sent) {
    Map<Integer, UploadedPart> there = new HashMap<>();
    parts(upload).orElse(List.of()).forEach(part -> there.put(part.number(), part));
    return sent.stream()
        .map(
            part -> {
              UploadedPart found = there.get(part.number());
              return found != null && found.sizeBytes() == part.sizeBytes() ? found : part;
            })
        .toList();
  }

  @Override
  public void abort(MultipartUpload upload) {
    call(
        "cannot give up",
        upload.key(),
        s3 -> {
          try {
            s3.abortMultipartUpload(
                r -> r.bucket(bucket()).key(full(upload.key())).uploadId(upload.id()));
          } catch (AwsServiceException e) {
            if (!S3Failures.isMissing(e)) {
              throw e;
            }
          }
          return upload;
        });
  }

  @Override
  public List<MultipartUpload> unfinished(String prefix) {
    List<MultipartUpload> uploads = new ArrayList<>();
    String keyMarker = null;
    String idMarker = null;
    boolean more;
    do {
      String afterKey = keyMarker;
      String afterId = idMarker;
      ListMultipartUploadsResponse page =
          call(
              "cannot list the uploads of",
              prefix,
              s3 ->
                  s3.listMultipartUploads(
                      r ->
                          r.bucket(bucket())
                              .prefix(listed(prefix))
                              .keyMarker(afterKey)
                              .uploadIdMarker(afterId)));
      page.uploads()
          .forEach(
              upload ->
                  uploads.add(
                      new MultipartUpload(
                          key(upload.key()), upload.uploadId(), upload.initiated())));
      keyMarker = page.nextKeyMarker();
      idMarker = page.nextUploadIdMarker();
      more = Boolean.TRUE.equals(page.isTruncated()) && keyMarker != null;
    } while (more);
    return uploads;
  }

  @Override
  public long requests() {
    return requests.get();
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
      client = null;
    }
    if (connections != null) {
      connections.close();
      connections = null;
    }
  }

  /** After an answer was lost: was the object made by that very request? */
  private Optional<ObjectVersion> createdBefore(String key, Hashes hashes) {
    Optional<StoredObject> object = find(key);
    if (object.isEmpty() || !hashes.sha256().equals(object.get().sha256())) {
      return Optional.empty();
    }
    requireArrived(key, hashes.md5(), object.get().version().tag());
    return object.map(StoredObject::version);
  }

  /**
   * Makes sure that the object just made holds what was sent. Where its mark is not the MD5 of that
   * (some servers' are not), it is read back; damaged, it is removed, so that it can be sent again.
   */
  private void requireArrived(String key, byte[] md5, String tag) {
    if (unquoted(tag).equals(HexFormat.of().formatHex(md5))) {
      return;
    }
    requests.incrementAndGet();
    try (InputStream in = content(connectOnce(client(), key, 0, null))) {
      MessageDigest digest = newMd5();
      read(in, digest);
      if (MessageDigest.isEqual(md5, digest.digest())) {
        return;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    requests.incrementAndGet();
    client().deleteObject(r -> r.bucket(bucket()).key(full(key)));
    throw new UncheckedIOException(new IOException("it arrived damaged and was removed again"));
  }

  /** As {@link #createdBefore}, by the mark that is made of the parts' marks. */
  private Optional<ObjectVersion> completedBefore(
      MultipartUpload upload, List<UploadedPart> parts) {
    MessageDigest digest = newMd5();
    long sizeBytes = 0;
    for (UploadedPart part : parts) {
      String tag = unquoted(part.tag());
      if (!MD5.matcher(tag).matches()) {
        return Optional.empty();
      }
      digest.update(HexFormat.of().parseHex(tag));
      sizeBytes += part.sizeBytes();
    }
    String expected = HexFormat.of().formatHex(digest.digest()) + "-" + parts.size();
    long total = sizeBytes;
    return find(upload.key())
        .filter(object -> object.sizeBytes() == total)
        .filter(object -> unquoted(object.version().tag()).equals(expected))
        .map(StoredObject::version);
  }

  /** What may be another server's page, or an odd object, has the bucket asked for a list, once. */
  private void requireStore(@Nullable String contentType, @Nullable String tag) {
    boolean isOdd = tag == null || (contentType != null && StoreAnswers.isPage(contentType));
    if (isOdd && !isKnownStore) {
      call(
          "cannot list",
          "",
          s3 -> s3.listObjectsV2(r -> r.bucket(bucket()).prefix(listed("")).maxKeys(1)));
      isKnownStore = true;
    }
  }

  private InputStream reconnect(StoredObject object, long position, IOException cause)
      throws Retrier.FailedAttemptException {
    try {
      return content(connectOnce(client(), object.key(), position, object.version()));
    } catch (SdkException e) {
      e.addSuppressed(cause);
      throw new Retrier.FailedAttemptException(failures.explain("cannot read", object.key(), e));
    }
  }

  private ResponseInputStream<GetObjectResponse> connect(
      String key, long fromByte, @Nullable ObjectVersion version) {
    return call(
        "cannot read",
        key,
        s3 -> {
          try {
            return connectOnce(s3, key, fromByte, version);
          } catch (AwsServiceException e) {
            if (S3Failures.isMissing(e)) {
              throw new NotFoundException(
                  "there is no " + address() + "/" + key, "'datawarp sync status' lists", e);
            }
            throw e;
          }
        });
  }

  private ResponseInputStream<GetObjectResponse> connectOnce(
      S3Client s3, String key, long fromByte, @Nullable ObjectVersion version) {
    return s3.getObject(
        r ->
            r.bucket(bucket())
                .key(full(key))
                .range(fromByte == 0 ? null : "bytes=" + fromByte + "-")
                .ifMatch(version == null ? null : version.tag()));
  }

  private static InputStream content(ResponseInputStream<GetObjectResponse> opened) {
    return new AbortingStream(
        new CompleteStream(opened, opened.response().contentLength()), opened::abort);
  }

  private <T> T call(String what, String key, Function<S3Client, T> request) {
    return attempt(what, key, number -> request.apply(client()));
  }

  /** A request, told which attempt it is. */
  @FunctionalInterface
  private interface Request<T> {
    T send(int number);
  }

  private <T> T attempt(String what, String key, Request<T> request) {
    return attempts.run(
        number -> {
          requests.incrementAndGet();
          try {
            return request.send(number);
          } catch (SdkException | UncheckedIOException e) {
            throw new Retrier.FailedAttemptException(failures.explain(what, key, e));
          }
        });
  }

  private synchronized S3Client client() {
    S3Client built = client;
    if (built == null) {
      built = S3Clients.build(settings, connections());
      client = built;
    }
    return built;
  }

  @Override
  public String identity() {
    return address() + " at " + settings.server();
  }

  private synchronized SdkHttpClient connections() {
    SdkHttpClient built = connections;
    if (built == null) {
      built = S3Clients.connect(network, flow, answerTimeout);
      connections = built;
    }
    return built;
  }

  private static RequestBody body(ObjectContent content) {
    return RequestBody.fromContentProvider(
        () -> {
          try {
            return content.open();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        content.sizeBytes(),
        OCTETS);
  }

  /** What is known of a content before it is sent. */
  private record Hashes(String sha256, byte[] md5) {}

  private static Hashes hashes(ObjectContent content, @Nullable String sha256) {
    MessageDigest md5 = newMd5();
    if (sha256 != null) {
      read(content, md5);
      return new Hashes(sha256, md5.digest());
    }
    MessageDigest digest = FileHash.newDigest();
    read(content, md5, digest);
    return new Hashes(HexFormat.of().formatHex(digest.digest()), md5.digest());
  }

  private static void read(ObjectContent content, MessageDigest... digests) {
    try (InputStream in = content.open()) {
      read(in, digests);
    } catch (IOException e) {
      throw new StorageException(
          "cannot read what is to be sent: " + e.getMessage(), "run the command again", e);
    }
  }

  private static void read(InputStream in, MessageDigest... digests) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      for (MessageDigest digest : digests) {
        digest.update(buffer, 0, count);
      }
    }
  }

  private static MessageDigest newMd5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  private static String unquoted(String tag) {
    return tag.replace("\"", "").toLowerCase(Locale.ROOT);
  }

  private StoredObject described(String key, HeadObjectResponse answer) {
    requireStore(answer.contentType(), answer.eTag());
    return new StoredObject(
        key,
        answer.contentLength(),
        ObjectVersion.of(answer.eTag()),
        answer.lastModified(),
        sha256(answer.metadata()),
        classOf(answer.storageClassAsString()));
  }

  private static @Nullable String sha256(Map<String, String> metadata) {
    String hash = metadata.get(SHA256);
    return hash != null && hash.matches("[0-9a-f]{64}") ? hash : null;
  }

  private static Map<String, String> metadata(ObjectAttributes attributes) {
    String sha256 = attributes.sha256();
    return sha256 == null ? Map.of() : Map.of(SHA256, sha256);
  }

  private static software.amazon.awssdk.services.s3.model.@Nullable StorageClass sdkClass(
      ObjectAttributes attributes) {
    return switch (attributes.storageClass()) {
      case STANDARD -> null;
      case STANDARD_IA -> software.amazon.awssdk.services.s3.model.StorageClass.STANDARD_IA;
    };
  }

  private static StorageClass classOf(@Nullable String text) {
    return "STANDARD_IA".equals(text) ? StorageClass.STANDARD_IA : StorageClass.STANDARD;
  }

  private String bucket() {
    return settings.address().bucket();
  }

  private String full(String key) {
    return listed(ObjectKeys.require(key));
  }

  private String listed(String prefix) {
    String own = settings.address().prefix();
    return own.isEmpty() ? prefix : own + "/" + prefix;
  }

  private String key(String full) {
    String own = settings.address().prefix();
    return own.isEmpty() ? full : full.substring(own.length() + 1);
  }
}

package org.datawarp.storage.object.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.storage.object.CountingStream;
import org.datawarp.storage.object.HttpSettings;
import org.datawarp.storage.object.ListedObject;
import org.datawarp.storage.object.ListingPage;
import org.datawarp.storage.object.MultipartUpload;
import org.datawarp.storage.object.ObjectAttributes;
import org.datawarp.storage.object.ObjectContent;
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
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket of R2, S3, or a server that speaks like them. */
public final class S3ObjectStore implements ObjectStore {
  /** The metadata that states the content's SHA-256. */
  private static final String SHA256 = "sha256";

  static final String OCTETS = "application/octet-stream";

  private final S3Settings settings;
  private final TransferListener flow;
  private final Retrier attempts;
  private final S3Failures failures;
  private final S3Requests requests;
  private final SignedPut put;
  private final S3Uploads uploads;
  private volatile boolean isKnownStore;

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
    this.settings = settings;
    this.flow = flow;
    this.attempts = new Retrier(pause);
    this.failures = new S3Failures(settings, clock);
    // Servers compare with the true time, whatever time the run is told it is.
    this.put = new SignedPut(settings, new Signature(settings, Clock.systemUTC()));
    this.requests = new S3Requests(settings, network, flow, attempts, failures, answerTimeout);
    this.uploads = new S3Uploads(requests, put, this::find);
  }

  @Override
  public String address() {
    return settings.address().toString();
  }

  @Override
  public ListingPage list(String prefix, @Nullable String next) {
    ListObjectsV2Response page =
        requests.call(
            "cannot list",
            prefix,
            s3 ->
                s3.listObjectsV2(
                    r ->
                        r.bucket(requests.bucket())
                            .prefix(requests.listed(prefix))
                            .continuationToken(next)));
    List<ListedObject> objects = new ArrayList<>();
    for (S3Object object : page.contents()) {
      if (object.key().endsWith("/")) {
        continue; // what dashboards make for an empty folder
      }
      objects.add(
          new ListedObject(
              requests.key(object.key()),
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
    return requests.call(
        "cannot look at",
        key,
        s3 -> {
          try {
            return Optional.of(
                described(
                    key, s3.headObject(r -> r.bucket(requests.bucket()).key(requests.full(key)))));
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
    ContentHashes hashes = ContentHashes.of(content, attributes.sha256());
    String md5 = Base64.getEncoder().encodeToString(hashes.md5());
    return requests.attempt(
        "cannot send",
        key,
        number -> {
          try {
            String tag =
                put.send(
                    requests.connections(),
                    requests.full(key),
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
    ContentHashes hashes = ContentHashes.of(bytes, null);
    return requests.attempt(
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
      String key, String tag, ObjectContent bytes, ContentHashes hashes) {
    try {
      String made =
          requests
              .client()
              .putObject(
                  r ->
                      r.bucket(requests.bucket())
                          .key(requests.full(key))
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
      String key, ObjectVersion expected, ObjectContent bytes, ContentHashes hashes) {
    String bare = ContentHashes.unquoted(expected.tag());
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
    requests.call(
        "cannot delete",
        key,
        s3 -> s3.deleteObject(r -> r.bucket(requests.bucket()).key(requests.full(key))));
  }

  @Override
  public MultipartUpload begin(String key, ObjectAttributes attributes) {
    return uploads.begin(key, attributes);
  }

  @Override
  public UploadedPart sendPart(MultipartUpload upload, int number, ObjectContent content) {
    return uploads.sendPart(upload, number, content);
  }

  @Override
  public Optional<List<UploadedPart>> parts(MultipartUpload upload) {
    return uploads.parts(upload);
  }

  @Override
  public Optional<ObjectVersion> complete(MultipartUpload upload, List<UploadedPart> parts) {
    return uploads.complete(upload, parts);
  }

  @Override
  public void abort(MultipartUpload upload) {
    uploads.abort(upload);
  }

  @Override
  public List<MultipartUpload> unfinished(String prefix) {
    return uploads.unfinished(prefix);
  }

  @Override
  public long requests() {
    return requests.sent();
  }

  @Override
  public void close() {
    requests.close();
  }

  /** After an answer was lost: was the object made by that very request? */
  private Optional<ObjectVersion> createdBefore(String key, ContentHashes hashes) {
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
    if (ContentHashes.unquoted(tag).equals(HexFormat.of().formatHex(md5))) {
      return;
    }
    requests.count();
    try (InputStream in = content(connectOnce(requests.client(), key, 0, null))) {
      MessageDigest digest = ContentHashes.newMd5();
      ContentHashes.read(in, digest);
      if (MessageDigest.isEqual(md5, digest.digest())) {
        return;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    requests.count();
    requests.client().deleteObject(r -> r.bucket(requests.bucket()).key(requests.full(key)));
    throw new UncheckedIOException(new IOException("it arrived damaged and was removed again"));
  }

  /** What may be another server's page, or an odd object, has the bucket asked for a list, once. */
  private void requireStore(@Nullable String contentType, @Nullable String tag) {
    boolean isOdd = tag == null || (contentType != null && StoreAnswers.isPage(contentType));
    if (isOdd && !isKnownStore) {
      requests.call(
          "cannot list",
          "",
          s3 ->
              s3.listObjectsV2(
                  r -> r.bucket(requests.bucket()).prefix(requests.listed("")).maxKeys(1)));
      isKnownStore = true;
    }
  }

  private InputStream reconnect(StoredObject object, long position, IOException cause)
      throws Retrier.FailedAttemptException {
    try {
      return content(connectOnce(requests.client(), object.key(), position, object.version()));
    } catch (SdkException e) {
      e.addSuppressed(cause);
      throw new Retrier.FailedAttemptException(failures.explain("cannot read", object.key(), e));
    }
  }

  private ResponseInputStream<GetObjectResponse> connect(
      String key, long fromByte, @Nullable ObjectVersion version) {
    return requests.call(
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
            r.bucket(requests.bucket())
                .key(requests.full(key))
                .range(fromByte == 0 ? null : "bytes=" + fromByte + "-")
                .ifMatch(version == null ? null : version.tag()));
  }

  private static InputStream content(ResponseInputStream<GetObjectResponse> opened) {
    return new AbortingStream(
        new CompleteStream(opened, opened.response().contentLength()), opened::abort);
  }

  @Override
  public String identity() {
    return address() + " at " + settings.server();
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

  static Map<String, String> metadata(ObjectAttributes attributes) {
    String sha256 = attributes.sha256();
    return sha256 == null ? Map.of() : Map.of(SHA256, sha256);
  }

  static software.amazon.awssdk.services.s3.model.@Nullable StorageClass sdkClass(
      ObjectAttributes attributes) {
    return switch (attributes.storageClass()) {
      case STANDARD -> null;
      case STANDARD_IA -> software.amazon.awssdk.services.s3.model.StorageClass.STANDARD_IA;
    };
  }

  private static StorageClass classOf(@Nullable String text) {
    return "STANDARD_IA".equals(text) ? StorageClass.STANDARD_IA : StorageClass.STANDARD;
  }
}

package org.datawarp.storage.object.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.datawarp.storage.object.MultipartUpload;
import org.datawarp.storage.object.ObjectAttributes;
import org.datawarp.storage.object.ObjectContent;
import org.datawarp.storage.object.ObjectVersion;
import org.datawarp.storage.object.StoredObject;
import org.datawarp.storage.object.UploadedPart;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;

/** Objects that are sent in parts. */
final class S3Uploads {
  /** So often a part is sent again whose mark is not its MD5. */
  private static final int MAX_RESENT = 2;

  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

  private final S3Requests requests;
  private final SignedPut put;
  private final Function<String, Optional<StoredObject>> find;
  private volatile boolean tellTags = true;

  /** Makes them for a bucket in which objects are found so. */
  S3Uploads(S3Requests requests, SignedPut put, Function<String, Optional<StoredObject>> find) {
    this.requests = requests;
    this.put = put;
    this.find = find;
  }

  MultipartUpload begin(String key, ObjectAttributes attributes) {
    String id =
        requests
            .call(
                "cannot begin",
                key,
                s3 ->
                    s3.createMultipartUpload(
                        r ->
                            r.bucket(requests.bucket())
                                .key(requests.full(key))
                                .contentType(S3ObjectStore.OCTETS)
                                .metadata(S3ObjectStore.metadata(attributes))
                                .storageClass(S3ObjectStore.sdkClass(attributes))))
            .uploadId();
    return new MultipartUpload(key, id, Instant.EPOCH);
  }

  UploadedPart sendPart(MultipartUpload upload, int number, ObjectContent content) {
    ContentHashes hashes = ContentHashes.of(content, null);
    String md5 = HexFormat.of().formatHex(hashes.md5());
    return requests.attempt(
        "cannot send part " + number + " of",
        upload.key(),
        attempt -> {
          String tag =
              put.sendPart(
                  requests.connections(),
                  requests.full(upload.key()),
                  upload.id(),
                  number,
                  content,
                  hashes.sha256(),
                  Base64.getEncoder().encodeToString(hashes.md5()));
          boolean isArrived = ContentHashes.unquoted(tag).equals(md5);
          if (!isArrived && tellTags) {
            if (attempt <= MAX_RESENT) {
              throw new UncheckedIOException(new IOException("a part arrived damaged"));
            }
            tellTags = false; // this server's marks are no MD5
          }
          return new UploadedPart(number, content.sizeBytes(), tag, md5);
        });
  }

  Optional<List<UploadedPart>> parts(MultipartUpload upload) {
    List<UploadedPart> parts = new ArrayList<>();
    Integer marker = null;
    do {
      Integer after = marker;
      Optional<ListPartsResponse> page =
          requests.call(
              "cannot list the parts of",
              upload.key(),
              s3 -> {
                try {
                  return Optional.of(
                      s3.listParts(
                          r ->
                              r.bucket(requests.bucket())
                                  .key(requests.full(upload.key()))
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

  Optional<ObjectVersion> complete(MultipartUpload upload, List<UploadedPart> parts) {
    List<CompletedPart> told = marked(parts);
    AtomicReference<List<CompletedPart>> named = new AtomicReference<>(told);
    return requests.attempt(
        "cannot complete",
        upload.key(),
        number -> {
          try {
            String tag =
                requests
                    .client()
                    .completeMultipartUpload(
                        r ->
                            r.bucket(requests.bucket())
                                .key(requests.full(upload.key()))
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
            if (made.isEmpty() && gone && find.apply(upload.key()).isEmpty()) {
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

  void abort(MultipartUpload upload) {
    requests.call(
        "cannot give up",
        upload.key(),
        s3 -> {
          try {
            s3.abortMultipartUpload(
                r ->
                    r.bucket(requests.bucket())
                        .key(requests.full(upload.key()))
                        .uploadId(upload.id()));
          } catch (AwsServiceException e) {
            if (!S3Failures.isMissing(e)) {
              throw e;
            }
          }
          return upload;
        });
  }

  List<MultipartUpload> unfinished(String prefix) {
    List<MultipartUpload> uploads = new ArrayList<>();
    String keyMarker = null;
    String idMarker = null;
    boolean more;
    do {
      String afterKey = keyMarker;
      String afterId = idMarker;
      ListMultipartUploadsResponse page =
          requests.call(
              "cannot list the uploads of",
              prefix,
              s3 ->
                  s3.listMultipartUploads(
                      r ->
                          r.bucket(requests.bucket())
                              .prefix(requests.listed(prefix))
                              .keyMarker(afterKey)
                              .uploadIdMarker(afterId)));
      page.uploads()
          .forEach(
              upload ->
                  uploads.add(
                      new MultipartUpload(
                          requests.key(upload.key()), upload.uploadId(), upload.initiated())));
      keyMarker = page.nextKeyMarker();
      idMarker = page.nextUploadIdMarker();
      more = Boolean.TRUE.equals(page.isTruncated()) && keyMarker != null;
    } while (more);
    return uploads;
  }

  /**
   * After an answer was lost, whether the object was made, by the mark that is made of the parts'
   * marks.
   */
  private Optional<ObjectVersion> completedBefore(
      MultipartUpload upload, List<UploadedPart> parts) {
    MessageDigest digest = ContentHashes.newMd5();
    long sizeBytes = 0;
    for (UploadedPart part : parts) {
      String tag = ContentHashes.unquoted(part.tag());
      if (!MD5.matcher(tag).matches()) {
        return Optional.empty();
      }
      digest.update(HexFormat.of().parseHex(tag));
      sizeBytes += part.sizeBytes();
    }
    String expected = HexFormat.of().formatHex(digest.digest()) + "-" + parts.size();
    long total = sizeBytes;
    return find.apply(upload.key())
        .filter(object -> object.sizeBytes() == total)
        .filter(object -> ContentHashes.unquoted(object.version().tag()).equals(expected))
        .map(StoredObject::version);
  }
}

package org.datawarp.storage.object.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.datawarp.storage.object.ObjectContent;
import org.datawarp.storage.object.StorageClass;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/*
 * An archive is thousands of small files, and a fresh Java spends two thirds of such a sync compiling
 * the path through the SDK's client. This one request is therefore made by hand, on the SDK's
 * connections. Its signature covers the content by the SHA-256 that is known before, where the SDK would
 * hash again (http) or leave the content out (https). Parts of large files go the same way. Content-MD5
 * goes along, since there are servers that compare it and not the SHA-256.
 */
/** Sends objects and parts of them whose hash is known, by one plain request each. */
final class SignedPut {
  private static final Pattern CODE = Pattern.compile("<Code>([^<]*)</Code>");
  private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]*)</Message>");
  private static final int MAX_ERROR_BYTES = 1 << 16;
  private static final String UNRESERVED = "-._~";

  private final S3Settings settings;
  private final Signature signature;

  SignedPut(S3Settings settings, Signature signature) {
    this.settings = settings;
    this.signature = signature;
  }

  /**
   * Sends an object, unless there is one of that key.
   *
   * @param key the whole key, prefix included
   * @param sha256 the content's SHA-256
   * @param md5 its MD5, in Base64
   * @return its mark
   * @throws AwsServiceException if the server refuses: 412 where there is one
   * @throws UncheckedIOException if the connection broke
   */
  String send(
      SdkHttpClient client,
      String key,
      ObjectContent content,
      String sha256,
      String md5,
      StorageClass storageClass) {
    SortedMap<String, String> headers = headers(content);
    headers.put("content-md5", md5);
    headers.put("content-type", "application/octet-stream");
    headers.put("if-none-match", "*");
    headers.put("x-amz-meta-sha256", sha256);
    if (storageClass == StorageClass.STANDARD_IA) {
      headers.put("x-amz-storage-class", "STANDARD_IA");
    }
    return put(client, key, new TreeMap<>(), headers, content, sha256);
  }

  /**
   * Sends a part of an object. A server should compare it with its SHA-256, which the signature
   * covers, and with its MD5.
   *
   * @param key the whole key, prefix included
   * @param number from 1
   * @param sha256 the part's SHA-256
   * @param md5 its MD5, in Base64
   * @return its mark
   * @throws AwsServiceException if the server refuses
   * @throws UncheckedIOException if the connection broke
   */
  String sendPart(
      SdkHttpClient client,
      String key,
      String uploadId,
      int number,
      ObjectContent content,
      String sha256,
      String md5) {
    SortedMap<String, String> query = new TreeMap<>();
    query.put("partNumber", Integer.toString(number));
    query.put("uploadId", uploadId);
    SortedMap<String, String> headers = headers(content);
    headers.put("content-md5", md5);
    return put(client, key, query, headers, content, sha256);
  }

  private SortedMap<String, String> headers(ObjectContent content) {
    SortedMap<String, String> headers = new TreeMap<>();
    headers.put("content-length", Long.toString(content.sizeBytes()));
    headers.put("host", host(settings.endpoint()));
    return headers;
  }

  private String put(
      SdkHttpClient client,
      String key,
      SortedMap<String, String> query,
      SortedMap<String, String> headers,
      ObjectContent content,
      String sha256) {
    URI endpoint = settings.endpoint();
    String path = encoded(base(endpoint) + "/" + settings.address().bucket() + "/" + key, "/");
    signature.sign("PUT", path, queryString(query), headers, sha256);
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.PUT)
            .protocol(endpoint.getScheme())
            .host(endpoint.getHost())
            .port(endpoint.getPort() < 0 ? null : endpoint.getPort())
            .encodedPath(path);
    headers.forEach(request::putHeader);
    query.forEach(request::putRawQueryParameter);
    HttpExecuteRequest whole =
        HttpExecuteRequest.builder()
            .request(request.build())
            .contentStreamProvider(() -> open(content))
            .build();
    try {
      return mark(client.prepareRequest(whole).call());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String mark(HttpExecuteResponse answer) throws IOException {
    String body = "";
    if (answer.responseBody().isPresent()) {
      try (InputStream in = answer.responseBody().get()) {
        body = new String(in.readNBytes(MAX_ERROR_BYTES), StandardCharsets.UTF_8);
      }
    }
    SdkHttpResponse head = answer.httpResponse();
    if (!head.isSuccessful()) {
      throw failure(head, body);
    }
    return head.firstMatchingHeader("ETag").orElse("");
  }

  private static AwsServiceException failure(SdkHttpResponse head, String body) {
    return S3Exception.builder()
        .statusCode(head.statusCode())
        .message("HTTP " + head.statusCode())
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .errorCode(find(CODE, body).orElse(null))
                .errorMessage(find(MESSAGE, body).orElse(null))
                .sdkHttpResponse(head)
                .build())
        .build();
  }

  private static Optional<String> find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static InputStream open(ObjectContent content) {
    try {
      return content.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String base(URI endpoint) {
    String path = endpoint.getPath();
    return path == null || path.equals("/") ? "" : path.replaceAll("/$", "");
  }

  /** The Host header as the JDK sends it: with the port, unless that is the scheme's own. */
  private static String host(URI endpoint) {
    int port = endpoint.getPort();
    boolean usual = port < 0 || port == (endpoint.getScheme().equals("https") ? 443 : 80);
    return usual ? endpoint.getHost() : endpoint.getHost() + ":" + port;
  }

  private static String queryString(SortedMap<String, String> query) {
    return query.entrySet().stream()
        .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue(), ""))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text, String alsoPlain) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (plain || UNRESERVED.indexOf(c) >= 0 || alsoPlain.indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append('%').append("0123456789ABCDEF".charAt(c >> 4));
        encoded.append("0123456789ABCDEF".charAt(c & 15));
      }
    }
    return encoded.toString();
  }
}

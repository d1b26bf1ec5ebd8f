package org.datawarp.storage.object.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.datawarp.storage.object.NotAStoreException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Refuses answers that no object store gives, with {@link NotAStoreException}. The SDK would take a
 * web page with status 200 for an empty bucket, and for an object.
 *
 * <p>Source: Amazon S3 API Reference: answers to ListObjectsV2, ListParts, ListMultipartUploads,
 * CreateMultipartUpload and CompleteMultipartUpload are XML; those to PutObject and UploadPart have
 * an ETag; errors are XML.
 */
public final class StoreAnswers implements SdkHttpClient {
  private static final int PEEKED_BYTES = 1024;

  private final SdkHttpClient client;

  public StoreAnswers(SdkHttpClient client) {
    this.client = client;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    ExecutableHttpRequest prepared = client.prepareRequest(request);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return checked(request.httpRequest(), prepared.call());
      }

      @Override
      public void abort() {
        prepared.abort();
      }
    };
  }

  @Override
  public String clientName() {
    return client.clientName();
  }

  @Override
  public void close() {
    client.close();
  }

  /** Tells whether an answer is a web page by its own account; an object can be one, too. */
  public static boolean isPage(String contentType) {
    return contentType.toLowerCase(Locale.ROOT).startsWith("text/html");
  }

  private static HttpExecuteResponse checked(SdkHttpRequest request, HttpExecuteResponse answer)
      throws IOException {
    SdkHttpResponse head = answer.httpResponse();
    int status = head.statusCode();
    boolean isPage = isPage(head.firstMatchingHeader("Content-Type").orElse(""));
    if (!head.isSuccessful()) {
      if (isPage && status < 500) {
        throw strange(answer, "it sent a web page");
      }
      return answer;
    }
    if (isAnsweredByXml(request)) {
      return requireXml(answer);
    }
    SdkHttpMethod method = request.method();
    boolean isMarked = head.firstMatchingHeader("ETag").filter(tag -> !tag.isBlank()).isPresent();
    if (method == SdkHttpMethod.GET || method == SdkHttpMethod.HEAD) {
      return answer; // an object: it may be a web page; the store looks into it
    }
    if (isPage) {
      throw strange(answer, "it sent a web page");
    }
    if (!isMarked && method != SdkHttpMethod.DELETE) {
      throw strange(answer, "its answer has no ETag");
    }
    return answer;
  }

  private static boolean isAnsweredByXml(SdkHttpRequest request) {
    Map<String, ?> query = request.rawQueryParameters();
    return switch (request.method()) {
      case GET ->
          query.containsKey("list-type")
              || query.containsKey("uploads")
              || query.containsKey("uploadId");
      case POST -> true;
      default -> false;
    };
  }

  private static HttpExecuteResponse requireXml(HttpExecuteResponse answer) throws IOException {
    Optional<AbortableInputStream> body = answer.responseBody();
    if (body.isEmpty()) {
      throw strange(answer, "its answer is empty");
    }
    AbortableInputStream in = body.get();
    byte[] start = in.readNBytes(PEEKED_BYTES);
    if (!isResult(new String(start, StandardCharsets.UTF_8))) {
      throw strange(answer, "it sent something else than a list");
    }
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(start), in);
    return HttpExecuteResponse.builder()
        .response(answer.httpResponse())
        .responseBody(AbortableInputStream.create(whole, in))
        .build();
  }

  /** Tells whether a text begins as XML whose root is a result or an error of S3. */
  static boolean isResult(String text) {
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf('<', at);
      if (open < 0) {
        return text.substring(at).isBlank() && !text.isBlank(); // kept alive by white space
      }
      if (!text.substring(at, open).replace("\uFEFF", "").isBlank()) {
        return false;
      }
      if (text.startsWith("<?", open)) {
        int end = text.indexOf("?>", open);
        if (end < 0) {
          return false;
        }
        at = end + 2;
        continue;
      }
      int end = open + 1;
      while (end < text.length()
          && !Character.isWhitespace(text.charAt(end))
          && ">/".indexOf(text.charAt(end)) < 0) {
        end++;
      }
      String name = text.substring(open + 1, end);
      String local = name.substring(name.indexOf(':') + 1);
      return local.endsWith("Result") || local.equals("Error");
    }
    return false;
  }

  private static NotAStoreException strange(HttpExecuteResponse answer, String what) {
    answer.responseBody().ifPresent(AbortableInputStream::abort);
    return new NotAStoreException(what, answer.httpResponse().statusCode());
  }
}

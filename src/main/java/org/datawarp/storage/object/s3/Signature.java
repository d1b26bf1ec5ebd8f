package org.datawarp.storage.object.s3;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.datawarp.platform.io.FileHash;

/**
 * Signs requests for a payload whose hash is known.
 *
 * <p>Source: Amazon S3 API Reference, "Signature Calculations for the Authorization Header".
 */
final class Signature {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final S3Settings settings;
  private final Clock clock;

  Signature(S3Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Adds date, hash, token and signature to the headers of a request.
   *
   * @param path the path as it is sent, percent-encoded
   * @param query as it is sent, percent-encoded, ordered by name; empty for none
   * @param headers names in lower case; {@code host} among them
   * @param payload the SHA-256 of the body, 64 hexadecimal digits
   */
  void sign(
      String method, String path, String query, SortedMap<String, String> headers, String payload) {
    Instant now = clock.instant();
    String time = TIME.format(now);
    String day = DAY.format(now);
    headers.put("x-amz-date", time);
    headers.put("x-amz-content-sha256", payload);
    String token = settings.sessionToken();
    if (token != null) {
      headers.put("x-amz-security-token", token);
    }
    String names = String.join(";", headers.keySet());
    String scope = day + "/" + settings.region() + "/s3/aws4_request";
    String text = ALGORITHM + "\n" + time + "\n" + scope + "\n";
    text += sha256(canonical(method, path, query, headers, payload));
    String signature = HexFormat.of().formatHex(hmac(key(day), text));
    headers.put(
        "authorization",
        ALGORITHM
            + (" Credential=" + settings.accessKeyId() + "/" + scope)
            + (", SignedHeaders=" + names)
            + (", Signature=" + signature));
  }

  private static String canonical(
      String method, String path, String query, Map<String, String> headers, String payload) {
    String lines =
        headers.entrySet().stream()
            .map(header -> header.getKey() + ":" + header.getValue().strip() + "\n")
            .collect(Collectors.joining());
    String names = String.join(";", headers.keySet());
    String head = method + "\n" + path + "\n" + query + "\n";
    return head + lines + "\n" + names + "\n" + payload;
  }

  private byte[] key(String day) {
    byte[] key = ("AWS4" + settings.secretAccessKey()).getBytes(StandardCharsets.UTF_8);
    return hmac(hmac(hmac(hmac(key, day), settings.region()), "s3"), "aws4_request");
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static String sha256(String text) {
    return FileHash.sha256(text.getBytes(StandardCharsets.UTF_8));
  }
}

package org.datawarp.storage.object.s3;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.HttpRetryException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.StoreRefusedException;
import org.datawarp.model.error.StoreUnavailableException;
import org.datawarp.model.error.UsageException;
import org.datawarp.storage.object.NotAStoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Says what a failed request means, what to do about it, and whether another attempt can help.
 *
 * <p>Source: Amazon S3 API Reference, "Error responses"; Cloudflare R2 documentation, "Error
 * codes".
 */
final class S3Failures {
  private static final int ALL = 7;
  private static final int FEW = 2;
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(10);
  private static final String TRY_LATER = "try again later; what was sent so far is kept";
  private static final String CHECK_NETWORK =
      "check the network and the proxy (HTTPS_PROXY, NO_PROXY), then try again";

  private static final String PROXY_LOGIN =
      "set HTTPS_PROXY=http://user:password@host:port, special characters percent-encoded";

  private final S3Settings settings;
  private final Clock clock;

  S3Failures(S3Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Explains a failure.
   *
   * @param what what was tried, such as {@code cannot send}
   * @param key the object, or empty for the bucket
   */
  Retrier.Failed explain(String what, String key, Throwable failure) {
    String place = what + " " + settings.address() + (key.isEmpty() ? "" : "/" + key) + ": ";
    if (failure instanceof AwsServiceException answer) {
      return answered(place, withoutSecrets(answer));
    }
    if (failure instanceof AbortedException || find(failure, InterruptedException.class) != null) {
      return never(new InterruptedRunException(place + "stopped", null, failure));
    }
    return broken(place, failure);
  }

  private Retrier.Failed broken(String place, Throwable failure) {
    String host = settings.endpoint().getHost();
    CertificateException untrusted = find(failure, CertificateException.class);
    if (untrusted != null) {
      return never(
          away(
              place + "TLS failed, " + reason(untrusted),
              "if your network vouches for it, pass its authority's PEM file with --ca-bundle FILE"
                  + " or SSL_CERT_FILE",
              failure));
    }
    NotAStoreException stranger = find(failure, NotAStoreException.class);
    if (stranger != null) {
      return never(
          away(
              place + "what answers at " + host + " is no object store: " + reason(stranger),
              "log in where the network wants it, or mend the endpoint",
              failure));
    }
    NoSuchFileException gone = find(failure, NoSuchFileException.class);
    if (gone != null || find(failure, FileNotFoundException.class) != null) {
      return never(storage(place + "the file is gone", "run the command again", failure));
    }
    HttpRetryException denied = find(failure, HttpRetryException.class);
    if (denied != null) { // the JDK's client would log in, and cannot repeat the body
      return denied.responseCode() == 407
          ? never(away(place + "the proxy wants a user and password", PROXY_LOGIN, failure))
          : never(
              new UsageException(
                  place + "the credentials are not valid (HTTP " + denied.responseCode() + ")",
                  "check access_key_id and secret_access_key, or whether the token was revoked",
                  failure));
    }
    if (find(failure, UnknownHostException.class) != null) {
      return tries(
          FEW,
          away(place + "no such host: " + host, "check the endpoint and the network", failure));
    }
    if (find(failure, ConnectException.class) != null
        || find(failure, NoRouteToHostException.class) != null) {
      return tries(FEW, away(place + "cannot connect to " + host, CHECK_NETWORK, failure));
    }
    if (find(failure, SocketTimeoutException.class) != null) { // each took its time already
      return tries(
          FEW, away(place + host + " does not answer (timed out)", CHECK_NETWORK, failure));
    }
    if (find(failure, InterruptedIOException.class) != null) {
      return never(new InterruptedRunException(place + "stopped", null, failure));
    }
    IOException io = find(failure, IOException.class);
    if (io == null) {
      return tries(FEW, away(place + "the answer makes no sense", TRY_LATER, failure));
    }
    String text = io.getMessage() == null ? "" : io.getMessage();
    if (text.contains("proxy") || text.contains("tunnel")) {
      return tries(FEW, away(place + "the proxy refuses: " + reason(io), PROXY_LOGIN, failure));
    }
    String kind = io instanceof SSLException ? "TLS failed, " : "the connection broke, ";
    return tries(ALL, away(place + kind + reason(io), CHECK_NETWORK, failure));
  }

  private Retrier.Failed answered(String place, AwsServiceException answer) {
    int status = answer.statusCode();
    String code = code(answer);
    String shown = " (HTTP " + status + (code.isEmpty() ? "" : " " + code) + ")";
    Duration ahead = clockDifference(answer);
    boolean skewed = ahead.abs().compareTo(CLOCK_TOLERANCE) > 0;
    if (code.equals("RequestTimeTooSkewed") || (status == 403 && skewed)) {
      return never(
          storage(
              place + "this machine's clock is " + words(ahead) + shown,
              "set the clock (with NTP), then try again",
              answer));
    }
    return switch (code) {
      case "NoSuchBucket" ->
          never(
              usage(
                  place + "there is no bucket '" + settings.address().bucket() + "'" + shown,
                  "make it in the dashboard of the store, or mend the name or the endpoint",
                  answer));
      case "InvalidAccessKeyId" ->
          never(
              usage(
                  place + "the server does not know this access key" + shown,
                  "check access_key_id, or whether the key was revoked",
                  answer));
      case "SignatureDoesNotMatch" ->
          never(
              usage(
                  place + "the secret does not belong to the access key" + shown,
                  "check secret_access_key: all of it, without spaces or quotes",
                  answer));
      case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "InvalidToken" ->
          never(
              usage(
                  place + "the credentials have expired" + shown,
                  "make new ones and set access_key_id, secret_access_key and session_token",
                  answer));
      case "AuthorizationHeaderMalformed",
          "PermanentRedirect",
          "IllegalLocationConstraintException" ->
          never(
              usage(
                  place + "the bucket is in another region or at another endpoint" + shown,
                  "set cloud.region and cloud.endpoint (R2: region auto)",
                  answer));
      case "BadDigest", "XAmzContentSHA256Mismatch", "IncompleteBody", "RequestTimeout" ->
          tries(
              ALL,
              storage(
                  place + "what arrived is not what was sent" + shown,
                  "if it stays, the file changes while it is sent, or the network damages it",
                  answer));
      case "EntityTooLarge" ->
          never(storage(place + "too large for one request" + shown, null, answer));
      case "QuotaExceeded", "InsufficientStorage", "XMinioStorageFull" ->
          never(refused(place + "the store is full" + shown, "free space there", answer));
      default -> byStatus(place, status, shown, answer);
    };
  }

  private Retrier.Failed byStatus(
      String place, int status, String shown, AwsServiceException answer) {
    String said = said(answer) + shown;
    return switch (status) {
      case 301, 302, 303, 307, 308 ->
          never(
              away(
                  place + "the answer sends to another address" + shown,
                  "log in where the network wants it, or mend the endpoint",
                  answer));
      case 401 ->
          never(
              usage(
                  place + "the credentials are not valid" + said,
                  "check access_key_id and secret_access_key, or whether the token was revoked",
                  answer));
      case 403 ->
          never(
              refused(
                  place + "access refused" + said,
                  "the token needs 'Object Read & Write' on bucket '"
                      + settings.address().bucket()
                      + "'",
                  answer));
      case 409 -> tries(ALL, storage(place + "another request is at it" + said, TRY_LATER, answer));
      case 429 ->
          tries(ALL, away(place + "too many requests for the server" + said, TRY_LATER, answer))
              .patient(wanted(answer));
      case 501 ->
          never(
              refused(
                  place + "the server cannot do this" + said,
                  "it lacks a part of S3 that a sync needs; another version of it may have it",
                  answer));
      case 507 -> never(refused(place + "the store is full" + said, "free space there", answer));
      default ->
          status >= 500
              ? tries(ALL, away(place + "the server failed" + said, TRY_LATER, answer))
                  .patient(wanted(answer))
              : never(
                  storage(
                      place
                          + "refused"
                          + (said(answer).isEmpty() ? ": no reason given" : "")
                          + said,
                      "see what the server's documentation says of it",
                      answer));
    };
  }

  /** What a server says may repeat what it was sent; with --verbose all of it is printed. */
  private AwsServiceException withoutSecrets(AwsServiceException answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    String said = details == null ? null : details.errorMessage();
    if (details == null || said == null || said.equals(withoutSecrets(said))) {
      return answer;
    }
    // A new one: a copy would keep the text that was put together of the old.
    return S3Exception.builder()
        .statusCode(answer.statusCode())
        .requestId(answer.requestId())
        .message(withoutSecrets(said))
        .awsErrorDetails(details.toBuilder().errorMessage(withoutSecrets(said)).build())
        .build();
  }

  private String withoutSecrets(String text) {
    String token = settings.sessionToken();
    String shown = text.replace(settings.secretAccessKey(), "***");
    return token == null ? shown : shown.replace(token, "***");
  }

  /** Tells whether the answer is that there is no such object (or, to HEAD, no such bucket). */
  static boolean isMissing(AwsServiceException answer) {
    return answer.statusCode() == 404 && !code(answer).equals("NoSuchBucket");
  }

  /** Tells whether the answer is a refusal of which something can be said. */
  static boolean isRefusal(AwsServiceException answer) {
    return List.of(400, 401, 403).contains(answer.statusCode());
  }

  /** Tells whether the answer is that the object is in another state than was wanted. */
  static boolean isPrecondition(AwsServiceException answer) {
    return answer.statusCode() == 412;
  }

  /** Tells whether the answer is that a part is not there, or not of the mark that was named. */
  static boolean isWrongPart(AwsServiceException answer) {
    return code(answer).equals("InvalidPart");
  }

  private static String code(AwsServiceException answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    String code = details == null ? null : details.errorCode();
    return code == null || !code.matches("[A-Za-z0-9]{2,60}") ? "" : code;
  }

  /** What the server says of it, after a colon; nothing where it says nothing. */
  private static String said(AwsServiceException answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    String text = details == null ? null : details.errorMessage();
    String line = text == null ? "" : text.replaceAll("\\s+", " ").strip();
    return line.isEmpty() ? "" : ": " + line.substring(0, Math.min(line.length(), 200));
  }

  /** How far this machine's clock is ahead of the server's, zero where it does not say. */
  private Duration clockDifference(AwsServiceException answer) {
    return header(answer, "Date")
        .flatMap(S3Failures::instant)
        .map(server -> Duration.between(server, clock.instant()))
        .orElse(Duration.ZERO);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static String words(Duration ahead) {
    long minutes = ahead.abs().toMinutes();
    if (minutes == 0) {
      return "too far from the server's";
    }
    String amount = minutes < 120 ? minutes + " minutes" : minutes / 60 + " hours";
    return amount + (ahead.isNegative() ? " behind" : " ahead of") + " the server's";
  }

  private static Duration wanted(AwsServiceException answer) {
    return header(answer, "Retry-After")
        .filter(text -> text.matches("\\d{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .orElse(Duration.ZERO);
  }

  private static Optional<String> header(AwsServiceException answer, String name) {
    AwsErrorDetails details = answer.awsErrorDetails();
    return details == null || details.sdkHttpResponse() == null
        ? Optional.empty()
        : details.sdkHttpResponse().firstMatchingHeader(name);
  }

  private static Retrier.Failed never(DatawarpException failure) {
    return new Retrier.Failed(failure, 0, Duration.ZERO);
  }

  private static Retrier.Failed tries(int chances, DatawarpException failure) {
    return new Retrier.Failed(failure, chances, Duration.ZERO);
  }

  private static StorageException storage(String message, @Nullable String hint, Throwable cause) {
    return new StorageException(message, hint, cause);
  }

  private static StoreRefusedException refused(String message, String hint, Throwable cause) {
    return new StoreRefusedException(message, hint, cause);
  }

  private static StoreUnavailableException away(String message, String hint, Throwable cause) {
    return new StoreUnavailableException(message, hint, cause);
  }

  private static UsageException usage(String message, String hint, SdkException cause) {
    return new UsageException(message, hint, cause);
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null || message.isBlank()
        ? e.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").strip();
  }

  private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }
}

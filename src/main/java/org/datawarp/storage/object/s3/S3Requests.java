package org.datawarp.storage.object.s3;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.datawarp.storage.object.HttpSettings;
import org.datawarp.storage.object.ObjectKeys;
import org.datawarp.storage.object.TransferListener;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/** What is asked of one bucket: its connections, attempts and keys. */
final class S3Requests {
  private final S3Settings settings;
  private final HttpSettings network;
  private final TransferListener flow;
  private final Retrier attempts;
  private final S3Failures failures;
  private final AtomicLong sent = new AtomicLong();
  private final Duration answerTimeout;
  private @Nullable SdkHttpClient connections;
  private @Nullable S3Client client;

  S3Requests(
      S3Settings settings,
      HttpSettings network,
      TransferListener flow,
      Retrier attempts,
      S3Failures failures,
      Duration answerTimeout) {
    this.settings = settings;
    this.network = network;
    this.flow = flow;
    this.attempts = attempts;
    this.failures = failures;
    this.answerTimeout = answerTimeout;
  }

  /** Returns how many were sent. */
  long sent() {
    return sent.get();
  }

  /** Counts one that is sent beside an attempt. */
  void count() {
    sent.incrementAndGet();
  }

  /** Sends one as often as it takes. */
  <T> T call(String what, String key, Function<S3Client, T> request) {
    return attempt(what, key, number -> request.apply(client()));
  }

  /** A request, told which attempt it is. */
  @FunctionalInterface
  interface Request<T> {
    T send(int number);
  }

  /**
   * Sends one as often as it takes, told which attempt it is.
   *
   * @throws org.datawarp.model.error.DatawarpException if it fails for good, naming what and the
   *     key
   */
  <T> T attempt(String what, String key, Request<T> request) {
    return attempts.run(
        number -> {
          sent.incrementAndGet();
          try {
            return request.send(number);
          } catch (SdkException | UncheckedIOException e) {
            throw new Retrier.FailedAttemptException(failures.explain(what, key, e));
          }
        });
  }

  synchronized S3Client client() {
    S3Client built = client;
    if (built == null) {
      built = S3Clients.build(settings, connections());
      client = built;
    }
    return built;
  }

  synchronized SdkHttpClient connections() {
    SdkHttpClient built = connections;
    if (built == null) {
      built = S3Clients.connect(network, flow, answerTimeout);
      connections = built;
    }
    return built;
  }

  synchronized void close() {
    if (client != null) {
      client.close();
      client = null;
    }
    if (connections != null) {
      connections.close();
      connections = null;
    }
  }

  String bucket() {
    return settings.address().bucket();
  }

  /** Returns an object's key with what stands before all of them. */
  String full(String key) {
    return listed(ObjectKeys.require(key));
  }

  String listed(String prefix) {
    String own = settings.address().prefix();
    return own.isEmpty() ? prefix : own + "/" + prefix;
  }

  /** Returns it without. */
  String key(String full) {
    String own = settings.address().prefix();
    return own.isEmpty() ? full : full.substring(own.length() + 1);
  }
}

package org.datawarp.pipeline.download;

import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** A server's answer, after redirects, its body still to be read. Closing frees the connection. */
final class HttpReply implements AutoCloseable {
  private final Location.Remote location;
  private final int status;
  private final HttpHeaders headers;
  private final InputStream body;
  private final Semaphore slot;
  private final AtomicBoolean isOpen = new AtomicBoolean(true);

  HttpReply(
      Location.Remote location, int status, HttpHeaders headers, InputStream body, Semaphore slot) {
    this.location = location;
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.slot = slot;
  }

  /** Returns the address that answered. */
  Location.Remote location() {
    return location;
  }

  int status() {
    return status;
  }

  Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** Returns the length of the body as sent, empty where the server does not say. */
  OptionalLong contentLength() {
    try {
      return headers.firstValueAsLong("Content-Length");
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** Returns the raw body, not yet unpacked. */
  InputStream body() {
    return body;
  }

  @Override
  public void close() {
    if (isOpen.compareAndSet(true, false)) {
      try {
        body.close();
      } catch (java.io.IOException e) {
        throw new IllegalStateException("closing a body only cancels it", e);
      } finally {
        slot.release();
      }
    }
  }
}

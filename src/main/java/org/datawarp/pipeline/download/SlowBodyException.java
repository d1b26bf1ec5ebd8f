package org.datawarp.pipeline.download;

import java.net.http.HttpTimeoutException;
import java.time.Duration;

/** Thrown when a body goes on arriving for longer than one may. */
final class SlowBodyException extends HttpTimeoutException {
  private static final long serialVersionUID = 1L;

  SlowBodyException(Duration limit) {
    super("not whole after " + limit.toSeconds() + " s");
  }
}

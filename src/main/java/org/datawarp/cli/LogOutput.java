package org.datawarp.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.datawarp.platform.io.IoErrors;

/**
 * The file of a log, which remembers why it could not be written: Logback stops writing and goes on
 * as if nothing had happened.
 */
final class LogOutput extends FilterOutputStream {
  private static final AtomicReference<String> FAILURE = new AtomicReference<>();

  private final Path file;

  LogOutput(OutputStream out, Path file) {
    super(out);
    this.file = file;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      FAILURE.compareAndSet(null, "the log file " + file + " cannot be written: " + IoErrors.of(e));
      throw e;
    }
  }

  /** Returns why a log is incomplete, once; empty where it is whole. */
  static Optional<String> takeFailure() {
    return Optional.ofNullable(FAILURE.getAndSet(null));
  }
}

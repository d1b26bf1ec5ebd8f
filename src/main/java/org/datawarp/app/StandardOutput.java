package org.datawarp.app;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers why it could not be written: a {@link java.io.PrintWriter} goes on
 * as if nothing had happened, and a full disk would give a result without its end.
 */
final class StandardOutput extends FilterOutputStream {
  private @Nullable IOException failure;

  StandardOutput(OutputStream out) {
    super(out);
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
      failure = e;
      throw e;
    }
  }

  /**
   * Returns why what was written is incomplete; empty where it is whole, and where a reader went
   * away when it had read enough.
   */
  Optional<String> failure() {
    return Optional.ofNullable(failure)
        .map(cause -> String.valueOf(cause.getMessage()))
        .filter(message -> !message.contains("Broken pipe"));
  }
}

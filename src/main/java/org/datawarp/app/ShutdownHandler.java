package org.datawarp.app;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.datawarp.cli.Workflows;
import org.datawarp.model.error.ExitCode;
import org.datawarp.platform.io.TemporaryFolder;
import org.jspecify.annotations.Nullable;

/*
 * A refresh can be killed at any moment: PostgreSQL rolls back what a lost session left open, and the
 * next writing command clears up. So nothing has to be unwound here. What a kill would leave running
 * is the embedded server, and what it would not give is an answer.
 */
/**
 * What Ctrl-C and SIGTERM do: the database is left, temporary files are removed, and the program
 * ends with its exit code.
 */
final class ShutdownHandler {
  private final Thread hook = new Thread(this::stop, "datawarp-stop");
  private volatile @Nullable Workflows services;
  private volatile boolean stopping;

  /**
   * Removes what killed programs left, and watches over services until {@link #end()}. Those of a
   * command that another one runs take the place of the other's, which has nothing open.
   */
  Workflows guard(Workflows opened) {
    boolean isFirst = services == null;
    services = opened;
    if (isFirst) {
      TemporaryFolder.removeAbandoned();
      Runtime.getRuntime().addShutdownHook(hook);
    }
    return opened;
  }

  /** Ends the watch: the command is over. If a signal came first, that ends the program. */
  void end() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      stopping = true; // the hook is at work, and has the last word
    }
  }

  /** Returns a stream that falls silent once the program is being stopped. */
  OutputStream untilStopped(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        if (!stopping) {
          out.write(bytes, from, length);
        }
      }
    };
  }

  private void stop() {
    PrintStream err = System.err;
    stopping = true;
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    err.println("stopped; what was not committed is rolled back");
    err.flush();
    TemporaryFolder.removeOpen();
    Workflows opened = services;
    try {
      if (opened != null) {
        opened.close();
      }
    } finally {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED.status());
    }
  }
}

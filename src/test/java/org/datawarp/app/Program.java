package org.datawarp.app;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.datawarp.cli.Console;
import org.datawarp.cli.RootCommand;

/** The whole program run inside the test's own process, with all its real parts. */
final class Program {
  private Program() {}

  /**
   * How a run ended.
   *
   * @param status the exit code
   * @param out standard output
   * @param err standard error
   */
  record Ended(int status, String out, String err) {
    @Override
    public String toString() {
      return "exit " + status + "\n" + out + err;
    }
  }

  /**
   * Runs one command line.
   *
   * @param environment the environment variables that it sees
   * @param arguments the command line after the program's name
   */
  static Ended run(Map<String, String> environment, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintWriter(out),
            new PrintWriter(err),
            false,
            false,
            () -> Integer.MAX_VALUE,
            bytes);
    int status =
        RootCommand.execute(
            "datawarp " + Version.TEXT,
            options -> new Application(options, environment),
            console,
            arguments);
    return new Ended(status, out + bytes.toString(StandardCharsets.UTF_8), err.toString());
  }
}

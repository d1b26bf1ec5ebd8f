package org.datawarp.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;

/**
 * One run of the command line in this program.
 *
 * @param status the exit code
 * @param out standard output
 * @param err standard error
 */
record CommandRun(int status, String out, String err) {
  /** Runs with services of which every one fails as given. */
  static CommandRun of(Supplier<? extends Throwable> failure, String... arguments) {
    return of((Workflows.Factory) options -> failing(failure), arguments);
  }

  /** Runs a command line on a terminal that must not come to its work. */
  static CommandRun onTerminal(String... arguments) {
    return of(true, options -> failing(() -> new AssertionError("the command ran")), arguments);
  }

  /** Runs with the given services. */
  static CommandRun of(Workflows.Factory services, String... arguments) {
    return of(false, services, arguments);
  }

  private static CommandRun of(boolean terminal, Workflows.Factory services, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), terminal, false);
    int status = RootCommand.execute("datawarp 1.2.3", services, console, arguments);
    return new CommandRun(status, out.toString(), err.toString());
  }

  /** Runs a command line that must not come to its work. */
  static CommandRun of(String... arguments) {
    return of(() -> new AssertionError("the command ran"), arguments);
  }

  /** Returns workflows that fail as given, whichever is asked for. */
  private static Workflows failing(Supplier<? extends Throwable> failure) {
    return (Workflows)
        Proxy.newProxyInstance(
            Workflows.class.getClassLoader(),
            new Class<?>[] {Workflows.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                return null;
              }
              throw failure.get();
            });
  }
}

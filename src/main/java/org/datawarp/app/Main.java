package org.datawarp.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.datawarp.cli.Console;
import org.datawarp.cli.DeferredLogging;
import org.datawarp.cli.Logging;
import org.datawarp.cli.RootCommand;
import org.datawarp.model.error.ExitCode;
import org.datawarp.platform.postgres.SessionClasses;

/** The program's entry. */
public final class Main {
  /** Words of command lines that open no session. */
  private static final Set<String> WITHOUT_DATABASE =
      Set.of(
          "--version", "-V", "--help", "-h", "inspect", "convert", "config", "completion", "init");

  private Main() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    DeferredLogging.install();
    if (Boolean.getBoolean(CdsTraining.PROPERTY)) {
      new CdsTraining().run();
      return;
    }
    if (mayNeedDatabase(arguments)) {
      SessionClasses.load();
    }
    StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    PrintWriter out = new PrintWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8));
    ShutdownHandler interruption = new ShutdownHandler();
    PrintWriter err =
        new PrintWriter(
            new OutputStreamWriter(interruption.untilStopped(System.err), StandardCharsets.UTF_8));
    Terminal terminal = Terminal.find(System.getenv());
    Console console =
        new Console(
            out, err, terminal.drawsProgress(), terminal.showsColour(), terminal.width(), output);
    int status =
        RootCommand.execute(
            "datawarp " + Version.TEXT,
            options -> {
              FileNameEncoding.ofThisProcess().check(List.of(arguments));
              return interruption.guard(new Application(options, System.getenv()));
            },
            console,
            arguments);
    interruption.end();
    out.flush();
    System.exit(outcome(status, output, console));
  }

  /** Tells it by the words alone, before they are understood: a wrong guess costs nobody time. */
  private static boolean mayNeedDatabase(String... words) {
    boolean mayNeed = words.length > 0;
    for (String word : words) {
      mayNeed &= !WITHOUT_DATABASE.contains(word);
    }
    return mayNeed;
  }

  private static int outcome(int status, StandardOutput output, Console console) {
    Optional<String> log = Logging.takeFailure();
    log.ifPresent(failure -> console.fail(failure, "what was done is done"));
    Optional<String> failure = output.failure().filter(unused -> status == ExitCode.OK.status());
    failure.ifPresent(
        cause -> console.fail("standard output could not be written: " + cause, null));
    boolean isWhole = log.isEmpty() && failure.isEmpty();
    return isWhole || status != ExitCode.OK.status() ? status : ExitCode.STORAGE.status();
  }
}

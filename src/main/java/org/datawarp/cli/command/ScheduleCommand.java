package org.datawarp.cli.command;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Console;
import org.datawarp.cli.ProgramPlace;
import org.datawarp.cli.RootCommand;
import org.datawarp.cli.Workflows;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.workflow.schedule.Job;
import org.datawarp.workflow.schedule.ScheduleText;
import org.datawarp.workflow.schedule.ScheduleWorkflow.CommandEnd;
import org.datawarp.workflow.schedule.ScheduleWorkflow.JobEnd;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp schedule}. */
@CommandLine.Command(
    description =
        "Prints what cron, systemd or GitHub needs for unattended use, and runs its jobs.",
    footer = {
      "  datawarp schedule print --cron",
      "  datawarp schedule print --systemd",
      "  datawarp schedule run due"
    })
public final class ScheduleCommand extends ActionGroup {
  /** Makes the command with its actions. */
  public ScheduleCommand(CommandContext context) {
    super(new Print(context), new RunJob(context));
  }

  /** {@code datawarp schedule print}. */
  @CommandLine.Command(
      name = "print",
      description =
          "Prints the jobs: what is due every morning, a backup every night, archive, sync and a"
              + " look for orphans every week.",
      footer = {
        "  { crontab -l; datawarp schedule print --cron; } | crontab -",
        "  datawarp schedule print --systemd",
        "  datawarp schedule print --github > .github/workflows/datawarp.yml"
      })
  private static final class Print extends Command {
    /** For whom. */
    private static final class Form {
      @Option(names = "--cron", description = "Lines for crontab.")
      private boolean cron;

      @Option(names = "--systemd", description = "Units: a service and a timer for each job.")
      private boolean systemd;

      @Option(names = "--github", description = "A workflow for GitHub.")
      private boolean github;
    }

    @ArgGroup(multiplicity = "1")
    private Form form = new Form();

    @Option(
        names = "--program",
        paramLabel = "FILE",
        description = "The program's file; default: the one that runs.")
    private @Nullable String program;

    Print(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      ScheduleText text =
          new ScheduleText(
              program == null ? ProgramPlace.words() : List.of(program),
              ProgramPlace.javaHome(),
              opened.schedule().root(),
              options().databaseUrl());
      if (form.systemd) {
        Map<String, String> units = text.systemd();
        print(() -> Map.of("units", units), () -> units(units));
      } else {
        String lines = form.cron ? text.cron() : ScheduleText.github();
        print(() -> Map.of("text", lines), () -> lines.lines().forEach(console()::verbatim));
      }
      return ExitCode.OK;
    }

    private void units(Map<String, String> units) {
      units.forEach(
          (name, unit) -> {
            console().verbatim("# /etc/systemd/system/" + name);
            unit.lines().forEach(console()::verbatim);
            console().print("");
          });
    }
  }

  /** {@code datawarp schedule run}. */
  @CommandLine.Command(
      name = "run",
      description = {
        "Runs a job, one at a time in a workspace. Prints nothing where all is well and nothing new.",
        "Tells schedule.ping_url of start, end and failure, and writes schedule.metrics_file."
      },
      footer = {"  datawarp schedule run due", "  datawarp schedule run backup --wait 2h"})
  private static final class RunJob extends Command {
    @Parameters(paramLabel = "JOB", description = "due, backup, archive or check.")
    private String job = "";

    @Mixin private RunOptions run = new RunOptions();

    private final CommandContext context;

    RunJob(CommandContext context) {
      super(context);
      this.context = context;
    }

    @Override
    ExitCode run(Workflows opened) {
      Job wanted =
          Job.find(job)
              .orElseThrow(
                  () ->
                      new UsageException(
                          "there is no job '" + job + "'",
                          "there are "
                              + Arrays.stream(Job.values())
                                  .map(Job::word)
                                  .collect(Collectors.joining(", "))));
      JobEnd end = opened.schedule().run(wanted, run.maxWait(), this::execute);
      end.warnings().forEach(console()::warn);
      print(
          () -> new Ended(wanted.word(), end.code(), results(wanted, end)),
          () -> tell(wanted, end));
      end.ends().forEach(each -> each.err().lines().forEach(console()::tell));
      return Arrays.stream(ExitCode.values())
          .filter(code -> code.status() == end.code())
          .findFirst()
          .orElse(ExitCode.INTERNAL);
    }

    /** How a job ended, as {@code --json} prints it. */
    private record Ended(String job, int exitCode, List<Result> commands) {}

    /** How one of its commands ended. */
    private record Result(String command, int exitCode) {}

    private static List<Result> results(Job job, JobEnd end) {
      List<Result> results = new ArrayList<>();
      for (int i = 0; i < end.ends().size(); i++) {
        results.add(new Result(String.join(" ", job.commands().get(i)), end.ends().get(i).code()));
      }
      return results;
    }

    /** What went well needs no words, but for what is new. */
    private void tell(Job job, JobEnd end) {
      for (CommandEnd each : end.ends()) {
        if (each.code() != 0 || job == Job.DUE) {
          each.out().lines().forEach(console()::verbatim);
        }
      }
    }

    private CommandEnd execute(List<String> words) {
      List<String> all = new ArrayList<>(words);
      if (options().workspace() != null) {
        all.addAll(List.of("--workspace", options().workspace().toString()));
      }
      if (options().databaseUrl() != null) {
        all.addAll(List.of("--db-url", options().databaseUrl()));
      }
      if (options().caBundle() != null) {
        all.addAll(List.of("--ca-bundle", options().caBundle().toString()));
      }
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      Console captured =
          new Console(
              new PrintWriter(out),
              new PrintWriter(err),
              false,
              false,
              context.console().columns(),
              OutputStream.nullOutputStream());
      int code =
          RootCommand.execute(
              "datawarp", context.workflows(), captured, all.toArray(String[]::new));
      return new CommandEnd(code, out.toString(), err.toString());
    }
  }
}

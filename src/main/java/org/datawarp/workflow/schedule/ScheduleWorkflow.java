package org.datawarp.workflow.schedule;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.pipeline.download.Ping;
import org.datawarp.platform.config.ConfigurationKey;
import org.jspecify.annotations.Nullable;

/** Runs jobs: one at a time, telling whoever watches, and silent where there is nothing to say. */
public final class ScheduleWorkflow {
  private final WorkspaceContext context;
  private final Supplier<Ping> ping;

  /** Makes the workflow; nothing is opened before it runs. */
  public ScheduleWorkflow(WorkspaceContext context, Supplier<Ping> ping) {
    this.context = context;
    this.ping = ping;
  }

  /**
   * How one command ended.
   *
   * @param code its exit code
   * @param out what it wrote to standard output
   * @param err what it wrote to standard error
   */
  public record CommandEnd(int code, String out, String err) {}

  /**
   * How a job ended.
   *
   * @param code the exit code of the command that failed, else 0
   * @param ends how its commands ended, in their order
   * @param warnings what went wrong beside them
   */
  public record JobEnd(int code, List<CommandEnd> ends, List<String> warnings) {
    /** Copies the lists. */
    public JobEnd {
      ends = List.copyOf(ends);
      warnings = List.copyOf(warnings);
    }
  }

  /** Returns the workspace's folder, absolute. */
  public String root() {
    return context.workspace().root().toAbsolutePath().normalize().toString();
  }

  /**
   * Runs the commands of a job until one fails.
   *
   * @param run runs a command line, given without the program's name
   * @param wait how long to wait for another job to end
   * @throws org.datawarp.model.error.LockedException if another job runs, naming it
   */
  public JobEnd run(Job job, Duration wait, Function<List<String>, CommandEnd> run) {
    if (!context.workspace().exists()) {
      throw new NotFoundException(
          "no workspace in " + context.workspace().root(), "make one with 'datawarp init'");
    }
    Path folder = context.workspace().state();
    Instant start = context.clock().instant();
    try (JobLock lock = JobLock.take(folder, job, wait, start)) {
      List<String> warnings = new ArrayList<>();
      tell(job, "/start", warnings);
      List<CommandEnd> ends = new ArrayList<>();
      int code = 0;
      for (List<String> command : commands(job)) {
        CommandEnd end = run.apply(command);
        ends.add(end);
        code = end.code();
        if (code != 0) {
          break;
        }
      }
      write(job, start, code, warnings);
      tell(job, code == 0 ? "" : "/fail", warnings);
      return new JobEnd(code, ends, warnings);
    }
  }

  /** A store that nobody has configured is not sent to. */
  private List<List<String>> commands(Job job) {
    boolean hasStore = Files.exists(context.workspace().syncConfigurationFile());
    return job.commands().stream()
        .filter(command -> hasStore || !command.get(0).equals("sync"))
        .toList();
  }

  private void tell(Job job, String end, List<String> warnings) {
    String url = context.configuration().text(ConfigurationKey.PING_URL);
    if (url == null || url.isBlank()) {
      return;
    }
    String address = withoutTrailingSlash(url.replace("{job}", job.word())) + end;
    Optional<String> failure = ping.get().send(address);
    failure.ifPresent(reason -> warnings.add("the ping was not taken: " + reason));
  }

  private static String withoutTrailingSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  private void write(Job job, Instant start, int code, List<String> warnings) {
    @Nullable String file = context.configuration().text(ConfigurationKey.METRICS_FILE);
    if (file == null || file.isBlank()) {
      return;
    }
    Instant end = context.clock().instant();
    try {
      Metrics.write(Path.of(file), job, root(), end, Duration.between(start, end), code);
    } catch (DatawarpException e) {
      warnings.add(String.valueOf(e.getMessage()));
    }
  }
}

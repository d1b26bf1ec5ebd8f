package org.datawarp.cli.command;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.PolicyUploadPrinter;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.cli.output.SyncPrinter;
import org.datawarp.lifecycle.transfer.PolicyUploadReport;
import org.datawarp.lifecycle.transfer.SyncReport;
import org.datawarp.lifecycle.transfer.SyncRequest;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.sync.SyncWorkflow;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends what is new to the store: {@code datawarp sync} and {@code datawarp sync run}. */
abstract class SendCommand extends Command {
  @Mixin private TransferOptions transfer = new TransferOptions();

  @Option(
      names = "--delete-local",
      description = {
        "Delete files here once their remote copies were read back as equal in this run; what is",
        "held or in use stays."
      })
  private boolean deleteLocal;

  @Option(names = "--dry-run", description = "Show what would be done and stop.")
  private boolean dryRun;

  @Mixin private RunOptions run = new RunOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();

  SendCommand(CommandContext context) {
    super(context);
  }

  /** What retention policies send elsewhere goes first: it may be all there is to do. */
  @Override
  final ExitCode run(Workflows opened) {
    SyncWorkflow sync = opened.sync();
    List<PolicyUploadReport> deliveries;
    SyncReport report = null;
    try (ProgressLine progress = ProgressLine.ofBytes(console())) {
      deliveries = dryRun ? List.of() : sync.cloud().sendForPolicies(progress);
      if (deliveries.isEmpty() || transfer.namesStore() || sync.cloud().hasStore()) {
        report = sync.run(request(), progress);
      }
    }
    print(report, deliveries);
    return worse(status(deliveries), report == null ? ExitCode.OK : status(report));
  }

  private SyncRequest request() {
    Set<SyncRequest.Option> set = EnumSet.noneOf(SyncRequest.Option.class);
    if (dryRun) {
      set.add(SyncRequest.Option.DRY_RUN);
    }
    if (deleteLocal) {
      set.add(SyncRequest.Option.DELETE_LOCAL);
    }
    return transfer.request(null, set, run.maxWait(), "sync");
  }

  private void print(@Nullable SyncReport report, List<PolicyUploadReport> deliveries) {
    print(
        () -> json(report, deliveries),
        () -> {
          new PolicyUploadPrinter(console()).delivered(deliveries);
          SyncPrinter printer = new SyncPrinter(console());
          if (report != null && dryRun) {
            printer.planned(report);
          } else if (report != null) {
            printer.sent(report);
          }
        });
  }

  private static Map<String, @Nullable Object> json(
      @Nullable SyncReport report, List<PolicyUploadReport> deliveries) {
    Map<String, @Nullable Object> map = report == null ? new LinkedHashMap<>() : report.json();
    map.put("deliveries", deliveries.stream().map(PolicyUploadReport::json).toList());
    return map;
  }

  private static ExitCode status(List<PolicyUploadReport> deliveries) {
    if (deliveries.stream().anyMatch(delivery -> !delivery.damaged().isEmpty())) {
      return ExitCode.STORAGE;
    }
    return deliveries.stream().allMatch(PolicyUploadReport::isSound)
        ? ExitCode.OK
        : ExitCode.PARTIAL;
  }

  private static ExitCode status(SyncReport report) {
    if (!report.damaged().isEmpty()) {
      return ExitCode.STORAGE;
    }
    return report.isComplete() ? ExitCode.OK : ExitCode.PARTIAL;
  }

  /** Damage counts most, then what was not done. */
  private static ExitCode worse(ExitCode one, ExitCode two) {
    return one.status() > two.status() ? one : two;
  }
}

package org.datawarp.workflow.archive;

import java.sql.Connection;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.datawarp.lifecycle.retention.RetentionRules;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.transfer.CloudSync;
import org.datawarp.lifecycle.version.SkippedSources;
import org.datawarp.model.RunListener;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.config.ConfigurationKey;
import org.datawarp.repository.ArchiveRepository;
import org.datawarp.repository.HoldRepository;
import org.datawarp.repository.RetentionPolicyRepository;
import org.datawarp.repository.SourcePeriod;
import org.datawarp.repository.SourcePeriods;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.workflow.archive.ArchiveRules.ArchiveContext;

/** Archives what is idle, or what retention lets go. */
public final class ArchiveWorkflow {
  private static final String REFERENCE = "reference";

  private final WorkspaceContext context;
  private final Workspace workspace;
  private final Supplier<CloudSync> cloud;
  private final Clock clock;

  /** What makes units leave. */
  private enum Reason {
    IDLE,
    RETENTION
  }

  /** Makes the workflow; nothing is opened before it runs. */
  public ArchiveWorkflow(WorkspaceContext context, Supplier<CloudSync> cloud) {
    this.context = context;
    this.workspace = context.workspace();
    this.clock = context.clock();
    this.cloud = cloud;
  }

  /**
   * Archives what is idle.
   *
   * @throws RefusedException if a safety rule says no; nothing was changed
   * @throws org.datawarp.model.error.DataRejectedException if rows and the file that is to keep
   *     them differ; nothing was changed
   */
  public ArchiveReport run(ArchiveRequest request, RunListener listener) {
    requireChoice(request);
    return execute(Reason.IDLE, request, listener);
  }

  /**
   * Tells what {@link #run} would do; changes nothing.
   *
   * @return empty where there is no workspace or no database yet
   */
  public Optional<ArchiveReport> plan(ArchiveRequest request) {
    requireChoice(request);
    return plan(Reason.IDLE, request);
  }

  /**
   * Archives what retention lets go and sends it where the policies say, with what had waited;
   * throws like {@link #run}. The archive stands before anything is sent: a store out of reach is
   * told, and no failure.
   */
  public ArchiveReport apply(ArchiveRequest request, RunListener listener) {
    ArchiveReport report = execute(Reason.RETENTION, request, listener);
    return report.with(cloud.get().sendForPolicies(listener));
  }

  /** Tells what {@link #apply} would do; changes nothing. */
  public Optional<ArchiveReport> planApply(ArchiveRequest request) {
    return plan(Reason.RETENTION, request);
  }

  private Optional<ArchiveReport> plan(Reason reason, ArchiveRequest request) {
    return context
        .readIfPresent(
            "planning the archive",
            (connection, identity) -> decide(connection, identity, reason, request))
        .map(ArchiveReport::of);
  }

  private ArchiveReport execute(Reason reason, ArchiveRequest request, RunListener listener) {
    String command = reason == Reason.IDLE ? "archive" : "retention";
    RunExecutor.Order order =
        new RunExecutor.Order(command, request.commandLine(), null, "archive", request.maxWait());
    return context
        .runs()
        .execute(
            order,
            listener,
            run -> {
              ArchivePlan plan =
                  decide(run.connection(), run.session().identity(), reason, request);
              requireAllowed(plan);
              if (plan.items().isEmpty()) {
                return ArchiveReport.of(plan);
              }
              return new ArchiveRun(run, context::cache).execute(order, plan, request);
            });
  }

  private ArchivePlan decide(
      Connection connection, UUID identity, Reason reason, ArchiveRequest request) {
    List<SourcePeriod> all = new SourcePeriods(identity).list(connection);
    requireKnown(all, request);
    // What a manifest leaves out has nothing to archive, and must not keep the manifest back.
    Set<String> leftOut = SkippedSources.find(connection, identity, all);
    List<SourcePeriod> units =
        all.stream().filter(unit -> !leftOut.contains(unit.source())).toList();
    ArchiveContext context =
        new ArchiveContext(
            units,
            new HoldRepository(identity).list(connection),
            references(connection, identity),
            clock.instant());
    ArchiveRules rules = ArchiveRules.standard();
    if (reason == Reason.IDLE) {
      return rules.decide(context, asConfigured(request));
    }
    List<SourcePeriod> live = RetentionRules.live(units);
    RetentionRules retention =
        new RetentionRules(
            live, new RetentionPolicyRepository(identity).list(connection), context.holds());
    return rules.decide(context, retention.decide(live, context.now()), request);
  }

  private ArchiveRequest asConfigured(ArchiveRequest request) {
    String keepNewest = context.configuration().text(ConfigurationKey.ARCHIVE_KEEP_NEWEST);
    if (keepNewest == null || keepNewest.equals("false")) {
      return request;
    }
    if (!keepNewest.equals("true")) {
      throw new UsageException(
          "archive.keep_newest is '" + keepNewest + "'", "write true or false");
    }
    return request.with(ArchiveRequest.Option.KEEP_NEWEST);
  }

  private void requireAllowed(ArchivePlan plan) {
    if (!plan.refusals().isEmpty()) {
      throw new RefusedException(String.join("; ", plan.refusals()), plan.hint());
    }
    plan.items().stream()
        .flatMap(item -> Stream.ofNullable(item.target()))
        .distinct()
        .forEach(store -> cloud.get().requireUsable(store));
  }

  private static void requireChoice(ArchiveRequest request) {
    if (request.olderThan() == null && request.sources().isEmpty()) {
      throw new UsageException("say what to archive", "give --older-than 90d, or name the sources");
    }
  }

  /** A name that fits nothing is a mistake, not an empty plan. */
  private static void requireKnown(List<SourcePeriod> units, ArchiveRequest request) {
    for (SourcePattern pattern : request.sources()) {
      boolean isKnown =
          units.stream()
              .anyMatch(
                  unit -> {
                    String manifest = unit.manifest();
                    return pattern.matches(unit.source())
                        || (manifest != null && pattern.matches(manifest));
                  });
      if (!isKnown) {
        throw NotFoundException.named(
            "no source or manifest '" + pattern + "'",
            pattern.toString(),
            units.stream()
                .flatMap(unit -> Stream.of(unit.source(), Objects.toString(unit.manifest(), "")))
                .toList());
      }
    }
  }

  /** The manifests that others were made after. */
  private static Set<String> references(Connection connection, UUID identity) {
    Set<String> references = new HashSet<>();
    for (String text : new ArchiveRepository(identity).listReferring(connection)) {
      try {
        Manifest manifest = ManifestStore.parse("manifest", text);
        String option = manifest.header().options().get(REFERENCE);
        Object extra = manifest.header().extra().get(REFERENCE);
        if (option != null) {
          references.add(option);
        } else if (extra != null) {
          references.add(extra.toString());
        }
      } catch (UsageException e) {
        // What cannot be read refers to nothing that can be named.
      }
    }
    return references;
  }
}

package org.datawarp.workflow.retention;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.datawarp.lifecycle.retention.RetentionRules;
import org.datawarp.lifecycle.retention.RetentionVerdict;
import org.datawarp.lifecycle.run.UsualDatabase;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.repository.Hold;
import org.datawarp.repository.HoldRepository;
import org.datawarp.repository.RetentionPolicy;
import org.datawarp.repository.RetentionPolicyRepository;
import org.datawarp.repository.SourcePeriod;
import org.datawarp.repository.SourcePeriods;
import org.datawarp.storage.object.CloudAddress;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** Retention policies and holds: said, listed, taken back, explained. */
public final class RetentionWorkflow {
  private static final int MAX_NUMBER = 100_000;

  private final WorkspaceContext context;
  private final Workspace workspace;
  private final Clock clock;

  /** Makes the workflow; nothing is opened before it is asked for something. */
  public RetentionWorkflow(WorkspaceContext context) {
    this.context = context;
    this.workspace = context.workspace();
    this.clock = context.clock();
  }

  /**
   * Sets a policy, over the one of the same pattern.
   *
   * @return the policy, with the number of sources it is for
   * @throws UsageException if the pattern, a number or the target is none
   */
  public PolicyLine set(PolicyLine line) {
    if (line.periods() < 0
        || line.days() < 0
        || line.periods() > MAX_NUMBER
        || line.days() > MAX_NUMBER) {
      throw new UsageException(
          "--periods and --days are numbers from 0 to " + MAX_NUMBER, "such as --periods 12");
    }
    RetentionPolicy policy = line.archivingTo(target(line.archiveTo())).policy();
    UUID identity = identityToWrite();
    return context
        .database()
        .write(
            "setting the retention policy",
            connection -> {
              new RetentionPolicyRepository(identity).save(connection, policy);
              List<SourcePeriod> units = new SourcePeriods(identity).list(connection);
              return PolicyLine.of(policy, count(units, policy));
            });
  }

  /** Lists the policies, disabled ones too. */
  public List<PolicyLine> list() {
    UUID identity = identity();
    return context
        .database()
        .read(
            "listing the retention policies",
            connection -> {
              List<SourcePeriod> units = new SourcePeriods(identity).list(connection);
              return new RetentionPolicyRepository(identity)
                  .list(connection).stream()
                      .map(policy -> PolicyLine.of(policy, count(units, policy)))
                      .toList();
            });
  }

  /**
   * Removes the policy of exactly this pattern.
   *
   * @throws NotFoundException if there is none
   */
  public void remove(String pattern) {
    SourcePattern parsed = SourcePattern.parse(pattern);
    UUID identity = identityToWrite();
    int removed =
        context
            .database()
            .write(
                "removing the retention policy",
                connection -> new RetentionPolicyRepository(identity).remove(connection, parsed));
    if (removed == 0) {
      throw new NotFoundException(
          "there is no policy '" + pattern + "'", "see 'datawarp retention list'");
    }
  }

  /**
   * Tells what is kept and what goes, by which rule.
   *
   * @param pattern which sources or manifests
   * @param at the moment, past or to come; null for now
   * @throws NotFoundException if it fits nothing that is not archived
   */
  public List<RetentionVerdict> explain(String pattern, @Nullable Instant at) {
    SourcePattern parsed = SourcePattern.parse(pattern);
    UUID identity = identity();
    return context
        .database()
        .read(
            "explaining the retention",
            connection -> {
              List<SourcePeriod> live =
                  RetentionRules.live(new SourcePeriods(identity).list(connection));
              List<SourcePeriod> named =
                  live.stream().filter(unit -> matches(parsed, unit)).toList();
              if (named.isEmpty()) {
                throw NotFoundException.named(
                    "no source or manifest '" + pattern + "' is in use", pattern, names(live));
              }
              return new RetentionRules(
                      live,
                      new RetentionPolicyRepository(identity).list(connection),
                      new HoldRepository(identity).list(connection))
                  .decide(named, at == null ? clock.instant() : at);
            });
  }

  private static Set<String> names(List<SourcePeriod> units) {
    Set<String> names = new TreeSet<>();
    for (SourcePeriod unit : units) {
      names.add(unit.source());
      if (unit.manifest() != null) {
        names.add(unit.manifest());
      }
    }
    return names;
  }

  /**
   * Holds sources: nothing archives, purges or cleans them up until the hold is lifted.
   *
   * @param period the one period to hold; null for all, those to come too
   * @return the hold, with the number of sources it holds
   * @throws NotFoundException if a plain name fits nothing: a mistyped hold would hold nothing
   */
  public HoldLine hold(String pattern, @Nullable String period, String reason) {
    SourcePattern parsed = SourcePattern.parse(pattern);
    if (reason.isBlank()) {
      throw new UsageException("a hold needs a reason", "say it with --reason");
    }
    Hold hold =
        new Hold(
            parsed,
            period == null ? null : PeriodParser.require(period).label(),
            reason.strip(),
            user(),
            clock.instant());
    UUID identity = identityToWrite();
    return context
        .database()
        .write(
            "storing the hold",
            connection -> {
              List<SourcePeriod> units = new SourcePeriods(identity).list(connection);
              long held = held(units, hold);
              if (held == 0 && parsed.isExact()) {
                throw NotFoundException.named(
                    "there is no source or manifest '"
                        + pattern
                        + (hold.period() == null ? "'" : "' with the period " + hold.period()),
                    pattern,
                    names(units));
              }
              new HoldRepository(identity).add(connection, hold);
              return HoldLine.of(hold, held);
            });
  }

  /** Lists the holds in force. */
  public List<HoldLine> holds() {
    UUID identity = identity();
    return context
        .database()
        .read(
            "listing the holds",
            connection -> {
              List<SourcePeriod> units = new SourcePeriods(identity).list(connection);
              return new HoldRepository(identity)
                  .list(connection).stream()
                      .map(hold -> HoldLine.of(hold, held(units, hold)))
                      .toList();
            });
  }

  /**
   * Lifts the hold on exactly this pattern and period.
   *
   * @throws NotFoundException if there is none
   */
  public void lift(String pattern, @Nullable String period) {
    SourcePattern parsed = SourcePattern.parse(pattern);
    String label = period == null ? null : PeriodParser.require(period).label();
    UUID identity = identityToWrite();
    int lifted =
        context
            .database()
            .write(
                "lifting the hold",
                connection ->
                    new HoldRepository(identity)
                        .lift(connection, parsed, label, user(), clock.instant()));
    if (lifted == 0) {
      throw new NotFoundException(
          "there is no hold on '" + pattern + "'" + (label == null ? "" : " " + label),
          "see 'datawarp hold list'");
    }
  }

  /** Notes are kept by the one way an address is written. */
  private static @Nullable String target(@Nullable String text) {
    return text == null ? null : CloudAddress.parse(text).toString();
  }

  /** What is said about keeping belongs into the workspace's own database. */
  private UUID identityToWrite() {
    UUID identity = identity();
    UsualDatabase.require(workspace, context.database());
    return identity;
  }

  private UUID identity() {
    return context
        .findIdentity()
        .orElseThrow(
            () ->
                new RefusedException(
                    "nothing loaded in " + workspace.root() + " yet",
                    "'datawarp refresh' does that"));
  }

  private static long count(List<SourcePeriod> units, RetentionPolicy policy) {
    return units.stream()
        .filter(unit -> policy.isFor(unit.source(), unit.manifest()))
        .map(SourcePeriod::source)
        .distinct()
        .count();
  }

  private static long held(List<SourcePeriod> units, Hold hold) {
    return units.stream()
        .filter(unit -> hold.holds(unit.source(), unit.manifest(), unit.periodLabel()))
        .map(SourcePeriod::source)
        .distinct()
        .count();
  }

  private static boolean matches(SourcePattern pattern, SourcePeriod unit) {
    String manifest = unit.manifest();
    return pattern.matches(unit.source()) || (manifest != null && pattern.matches(manifest));
  }

  private static String user() {
    return System.getProperty("user.name", "");
  }
}

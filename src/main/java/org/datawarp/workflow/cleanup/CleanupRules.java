package org.datawarp.workflow.cleanup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.datawarp.model.Age;
import org.datawarp.workflow.cleanup.CleanupOptions.Permission;
import org.datawarp.workflow.cleanup.Orphan.Verdict;
import org.jspecify.annotations.Nullable;

/** Decides about orphans. Touches nothing. */
final class CleanupRules {
  static final int USUAL_MAX_DELETE = 20;
  private static final int SHARE = 10;
  private static final Set<String> NEVER_ORPHANS = Set.of("archived", "draft", "enriched");

  private final Set<SafetyRule> rails;

  private CleanupRules(Set<SafetyRule> rails) {
    this.rails = rails;
  }

  /** Returns the rules with all rails. */
  static CleanupRules standard() {
    return new CleanupRules(EnumSet.allOf(SafetyRule.class));
  }

  /** Returns the rules without one rail, to show what it is for. */
  static CleanupRules without(SafetyRule rail) {
    return new CleanupRules(EnumSet.complementOf(EnumSet.of(rail)));
  }

  /** Tells whether a rail is in force. */
  boolean has(SafetyRule rail) {
    return rails.contains(rail);
  }

  /** Decides about each candidate and about the plan as a whole. */
  CleanupPlan decide(CleanupContext context, List<Candidate> candidates, CleanupOptions options) {
    List<Orphan> orphans =
        candidates.stream()
            .filter(found -> !isNoOrphan(found))
            .map(found -> decide(found, context.now(), options))
            .toList();
    List<String> refusals = new ArrayList<>();
    List<String> hints = new ArrayList<>();
    requireExpectedDatabase(context, options, refusals, hints);
    checkNumber(context, orphans, options, refusals, hints);
    return new CleanupPlan(
        context.now(),
        context.workspace(),
        context.database(),
        orphans,
        refusals,
        hints.isEmpty() ? null : String.join("; ", hints),
        List.of());
  }

  /** Counts those that a plan would list. */
  long count(List<Candidate> candidates) {
    return candidates.stream().filter(found -> !isNoOrphan(found)).count();
  }

  private boolean isNoOrphan(Candidate found) {
    return rails.contains(SafetyRule.PROTECTED)
        && found.state() != null
        && NEVER_ORPHANS.contains(found.state());
  }

  private Orphan decide(Candidate found, Instant now, CleanupOptions options) {
    if (rails.contains(SafetyRule.RECORDED_ONLY) && !found.isRecorded()) {
      boolean included =
          found.kind() == OrphanClass.STAGING_TABLES && options.has(Permission.INCLUDE_UNRECORDED);
      if (!included) {
        return new Orphan(found, Verdict.REPORT, unrecorded(found.kind()));
      }
    }
    if (rails.contains(SafetyRule.PROTECTED) && found.keptBecause() != null) {
      return new Orphan(found, Verdict.KEEP, found.keptBecause());
    }
    Optional<String> young = young(found, now, options.minAge());
    return young
        .map(reason -> new Orphan(found, Verdict.KEEP, reason))
        .orElseGet(() -> new Orphan(found, Verdict.EXECUTE, found.why()));
  }

  private static String unrecorded(OrphanClass kind) {
    return kind == OrphanClass.STAGING_TABLES
        ? "not recorded by Datawarp; --include-unrecorded would move it"
        : "not recorded by Datawarp; it stays";
  }

  private Optional<String> young(Candidate found, Instant now, Age minAge) {
    // Trash and deprecated manifests have waited for their own time.
    boolean hasOwnTime =
        found.kind() == OrphanClass.TRASH || found.kind() == OrphanClass.DEPRECATED;
    if (!rails.contains(SafetyRule.MIN_AGE) || hasOwnTime) {
      return Optional.empty();
    }
    Instant since = found.since();
    if (since == null) {
      return Optional.of(
          "its age is unknown; counted from the first cleanup --execute that saw it");
    }
    return since.isAfter(minAge.before(now))
        ? Optional.of("younger than " + minAge)
        : Optional.empty();
  }

  private void requireExpectedDatabase(
      CleanupContext context, CleanupOptions options, List<String> refusals, List<String> hints) {
    if (!rails.contains(SafetyRule.EMPTY_WORLD) || options.has(Permission.ACCEPT_DATABASE)) {
      return;
    }
    @Nullable String reason = null;
    if (!context.isKnownHere()) {
      reason = "this database has never seen this workspace";
    } else if (context.lastDatabase() != null
        && !context.lastDatabase().equals(context.database())) {
      reason = "this is another database than the one this workspace was last used with";
    } else if (context.sources() == 0 && context.exports() > 0) {
      reason = "no source is visible in this database";
    }
    if (reason != null) {
      refusals.add(reason);
      hints.add("look at --db-url; if it is the right one, say --accept-database");
    }
  }

  private void checkNumber(
      CleanupContext context,
      List<Orphan> orphans,
      CleanupOptions options,
      List<String> refusals,
      List<String> hints) {
    if (!rails.contains(SafetyRule.MAX_DELETE)) {
      return;
    }
    List<Orphan> counted =
        orphans.stream()
            .filter(orphan -> orphan.verdict() == Verdict.EXECUTE)
            .filter(orphan -> orphan.found().kind().isBounded())
            .toList();
    Integer max = options.maxDelete();
    if (max != null) {
      if (counted.size() > max) {
        refusals.add(counted.size() + " items would go, and --max-delete allows " + max);
        hints.add("look at the plan, then say --max-delete " + counted.size());
      }
      return;
    }
    if (counted.size() > USUAL_MAX_DELETE) {
      refusals.add(counted.size() + " items would go, more than the usual " + USUAL_MAX_DELETE);
    }
    for (OrphanClass kind : OrphanClass.values()) {
      long going = counted.stream().filter(orphan -> orphan.found().kind() == kind).count();
      long all = context.populations().getOrDefault(kind, going);
      if (going > 0 && going * SHARE > all) {
        refusals.add(
            String.format(
                Locale.ENGLISH,
                "%,d of %,d would go in '%s', more than a tenth",
                going,
                all,
                kind.title()));
      }
    }
    if (!refusals.isEmpty() && !counted.isEmpty()) {
      hints.add("look at the plan, then say --max-delete " + counted.size());
    }
  }
}

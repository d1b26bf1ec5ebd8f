package org.datawarp.workflow.archive;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.datawarp.lifecycle.retention.RetentionRules;
import org.datawarp.lifecycle.retention.RetentionVerdict;
import org.datawarp.model.SourceCode;
import org.datawarp.model.SourcePattern;
import org.datawarp.repository.Hold;
import org.datawarp.repository.HoldRepository;
import org.datawarp.repository.RetentionPolicy;
import org.datawarp.repository.SourcePeriod;
import org.datawarp.workflow.archive.ArchiveItem.Work;
import org.datawarp.workflow.archive.ArchivePlan.Left;
import org.datawarp.workflow.archive.ArchiveRequest.Option;
import org.jspecify.annotations.Nullable;

/** Decides what is archived and what stays, and why. Touches nothing. */
public final class ArchiveRules {
  private static final int USUAL_MAX_DELETE = 20;
  private static final int SHARE = 10;
  private static final Set<String> ARCHIVABLE = Set.of("exported", "archived");

  private final Set<Rail> rails;

  /** The safety rules of deleting rows. All are in force; tests take one away to see the damage. */
  enum Rail {
    /** Young rows stay. */
    MIN_AGE,
    /** Many units at once need a word of their own. */
    MAX_DELETE
  }

  /**
   * What is known when it is decided.
   *
   * @param units every unit of the workspace
   * @param holds the holds in force
   * @param references the manifests that others refer to
   * @param now the moment
   */
  record ArchiveContext(
      List<SourcePeriod> units, List<Hold> holds, Set<String> references, Instant now) {}

  private ArchiveRules(Set<Rail> rails) {
    this.rails = rails;
  }

  /** Returns the rules with all rails. */
  static ArchiveRules standard() {
    return new ArchiveRules(EnumSet.allOf(Rail.class));
  }

  /** Returns the rules without one rail, to show what it is for. */
  static ArchiveRules without(Rail rail) {
    return new ArchiveRules(EnumSet.complementOf(EnumSet.of(rail)));
  }

  /** Decides about what is idle. */
  ArchivePlan decide(ArchiveContext context, ArchiveRequest request) {
    RetentionRules newest =
        new RetentionRules(RetentionRules.live(context.units()), List.of(), List.of());
    List<ArchiveItem> items = new ArrayList<>();
    List<Left> left = new ArrayList<>();
    for (SourcePeriod unit : context.units()) {
      Work work = wanted(unit, request);
      if (work == null || !isNamed(unit, request) || !isIdle(unit, request, context.now())) {
        continue;
      }
      Optional<Left> kept =
          stays(unit, context)
              .or(() -> staysByOption(unit, request, newest))
              .or(() -> staysAsReference(unit, request, context));
      if (kept.isPresent()) {
        left.add(kept.get());
      } else {
        items.add(new ArchiveItem(unit, work, idleSince(unit), null));
      }
    }
    return plan(context, request, items, left);
  }

  /** Decides about what retention lets go. */
  ArchivePlan decide(
      ArchiveContext context, List<RetentionVerdict> verdicts, ArchiveRequest request) {
    List<ArchiveItem> items = new ArrayList<>();
    List<Left> left = new ArrayList<>();
    for (RetentionVerdict verdict : verdicts) {
      RetentionPolicy policy = verdict.policy();
      if (verdict.isKept() || policy == null || !isNamed(verdict.unit(), request)) {
        continue;
      }
      Work work = work(verdict.unit(), policy.rows() == RetentionPolicy.Rows.PURGE);
      if (work == null) {
        continue;
      }
      Optional<Left> kept =
          stays(verdict.unit(), context)
              .or(() -> staysAsReference(verdict.unit(), request, context));
      if (kept.isPresent()) {
        left.add(kept.get());
      } else {
        items.add(new ArchiveItem(verdict.unit(), work, verdict.why(), policy));
      }
    }
    return plan(context, request, items, left);
  }

  private ArchivePlan plan(
      ArchiveContext context, ArchiveRequest request, List<ArchiveItem> items, List<Left> left) {
    List<ArchiveItem> allowed = new ArrayList<>();
    for (ArchiveItem item : items) {
      Optional<ArchiveItem> kept = withoutYoungRows(item, request, context.now(), left);
      kept.ifPresent(allowed::add);
    }
    allowed.sort(Comparator.comparing((ArchiveItem item) -> item.unit().table()));
    List<String> refusals = maxDelete(context, request, allowed);
    long purged = allowed.stream().filter(item -> item.action().purges()).count();
    Set<SourcePeriod> going = new HashSet<>();
    allowed.forEach(item -> going.add(item.unit()));
    return new ArchivePlan(
        allowed,
        left,
        context.units().stream().filter(unit -> !going.contains(unit)).toList(),
        wholeManifests(context.units(), allowed),
        refusals,
        refusals.isEmpty() ? "" : "look at the plan, then say --max-delete " + purged);
  }

  private static @Nullable Work wanted(SourcePeriod unit, ArchiveRequest request) {
    return work(unit, request.has(Option.PURGE_DB));
  }

  private static @Nullable Work work(SourcePeriod unit, boolean purges) {
    SourcePeriod.ExportFile export = unit.export();
    boolean isPurged = export != null && export.purgedAt() != null;
    if (unit.isArchived()) {
      return purges && !isPurged ? Work.PURGE : null;
    }
    return purges && !isPurged ? Work.MOVE_AND_PURGE : Work.MOVE;
  }

  private static boolean isNamed(SourcePeriod unit, ArchiveRequest request) {
    return request.sources().isEmpty()
        || request.sources().stream().anyMatch(pattern -> matches(pattern, unit));
  }

  private static boolean matches(SourcePattern pattern, SourcePeriod unit) {
    String manifest = unit.manifest();
    return pattern.matches(unit.source()) || (manifest != null && pattern.matches(manifest));
  }

  /** One whose age nobody knows is looked at, and left with that reason. */
  private static boolean isIdle(SourcePeriod unit, ArchiveRequest request, Instant now) {
    Instant used = unit.usedAt();
    return request.olderThan() == null
        || used == null
        || !used.isAfter(request.olderThan().before(now));
  }

  private static Optional<Left> stays(SourcePeriod unit, ArchiveContext context) {
    Optional<Hold> hold =
        HoldRepository.find(context.holds(), unit.source(), unit.manifest(), unit.periodLabel());
    if (hold.isPresent()) {
      return kept(unit, hold.get().toString());
    }
    if (!SourceCode.isValid(unit.source())) {
      return kept(unit, "an adopted code that restore could not bring back");
    }
    if (unit.usedAt() == null) {
      return kept(unit, "nobody knows when it was last used");
    }
    String state = unit.manifestState();
    if (state != null && !ARCHIVABLE.contains(state)) {
      return kept(
          unit,
          "manifest "
              + unit.manifest()
              + " is "
              + state
              + (state.equals("loaded") ? "; export it first" : ""));
    }
    if (unit.export() == null) {
      return kept(unit, "it has no export; 'datawarp export' makes one");
    }
    return Optional.empty();
  }

  private static Optional<Left> staysByOption(
      SourcePeriod unit, ArchiveRequest request, RetentionRules newest) {
    return request.has(Option.KEEP_NEWEST) && !unit.isArchived() && newest.isNewestIssue(unit)
        ? kept(unit, "it is the newest issue of " + unit.publication())
        : Optional.empty();
  }

  private static Optional<Left> staysAsReference(
      SourcePeriod unit, ArchiveRequest request, ArchiveContext context) {
    String manifest = unit.manifest();
    boolean isNamed =
        request.sources().stream()
            .filter(SourcePattern::isExact)
            .anyMatch(pattern -> matches(pattern, unit));
    return manifest != null && context.references().contains(manifest) && !isNamed
        ? kept(unit, "others refer to manifest " + manifest + "; name it to archive it")
        : Optional.empty();
  }

  private Optional<ArchiveItem> withoutYoungRows(
      ArchiveItem item, ArchiveRequest request, Instant now, List<Left> left) {
    Instant used = Objects.requireNonNull(item.unit().usedAt());
    boolean isYoung = used.isAfter(request.minAge().before(now));
    if (!rails.contains(Rail.MIN_AGE) || !item.action().purges() || !isYoung) {
      return Optional.of(item);
    }
    left.add(
        new Left(
            item.unit(),
            "it was used less than " + request.minAge() + " ago, so its rows stay (--min-age)",
            Left.Kind.KEPT));
    return Optional.empty();
  }

  private List<String> maxDelete(
      ArchiveContext context, ArchiveRequest request, List<ArchiveItem> items) {
    long purged = items.stream().filter(item -> item.action().purges()).count();
    Integer max = request.maxDelete();
    if (!rails.contains(Rail.MAX_DELETE) || purged == 0) {
      return List.of();
    }
    if (max != null) {
      return purged > max
          ? List.of(
              "the rows of " + purged + " sources would be deleted, and --max-delete allows " + max)
          : List.of();
    }
    List<String> refusals = new ArrayList<>();
    if (purged > USUAL_MAX_DELETE) {
      refusals.add(
          "the rows of "
              + purged
              + " sources would be deleted, more than the usual "
              + USUAL_MAX_DELETE);
    }
    long all = context.units().stream().filter(ArchiveRules::hasRows).count();
    if (purged * SHARE > all) {
      refusals.add(
          String.format(
              Locale.ENGLISH,
              "the rows of %,d of %,d sources would be deleted, more than a tenth",
              purged,
              all));
    }
    return refusals;
  }

  private static boolean hasRows(SourcePeriod unit) {
    SourcePeriod.ExportFile export = unit.export();
    return export != null && export.purgedAt() == null;
  }

  /** A manifest moves only when all of its sources are archived. */
  private static List<String> wholeManifests(List<SourcePeriod> units, List<ArchiveItem> items) {
    Set<String> staying = new HashSet<>();
    Set<SourcePeriod> going = new HashSet<>();
    TreeSet<String> touched = new TreeSet<>();
    for (ArchiveItem item : items) {
      if (item.action().moves()) {
        going.add(item.unit());
        Optional.ofNullable(item.unit().manifest()).ifPresent(touched::add);
      }
    }
    for (SourcePeriod unit : units) {
      if (unit.manifest() != null && !unit.isArchived() && !going.contains(unit)) {
        staying.add(unit.manifest());
      }
    }
    touched.removeAll(staying);
    return List.copyOf(touched);
  }

  private static String idleSince(SourcePeriod unit) {
    return "last used " + String.valueOf(unit.usedAt()).substring(0, 10);
  }

  private static Optional<Left> kept(SourcePeriod unit, String why) {
    return Optional.of(new Left(unit, why, Left.Kind.KEPT));
  }
}

package org.datawarp.lifecycle.refresh;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.datawarp.lifecycle.refresh.RefreshReport.LeftOutSheet;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableDifference;
import org.datawarp.model.table.UnclaimedCells;
import org.datawarp.pipeline.extract.SourcePart;
import org.datawarp.pipeline.manifest.AcceptedCells;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestColumn;
import org.datawarp.pipeline.manifest.ManifestHeader;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.repository.CanonicalRepository.CanonicalSource;
import org.datawarp.repository.MappingRepository.Mapping;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** What an issue's tables become: their period, their codes, and the manifest's draft. */
public final class IssueTables {
  private final RefreshRequest request;
  private final RefreshTarget target;
  private final Issue issue;
  private final @Nullable Period period;
  private final List<ReadTable> tables;
  private final List<ManifestSource> vanished;
  private final List<LeftOutSheet> leftOut;
  private final @Nullable String periodWarning;
  private final List<UnclaimedCells> unclaimed;
  private final List<Mapping> proposals;
  private final Map<String, Map<String, String>> keptNames;

  /**
   * Decides.
   *
   * @param references the canonical sources that tables may be
   * @throws org.datawarp.model.error.UsageException if no period is found
   * @throws RefusedException if periods disagree, or a table that was there before is missing
   */
  public IssueTables(
      RefreshRequest request,
      RefreshTarget target,
      Issue issue,
      ReadIssue read,
      References references) {
    read.requireSound(
        String.join(", ", issue.files().stream().map(f -> f.file().fileName()).toList()));
    this.request = request;
    this.target = target;
    this.issue = issue;
    IssuePeriod decided =
        knownPeriod(request, target, issue)
            .orElseGet(
                () ->
                    IssuePeriod.requireFromTitles(
                        target.manifest(), titles(read), places(target, issue, read)));
    this.period = decided.period();
    this.periodWarning = request.period() == null ? contradiction(decided, read) : null;
    List<ManifestSource> known = target.known().map(Manifest::sources).orElse(List.of());
    CanonicalCodes.Assignment codes =
        references.isAsked()
            ? new CanonicalCodes(target, references, period).assign(known, read.tables())
            : CanonicalCodes.own(target.manifest(), known, read.tables());
    this.leftOut = new ArrayList<>(read.leftOutSheets());
    this.tables = tables(read, codes, references);
    this.vanished = vanished(codes);
    this.proposals =
        codes.proposals().stream()
            .filter(
                mapping ->
                    tables.stream().anyMatch(t -> t.code().value().equals(mapping.ownCode())))
            .toList();
    this.keptNames = codes.kept();
    this.unclaimed = read.unclaimed();
  }

  /** Finds the period by what is known before anything is fetched: to choose a page's links. */
  static @Nullable Period wantedPeriod(RefreshRequest request, RefreshTarget target) {
    return IssuePeriod.find(
            request.period(), recorded(target), target.manifest(), List.of(), List.of())
        .map(IssuePeriod::period)
        .orElse(null);
  }

  /**
   * Makes sure that rows of one period do not take the place of those of another.
   *
   * @throws RefusedException if they would, and nobody said that the old period was wrong
   */
  public static void requireSamePeriod(RefreshRequest request, RefreshTarget target) {
    if (request.has(RefreshRequest.Option.REPLACE_PERIOD)
        || request.has(RefreshRequest.Option.DRAFT_ONLY)
        || target.loaded().isEmpty()) {
      return;
    }
    Period loaded = target.loaded().get().header().period();
    Period wanted =
        IssuePeriod.find(
                request.period(), recorded(target), target.manifest(), List.of(), List.of())
            .map(IssuePeriod::period)
            .orElse(null);
    if (!isSame(loaded, wanted)) {
      throw new RefusedException(
          target.manifest()
              + " holds "
              + words(loaded)
              + "; "
              + words(wanted)
              + " would take the place of its rows",
          "give another period a name of its own, such as 'datawarp refresh "
              + target.publication()
              + "_sep25'; where the old one was wrong, say --replace-period");
    }
  }

  private static boolean isSame(@Nullable Period one, @Nullable Period other) {
    return (one == null || other == null)
        ? one == null && other == null
        : one.start().equals(other.start()) && one.end().equals(other.end());
  }

  private static String words(@Nullable Period period) {
    return period == null ? "no period" : "the period " + period;
  }

  private static Optional<IssuePeriod> recorded(RefreshTarget target) {
    return target.known().map(before -> new IssuePeriod(before.header().period(), "the manifest"));
  }

  /** Finds the period by everything but the tables' titles, which need the file to be read. */
  public static Optional<IssuePeriod> knownPeriod(
      RefreshRequest request, RefreshTarget target, Issue issue) {
    List<IssuePeriod.Place> files = new ArrayList<>();
    List<IssuePeriod.Place> others = new ArrayList<>();
    for (IssueFile file : issue.files()) {
      // A person has decided what the manifest's own file reports on, whatever its name says.
      if (request.period() != null || !target.isKnownFile(file.file().url())) {
        files.add(new IssuePeriod.Place("the file's name", file.file().fileName()));
      }
      if (!file.linkText().isEmpty()) {
        others.add(new IssuePeriod.Place("the link", file.linkText()));
      }
    }
    if (issue.page() != null) {
      others.add(new IssuePeriod.Place("the page", issue.page().title()));
    }
    return IssuePeriod.find(request.period(), recorded(target), target.manifest(), files, others);
  }

  /** Returns the tables to load, with their codes, in the order of the codes. */
  List<ReadTable> tables() {
    return tables;
  }

  /** Returns the sources loaded before that no table is any more; empty in a partial refresh. */
  List<ManifestSource> vanished() {
    return vanished;
  }

  /** Returns the canonical source that has taken in a table of before; null for none. */
  @Nullable SourceCode movedTo(SourceCode before) {
    return tables.stream()
        .filter(table -> table.entry() != null && table.entry().ownCode().equals(before))
        .filter(table -> !table.code().equals(before))
        .map(ReadTable::code)
        .findFirst()
        .orElse(null);
  }

  /** Returns what of the files holds no table to load, and why. */
  List<LeftOutSheet> leftOut() {
    return List.copyOf(leftOut);
  }

  /** Returns what tables with a source of their own may be, which a person has to say. */
  List<Mapping> proposals() {
    return proposals;
  }

  /**
   * Returns the names that columns of canonical sources keep though the rules of today give others:
   * those kept by those of today, by source.
   */
  Map<String, Map<String, String>> keptNames() {
    return keptNames;
  }

  /** Returns a line for each table that a person has to look at. */
  public List<String> proposalLines() {
    List<String> lines = new ArrayList<>();
    keptNames.forEach(
        (code, names) ->
            lines.add(
                code
                    + ": "
                    + names.entrySet().stream()
                        .map(name -> name.getKey() + " is " + name.getValue())
                        .collect(Collectors.joining(", "))
                    + " in all its periods and their files, archived ones too, so its columns keep"
                    + " their names and are read under them from now on"));
    proposals.stream()
        .map(
            mapping ->
                mapping.ownCode()
                    + " may be "
                    + mapping.canonical()
                    + " ("
                    + mapping.confidence()
                    + "; "
                    + mapping.notes()
                    + ") and has a table of its own until then: 'datawarp match "
                    + target.manifest()
                    + " --accept "
                    + mapping.ownCode()
                    + "'")
        .forEach(lines::add);
    return lines;
  }

  /** Returns the period reported on; null for reference data. */
  @Nullable Period period() {
    return period;
  }

  /** Returns in what the tables differ from those remembered. */
  public List<TableDifference> differences(ManifestStore manifests, List<String> warnings) {
    Optional<Manifest> known = target.known();
    if (known.isPresent()) {
      return request.scope() == RefreshRequest.Scope.PARTIAL
          ? List.of()
          : IssueDifferences.fromBefore(known.get(), tables);
    }
    return PreviousIssue.find(manifests, target, period, warnings)
        .map(previous -> IssueDifferences.fromPreviousIssue(previous, tables))
        .orElse(List.of());
  }

  /** Returns what a person should know of the period: its sources may disagree. */
  public List<String> periodWarnings() {
    return periodWarning == null ? List.of() : List.of(periodWarning);
  }

  private @Nullable String contradiction(IssuePeriod decided, ReadIssue read) {
    Period said = decided.period();
    if (said == null) {
      return null;
    }
    TitlePeriods titles =
        new TitlePeriods(
            read.tables().stream()
                .flatMap(table -> table.parts().stream())
                .map(SourcePart::table)
                .toList());
    if (replacesOthers(said)) {
      titles.requireNoContradiction(said, decided.origin());
    }
    return titles.contradiction(said, decided.origin()).orElse(null);
  }

  /** Tells whether rows of this period are loaded, and from none of these files. */
  private boolean replacesOthers(Period said) {
    boolean isLoaded =
        target.loaded().map(before -> isSame(before.header().period(), said)).orElse(false);
    return isLoaded
        && issue.files().stream()
            .noneMatch(
                file ->
                    target.isKnownFile(file.file().url())
                        || target.loadedFiles().containsValue(file.file().sha256()));
  }

  /** Returns the cells that belong to no table. */
  public List<UnclaimedCells> unclaimed() {
    return unclaimed;
  }

  /**
   * Makes sure that no rows of numbers are left behind that nobody has looked at.
   *
   * @throws org.datawarp.model.error.DataRejectedException if there are any
   */
  public void requireAccounted(ManifestStore manifests) {
    UnclaimedRule.require(
        request,
        unclaimed.stream().filter(this::isAsked).toList(),
        accounted(manifests).orElse(null));
  }

  /**
   * Tells whether cells lie on a sheet of a source; those of sheets without one are the first's.
   */
  boolean isOnSheetOf(String code, UnclaimedCells cells) {
    List<ReadTable> there =
        tables.stream()
            .filter(
                table ->
                    table.table().parts().stream()
                        .anyMatch(
                            part ->
                                Objects.equals(part.table().sheet(), cells.sheet())
                                    && Objects.equals(part.table().member(), cells.member())))
            .toList();
    ReadTable owner = there.isEmpty() ? tables.get(0) : there.get(0);
    return owner.code().value().equals(code);
  }

  /** Of a partial load only the sheets of its tables are asked about. */
  private boolean isAsked(UnclaimedCells cells) {
    return request.scope() != RefreshRequest.Scope.PARTIAL
        || tables.stream()
            .flatMap(table -> table.table().parts().stream())
            .anyMatch(
                part ->
                    Objects.equals(part.table().sheet(), cells.sheet())
                        && Objects.equals(part.table().member(), cells.member()));
  }

  /** Returns the manifest that says what was accepted: this one, else that of the issue before. */
  private Optional<Manifest> accounted(ManifestStore manifests) {
    Optional<Manifest> known = target.known();
    if (known.isPresent() && (AcceptedCells.isKnown(known.get()) || !target.isFirst())) {
      return known;
    }
    return PreviousIssue.find(manifests, target, period, new ArrayList<>()).or(() -> known);
  }

  /** Returns what a person set that no table was found for: it stays in the manifest. */
  public List<String> unmet() {
    List<String> lines = new ArrayList<>();
    for (ManifestSource source : target.known().map(Manifest::sources).orElse(List.of())) {
      boolean met = tables.stream().anyMatch(table -> table.code().equals(source.code()));
      if (source.isIdle() && !source.decisions().skip() && !met) {
        lines.add(source.code() + ": set in the manifest, and no table was found for it");
      }
    }
    return lines;
  }

  /** Returns the codes of all sources that a load touches. */
  public List<String> touchedCodes() {
    List<String> codes = new ArrayList<>();
    tables.forEach(table -> codes.add(table.code().value()));
    vanished.forEach(source -> codes.add(source.code().value()));
    return codes;
  }

  /** Makes the manifest's draft; in a partial refresh the other sources stay in it. */
  public Manifest draft(Workspace workspace, Instant now, String run) {
    List<ManifestSource> kept = new ArrayList<>();
    if (request.scope() == RefreshRequest.Scope.PARTIAL) {
      target.manifestBefore().ifPresent(before -> kept.addAll(before.sources()));
    } else {
      target.known().map(Manifest::sources).orElse(List.of()).stream()
          .filter(ManifestSource::isIdle)
          .map(ManifestSource::unloaded)
          .forEach(kept::add);
    }
    kept.removeIf(source -> tables.stream().anyMatch(t -> t.code().equals(source.code())));
    Manifest made =
        new ManifestDraft(workspace)
            .make(
                target.manifest(),
                target.publication(),
                period,
                issue,
                tables,
                kept,
                target.known(),
                target.options(),
                target.licence().orElse(null),
                now,
                run);
    boolean accepted = !request.has(RefreshRequest.Option.DRAFT_ONLY);
    ManifestHeader header =
        target
            .draft()
            .filter(draft -> accepted)
            .map(draft -> made.header().continuing(draft.manifest().header()))
            .orElse(made.header());
    return made.with(
        header.withExtra(AcceptedCells.listed(made.header().extra(), unclaimed, accepted)));
  }

  /** Returns the types that a table's columns have in the database, as far as they are known. */
  private static Map<String, ColumnType> types(
      @Nullable ManifestSource before,
      CanonicalCodes.@Nullable Place place,
      References references) {
    if (place != null) {
      CanonicalSource source = place.source();
      return source == null ? Map.of() : references.types().getOrDefault(source.code(), Map.of());
    }
    return before == null || before.isCanonical()
        ? Map.of()
        : before.columns().stream()
            .collect(Collectors.toMap(ManifestColumn::name, ManifestColumn::type, (a, b) -> a));
  }

  private List<ReadTable> tables(
      ReadIssue read, CanonicalCodes.Assignment assigned, References references) {
    List<ReadTable> chosen = new ArrayList<>();
    SourceCodes.Assignment codes = assigned.codes();
    for (int i = 0; i < codes.codes().size(); i++) {
      ManifestSource before = codes.previous().get(i);
      if (before != null && before.decisions().skip()) {
        leftOut.add(LeftOutSheet.skipped(before, read.tables().get(i)));
        continue;
      }
      ReadTable table =
          new ReadTable(
              codes.codes().get(i),
              KnownTypes.apply(
                  assigned.tables().get(i), types(before, assigned.places().get(i), references)),
              read.file(i),
              read.legend(i),
              read.words(i, issue.page(), target.licence()),
              before,
              assigned.places().get(i));
      if (TableSelection.includes(request.tables(), table)) {
        chosen.add(table);
      }
    }
    TableSelection.requireAny(request.tables(), chosen, codes.codes());
    if (chosen.isEmpty()) {
      throw new RefusedException(
          "every table of " + target.manifest() + " is set to be skipped",
          "take 'skip: true' out of its manifest where a table is wanted");
    }
    chosen.sort((a, b) -> a.code().compareTo(b.code()));
    return List.copyOf(chosen);
  }

  private List<ManifestSource> vanished(CanonicalCodes.Assignment assigned) {
    List<SourceCode> found = assigned.codes().codes();
    if (request.scope() == RefreshRequest.Scope.PARTIAL) {
      return List.of();
    }
    List<ManifestSource> gone =
        target.manifestBefore().map(Manifest::sources).orElse(List.of()).stream()
            .filter(
                source ->
                    source.decisions().skip()
                        ? source.isLoaded()
                        : !source.isIdle() && !found.contains(source.code()))
            .sorted(Comparator.comparing(ManifestSource::code))
            .toList();
    List<SourceCode> moved =
        assigned.places().values().stream().map(place -> place.entry().ownCode()).toList();
    List<ManifestSource> all = gone;
    gone = gone.stream().filter(source -> !moved.contains(source.code())).toList();
    if (!gone.isEmpty() && !request.has(RefreshRequest.Option.ACCEPT_SHRINK)) {
      if (gone.stream().allMatch(source -> source.decisions().skip())) {
        throw new RefusedException(
            "set to be skipped, and loaded before: "
                + String.join(", ", gone.stream().map(source -> source.code().value()).toList()),
            "say --accept-shrink once to take its rows out; they are kept with the old export");
      }
      throw new RefusedException(
          "a table that was there before is missing: "
              + String.join(", ", gone.stream().map(source -> source.code().value()).toList()),
          "look at the file; if that is right, say --accept-shrink, or load the tables that are"
              + " there with --type partial --table NAME");
    }
    return all;
  }

  private static List<IssuePeriod.Place> places(RefreshTarget target, Issue issue, ReadIssue read) {
    List<IssuePeriod.Place> places = new ArrayList<>();
    places.add(new IssuePeriod.Place("the name", target.manifest()));
    for (IssueFile file : issue.files()) {
      places.add(new IssuePeriod.Place("the file's name", file.file().fileName()));
      places.add(new IssuePeriod.Place("the link", file.linkText()));
    }
    if (issue.page() != null) {
      places.add(new IssuePeriod.Place("the page", issue.page().title()));
    }
    places.addAll(titles(read));
    return places;
  }

  private static List<IssuePeriod.Place> titles(ReadIssue read) {
    return read.tables().stream()
        .map(table -> new IssuePeriod.Place("a table's title", table.title()))
        .toList();
  }
}

package org.datawarp.workflow.canonical;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.datawarp.lifecycle.refresh.RejectedTables;
import org.datawarp.lifecycle.version.ReturnedPeriods;
import org.datawarp.model.ManifestState;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.Contract;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.load.ColumnChanges;
import org.datawarp.pipeline.load.StackedShape;
import org.datawarp.pipeline.manifest.CanonicalEntry;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.pipeline.match.TableFingerprint;
import org.datawarp.pipeline.match.TableMatch;
import org.datawarp.pipeline.match.TableMatcher;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.CanonicalRepository.PeriodRows;
import org.datawarp.repository.MappingRepository;
import org.datawarp.repository.MappingRepository.Mapping;
import org.datawarp.repository.StagingTables;
import org.datawarp.workflow.canonical.ConsolidatePlan.Left;
import org.datawarp.workflow.canonical.ConsolidatePlan.Part;
import org.datawarp.workflow.canonical.ConsolidatePlan.Stacked;
import org.jspecify.annotations.Nullable;

/**
 * Decides which tables of a publication's issues are one: issue by issue, oldest first, as a
 * refresh of each would have.
 */
final class ConsolidatePlanner {
  private final CanonicalRepository records;
  private final MappingRepository mappings;
  private final Connection connection;
  private final ManifestStore manifests;
  private final List<Candidate> candidates = new ArrayList<>();
  private final List<Move> moves = new ArrayList<>();
  private final List<Left> left = new ArrayList<>();
  private final List<Mapping> proposals = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> frozen = new ArrayList<>();
  private final Map<String, TableFingerprint> proposed = new HashMap<>();

  ConsolidatePlanner(UUID identity, Connection connection, ManifestStore manifests) {
    this.records = new CanonicalRepository(identity);
    this.mappings = new MappingRepository(identity);
    this.connection = connection;
    this.manifests = manifests;
  }

  /** A canonical source as it is, or will be. */
  private static final class Candidate {
    private final SourceCode code;
    private final TableName table;
    private final boolean isNew;
    private final Map<String, String> periods = new TreeMap<>();
    private final Contract contract;
    private final Map<String, String> renames;
    private TableFingerprint fingerprint;
    private @Nullable StackedShape shape;

    private Candidate(
        SourceCode code,
        TableName table,
        boolean isNew,
        Contract contract,
        Map<String, String> renames,
        TableFingerprint fingerprint) {
      this.code = code;
      this.table = table;
      this.isNew = isNew;
      this.contract = contract;
      this.renames = renames;
      this.fingerprint = fingerprint;
    }
  }

  /**
   * One table that moves.
   *
   * @param manifest its manifest
   * @param source the table as the manifest has it
   * @param code the canonical source
   * @param table its staging table
   * @param entry its place
   * @param fingerprint what it is recognised by
   * @param last the columns of the period before it; none for the first
   * @param changes in what its columns differ from those of the source until then
   */
  record Move(
      String manifest,
      String period,
      ManifestSource source,
      SourceCode code,
      TableName table,
      CanonicalEntry entry,
      TableFingerprint fingerprint,
      Map<String, ColumnType> last,
      ColumnChanges changes) {}

  /**
   * What was decided.
   *
   * @param proposals what tables may be, with what they are recognised by
   * @param warnings changes that contracts tell, a line each
   */
  record Decision(
      ConsolidatePlan plan,
      List<Move> moves,
      List<Mapping> proposals,
      Map<String, TableFingerprint> proposed,
      List<String> warnings) {}

  /**
   * Decides; reads only.
   *
   * @throws NotFoundException if no manifest in use is of the publication
   * @throws RefusedException if the contract of a source forbids what a table would change in it
   */
  Decision decide(String publication) {
    List<Manifest> issues =
        manifests.listActive().stream()
            .map(ManifestStore.Stored::manifest)
            .filter(manifest -> manifest.header().publication().equals(publication))
            .sorted(Comparator.comparing(ConsolidatePlanner::start).thenComparing(Manifest::name))
            .toList();
    if (issues.isEmpty()) {
      throw new NotFoundException(
          "no manifest in use is of publication '" + publication + "'",
          "'datawarp list' shows the manifests; a publication is their name without the period");
    }
    existing(publication);
    Map<String, Map<String, String>> accepted = accepted();
    RejectedTables rejected = RejectedTables.read(mappings, connection, publication);
    for (Manifest issue : issues) {
      decide(issue, publication, accepted, rejected);
    }
    requireAllowed();
    return new Decision(plan(publication), moves, proposals, proposed, warnings);
  }

  private static java.time.LocalDate start(Manifest manifest) {
    Period period = manifest.header().period();
    return period == null ? java.time.LocalDate.MIN : period.start();
  }

  private void existing(String publication) {
    for (CanonicalRepository.CanonicalSource source : records.list(connection, publication)) {
      Optional<TableFingerprint> known = TableFingerprint.ofJson(source.fingerprint());
      if (known.isPresent()) {
        Candidate candidate =
            new Candidate(
                new SourceCode(source.code()),
                source.table(),
                false,
                Contract.of(source.contract()),
                source.renames(),
                known.get());
        for (PeriodRows period : records.listPeriods(connection, source.code())) {
          candidate.periods.put(period.period(), period.manifest());
        }
        candidates.add(candidate);
      }
    }
  }

  /** Returns which source people have said a table to be, by period and the table's code. */
  private Map<String, Map<String, String>> accepted() {
    Map<String, Map<String, String>> all = new HashMap<>();
    for (Mapping mapping : mappings.list(connection)) {
      if (mapping.isAccepted()) {
        all.computeIfAbsent(mapping.period(), period -> new HashMap<>())
            .put(mapping.ownCode(), mapping.canonical());
      }
    }
    return all;
  }

  private void decide(
      Manifest issue,
      String publication,
      Map<String, Map<String, String>> accepted,
      RejectedTables rejected) {
    List<ManifestSource> open = new ArrayList<>();
    for (ManifestSource source : issue.loadable()) {
      if (!source.isCanonical()) {
        findObstacle(issue, source)
            .ifPresentOrElse(
                why -> left.add(new Left(source.code().value(), why, null)),
                () -> open.add(source));
      }
    }
    if (open.isEmpty()) {
      return;
    }
    String period = Objects.requireNonNull(issue.header().period()).label();
    Set<Candidate> used = new HashSet<>();
    for (ManifestSource source : List.copyOf(open)) {
      String wanted = accepted.getOrDefault(period, Map.of()).get(source.code().value());
      Candidate candidate = find(wanted);
      if (candidate != null) {
        used.add(candidate);
        open.remove(source);
        move(issue, period, source, candidate, 1, CanonicalEntry.ACCEPTED);
      } else if (rejected.contains(source.code(), period)) {
        open.remove(source);
        move(issue, period, source, begin(issue, source, publication), 1, CanonicalEntry.FIRST);
      }
    }
    List<Candidate> free = candidates.stream().filter(each -> !used.contains(each)).toList();
    Map<Integer, TableMatch> matches =
        TableMatcher.match(
            open.stream().map(ReturnedPeriods::fingerprint).toList(),
            free.stream().map(candidate -> candidate.fingerprint).toList(),
            rejected.fingerprints());
    for (int i = 0; i < open.size(); i++) {
      ManifestSource source = open.get(i);
      TableMatch match = matches.get(i);
      if (match == null) {
        move(issue, period, source, begin(issue, source, publication), 1, CanonicalEntry.FIRST);
      } else if (match.isTaken()) {
        Candidate candidate = free.get(match.candidate());
        move(issue, period, source, candidate, match.confidence(), match.method().text());
      } else {
        propose(source, period, free.get(match.candidate()), match);
      }
    }
  }

  private Optional<String> findObstacle(Manifest issue, ManifestSource source) {
    if (issue.header().period() == null) {
      return Optional.of("its manifest has no period, by which issues are told apart");
    }
    if (issue.state() != ManifestState.EXPORTED && issue.state() != ManifestState.LOADED) {
      return Optional.of("its manifest is " + issue.state().text());
    }
    if (!source.isLoaded()) {
      return Optional.of("it has no rows");
    }
    return StagingTables.exists(connection, source.table())
        ? Optional.empty()
        : Optional.of(
            source.table() + " is gone; 'datawarp restore " + source.code() + "' brings it back");
  }

  private @Nullable Candidate find(@Nullable String code) {
    return candidates.stream()
        .filter(candidate -> candidate.code.value().equals(code))
        .findFirst()
        .orElse(null);
  }

  private void propose(
      ManifestSource source, String period, Candidate candidate, TableMatch match) {
    String own = source.code().value();
    left.add(
        new Left(
            own,
            "may be " + candidate.code + " (" + match.confidence() + "; " + match.doubt() + ")",
            candidate.code.value()));
    proposals.add(
        new Mapping(
            own,
            period,
            candidate.code.value(),
            match.confidence(),
            MappingRepository.PROPOSED + match.method().text(),
            false,
            match.doubt()));
    proposed.put(own, ReturnedPeriods.fingerprint(source));
  }

  private void move(
      Manifest issue,
      String period,
      ManifestSource source,
      Candidate candidate,
      double confidence,
      String method) {
    String there = candidate.periods.get(period);
    if (there != null) {
      left.add(
          new Left(
              source.code().value(),
              candidate.code + " has rows of " + period + " from manifest " + there,
              candidate.code.value()));
      return;
    }
    candidate.periods.put(period, issue.name());
    Map<String, ColumnType> last = candidate.fingerprint.columns();
    candidate.fingerprint = ReturnedPeriods.fingerprint(source);
    ColumnChanges changes = compare(source, candidate, last);
    tellRenamed(issue, source, candidate);
    moves.add(
        new Move(
            issue.name(),
            period,
            source,
            candidate.code,
            candidate.table,
            new CanonicalEntry(source.code(), confidence, method, candidate.contract),
            candidate.fingerprint,
            last,
            changes));
  }

  /** Compares a table with what its source has become so far: a contract may forbid changes. */
  private ColumnChanges compare(
      ManifestSource source, Candidate candidate, Map<String, ColumnType> last) {
    if (candidate.shape == null) {
      candidate.shape = StackedShape.of(connection, candidate.table, candidate.contract);
    }
    StackedShape.Changes changes = candidate.shape.take(connection, source.table());
    changes
        .frozen()
        .forEach(line -> frozen.add(source.code() + " into " + candidate.code + ": " + line));
    List<String> lines = new ArrayList<>(changes.warnings());
    changes.columns().lines(last).stream()
        .filter(line -> lines.stream().noneMatch(told -> told.endsWith(": " + line)))
        .map(line -> candidate.table + ": " + line)
        .forEach(lines::add);
    lines.forEach(line -> warnings.add(line + " (" + source.code() + ")"));
    return changes.columns();
  }

  /** Rows move as they are: what a person has said of a column's name is read with its file. */
  private void tellRenamed(Manifest issue, ManifestSource source, Candidate candidate) {
    for (String name : candidate.fingerprint.columns().keySet()) {
      String wanted = candidate.renames.get(name);
      if (wanted != null) {
        warnings.add(
            source.code()
                + ": "
                + name
                + " is "
                + wanted
                + " in "
                + candidate.code
                + ", as was accepted: 'datawarp refresh "
                + issue.name()
                + " --force' reads it so");
      }
    }
  }

  private void requireAllowed() {
    if (!frozen.isEmpty()) {
      throw new RefusedException(
          "contracts are to freeze: " + String.join(", ", frozen),
          "nothing was changed; look at the files; if that is right, say 'contract: evolve' of the"
              + " source in a manifest of it and refresh that one");
    }
  }

  private Candidate begin(Manifest issue, ManifestSource source, String publication) {
    String own = source.code().value();
    boolean isOnly = own.equals(issue.name()) || !own.startsWith(issue.name() + "_");
    String wanted =
        isOnly ? publication : publication + "_" + own.substring(issue.name().length() + 1);
    Set<String> taken = new HashSet<>();
    candidates.forEach(candidate -> taken.add(candidate.code.value()));
    String free = wanted;
    for (int n = 2; taken.contains(free); n++) {
      free = wanted + "_" + n;
    }
    SourceCode code = new SourceCode(free);
    Candidate candidate =
        new Candidate(
            code,
            code.stagingTable(),
            true,
            Contract.EVOLVE,
            Map.of(),
            ReturnedPeriods.fingerprint(source));
    candidates.add(candidate);
    return candidate;
  }

  private ConsolidatePlan plan(String publication) {
    Map<Candidate, List<Part>> parts = new LinkedHashMap<>();
    candidates.stream()
        .sorted(Comparator.comparing((Candidate candidate) -> candidate.code))
        .forEach(candidate -> parts.put(candidate, new ArrayList<>()));
    for (Move move : moves) {
      parts.forEach(
          (candidate, list) -> {
            if (candidate.code.equals(move.code())) {
              list.add(
                  new Part(
                      move.source().code().value(),
                      move.manifest(),
                      move.period(),
                      move.source().rows(),
                      move.entry().method(),
                      move.entry().confidence()));
            }
          });
    }
    List<Stacked> sources = new ArrayList<>();
    parts.forEach(
        (candidate, list) -> {
          if (!list.isEmpty()) {
            sources.add(
                new Stacked(
                    candidate.code.value(), candidate.table.toString(), candidate.isNew, list));
          }
        });
    return new ConsolidatePlan(publication, sources, left);
  }
}

package org.datawarp.lifecycle.transfer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.datawarp.lifecycle.transfer.SyncItem.Kind;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.LockedException;
import org.datawarp.platform.config.SyncConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * One sync: what is new goes out, what waits is drained, and what is proven may be deleted here.
 */
public final class SyncRun {
  private final SyncSession session;
  private final SyncConfiguration configuration;
  private final RunListener listener;
  private final Clock clock;
  private final SyncPlanner planner;
  private final LocalFiles local;
  private LocalFiles.@Nullable Survey survey;

  public SyncRun(
      SyncSession session, SyncConfiguration configuration, RunListener listener, Clock clock) {
    this.session = session;
    this.configuration = configuration;
    this.listener = listener;
    this.clock = clock;
    this.planner = new SyncPlanner(session.store(), session.state(), session.workers(), clock);
    this.local = new LocalFiles(session.workspace(), configuration.includes());
  }

  /** Plans; nothing changes but what the session's state knows. */
  public SyncPlan plan() {
    StorageCosts.requireSensible(configuration);
    // The store is listed while the files here are looked through.
    CompletableFuture<SyncPlanner.Listing> listing =
        CompletableFuture.supplyAsync(
            () -> SyncPlanner.list(session.store()), session.workers().threads());
    LocalFiles.Survey here = survey();
    session.workers().await(List.of(listing), () -> {});
    SyncPlan plan =
        planner.plan(
            here, listing.join(), new PendingUploads(session.workspace()), session.notes());
    List<String> notes = new ArrayList<>(session.notes());
    notes.addAll(StorageCosts.breakEven(plan.items()));
    return new SyncPlan(
        plan.store(),
        plan.items(),
        plan.pending(),
        plan.pendingBytes(),
        plan.remoteOnly(),
        plan.listings(),
        plan.requests(),
        plan.skipped(),
        notes);
  }

  /** Plans, and tells what would be deleted here if every copy proves equal. */
  public SyncReport dryRun(LocalFileRemover removal) {
    SyncPlan plan = plan();
    Set<String> keys = keys(plan, Kind.SAME);
    keys.addAll(keys(plan, Kind.NEW));
    keys.removeAll(session.known().expired().keySet());
    LocalFileRemover.Removed removed = removal.plan(only(keys), staying(keys));
    return new SyncReport(
        plan,
        0,
        0,
        0,
        List.of(),
        removed.deleted(),
        removed.kept(),
        Map.of(),
        damage(),
        plan.notes(),
        plan.listings(),
        Duration.ZERO);
  }

  /** Plans and carries out. */
  public SyncReport execute(LocalFileRemover removal) {
    Instant start = clock.instant();
    SyncPlan plan = plan();
    Map<String, String> failures = new TreeMap<>();
    UploadTask sending = sending();
    long total = plan.sizeBytes(Kind.NEW) + plan.pendingBytes();
    Runnable meanwhile = meanwhile(sending, total);
    long drained = 0;
    try {
      Set<String> wanted = keys(plan, Kind.NEW);
      sending.abortUnwanted(wanted(wanted, plan.pending()));
      sending.send(files().stream().filter(f -> wanted.contains(f.key())).toList(), meanwhile);
      failures.putAll(sending.failures());
      if (!plan.pending().isEmpty()) {
        drained = new PendingUploadTask(session).drain(sending(), failures, meanwhile);
      }
      Set<String> keys = proven(plan, failures);
      LocalFileRemover.Removed removed = removal.remove(only(keys), staying(keys));
      forget();
      session.known().noteSync(clock.instant());
      return new SyncReport(
          plan,
          sending.sent(),
          sending.sentBytes(),
          drained,
          removed.deleted(),
          List.of(),
          removed.kept(),
          failures,
          damage(),
          plan.notes(),
          session.store().requests(),
          Duration.between(start, clock.instant()));
    } finally {
      session.save();
    }
  }

  /** Sends what waits for this store, and nothing else. */
  public WaitingElsewhere.Outcome drain() {
    Map<String, String> failures = new TreeMap<>();
    try {
      UploadTask sending = sending();
      long drained = new PendingUploadTask(session).drain(sending, failures, meanwhile(sending, 0));
      return new WaitingElsewhere.Outcome(drained, failures, List.of());
    } finally {
      session.save();
    }
  }

  /** Looks through the files here, once. */
  private LocalFiles.Survey survey() {
    LocalFiles.Survey known = survey;
    if (known == null) {
      known = local.survey();
      survey = known;
    }
    return known;
  }

  private List<LocalFile> files() {
    return survey().files();
  }

  private UploadTask sending() {
    return new UploadTask(session, planner, clock);
  }

  private Runnable meanwhile(UploadTask sending, long total) {
    return () -> {
      listener.progressed("sending", Math.min(session.throttle().count(), total), total);
      if (!session.keep()) {
        sending.stop(
            new LockedException(
                "another machine took the store's lock over while this one was out of reach",
                "run the command again; what was sent is kept"));
      }
    };
  }

  private static Set<String> wanted(Set<String> files, List<String> pending) {
    Set<String> wanted = new HashSet<>(files);
    wanted.addAll(pending);
    return wanted;
  }

  /** The keys of what is in the store with this content, as far as this run and its state know. */
  private Set<String> proven(SyncPlan plan, Map<String, String> failures) {
    Set<String> keys = keys(plan, Kind.SAME);
    keys.addAll(keys(plan, Kind.NEW));
    keys.removeAll(failures.keySet());
    keys.retainAll(session.known().objects().keySet());
    return keys;
  }

  private List<LocalFile> only(Set<String> keys) {
    return files().stream().filter(file -> keys.contains(file.key())).toList();
  }

  /** The paths of files that stay: they may differ, be damaged there, or have failed. */
  private List<String> staying(Set<String> keys) {
    List<String> staying = new ArrayList<>(survey().skipped().keySet());
    files().stream()
        .filter(file -> !keys.contains(file.key()))
        .forEach(file -> staying.add(file.path()));
    return staying;
  }

  private Map<String, String> damage() {
    Map<String, String> damage = new TreeMap<>();
    session.known().damage().forEach((key, found) -> damage.put(key, found.what()));
    return damage;
  }

  /** Hashes of files that are gone are of no use. */
  private void forget() {
    Set<String> paths = files().stream().map(LocalFile::path).collect(Collectors.toSet());
    session.state().files().keySet().retainAll(paths);
  }

  private static Set<String> keys(SyncPlan plan, Kind kind) {
    return plan.items(kind).stream()
        .map(SyncItem::key)
        .collect(Collectors.toCollection(HashSet::new));
  }
}

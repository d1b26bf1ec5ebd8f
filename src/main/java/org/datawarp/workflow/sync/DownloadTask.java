package org.datawarp.workflow.sync;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;
import org.datawarp.lifecycle.transfer.SyncPlanner;
import org.datawarp.lifecycle.transfer.SyncSession;
import org.datawarp.lifecycle.transfer.SyncState.KnownObject;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.StoreUnavailableException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.io.FileHash;
import org.datawarp.storage.object.ArchiveKeys;
import org.datawarp.storage.object.ListedObject;
import org.datawarp.storage.object.ObjectReader;
import org.datawarp.storage.workspace.LayoutPaths;

/** Brings objects back to where their files were; nothing here is overwritten. */
final class DownloadTask {
  private final SyncSession session;
  private final RunListener listener;
  private final Clock clock;

  /** How one object fared: brought, the same already, or why not. */
  private record Outcome(boolean brought, String why) {
    static final Outcome SAME = new Outcome(false, "");
    static final Outcome BROUGHT = new Outcome(true, "");
  }

  DownloadTask(SyncSession session, RunListener listener, Clock clock) {
    this.session = session;
    this.listener = listener;
    this.clock = clock;
  }

  /**
   * Pulls what matches.
   *
   * @param patterns globs over keys or paths
   * @throws NotFoundException if nothing matches
   */
  PullReport run(List<String> patterns) {
    Instant start = clock.instant();
    List<PathMatcher> matchers = patterns.stream().map(DownloadTask::matcher).toList();
    Map<String, ListedObject> listing = SyncPlanner.list(session.store()).objects();
    List<ListedObject> chosen =
        listing.values().stream()
            .filter(object -> matches(matchers, object.key()))
            .sorted(Comparator.comparing(ListedObject::key))
            .toList();
    if (chosen.isEmpty()) {
      throw new NotFoundException(
          "nothing in "
              + session.store().address()
              + " matches "
              + String.join(", ", patterns)
              + " ("
              + listing.size()
              + " objects)",
          "patterns are of keys or paths, such as 'parquet/**' or 'archive/parquet/*/adhd*'");
    }
    long total = chosen.stream().mapToLong(ListedObject::sizeBytes).sum();
    List<Outcome> outcomes =
        session
            .workers()
            .map(
                chosen,
                this::pull,
                () ->
                    listener.progressed(
                        "pulling", Math.min(session.throttle().count(), total), total));
    return report(start, chosen, outcomes);
  }

  private PullReport report(Instant start, List<ListedObject> chosen, List<Outcome> outcomes) {
    List<String> pulled = new ArrayList<>();
    Map<String, String> failures = new TreeMap<>();
    long bytes = 0;
    long same = 0;
    for (int i = 0; i < chosen.size(); i++) {
      ListedObject object = chosen.get(i);
      Outcome outcome = outcomes.get(i);
      if (outcome.brought()) {
        pulled.add(ArchiveKeys.pathOf(object.key()));
        bytes += object.sizeBytes();
      } else if (outcome.why().isEmpty()) {
        same++;
      } else {
        failures.put(object.key(), outcome.why());
      }
    }
    return new PullReport(
        session.store().address(),
        pulled,
        bytes,
        same,
        failures,
        Duration.between(start, clock.instant()));
  }

  private Outcome pull(ListedObject object) {
    String key = object.key();
    String path = ArchiveKeys.pathOf(key);
    if (!ArchiveKeys.isUsable(key) || !LayoutPaths.mayHold(path)) {
      return new Outcome(false, "its name leads out of the folders that a pull may fill");
    }
    Optional<String> refusal = session.workspace().findRefusal(path);
    if (refusal.isPresent()) {
      return new Outcome(false, "its name leads out of the workspace: " + refusal.get());
    }
    KnownObject known = session.known().objects().get(key);
    ObjectReader reader = new ObjectReader(session.store());
    try {
      Path target = session.workspace().resolve(path);
      if (Files.exists(target)) {
        return compare(reader, key, target);
      }
      reader.saveKnown(key, target, known == null ? null : known.sha256());
      return Outcome.BROUGHT;
    } catch (UsageException | InterruptedRunException | StoreUnavailableException e) {
      throw e; // the others would fail the same way
    } catch (InvalidPathException e) {
      return new Outcome(false, "no file can have its name here: " + e.getReason());
    } catch (DatawarpException e) {
      return new Outcome(false, String.valueOf(e.getMessage()));
    }
  }

  private Outcome compare(ObjectReader reader, String key, Path target) {
    String here = FileHash.sha256(target);
    String there =
        session
            .store()
            .find(key)
            .flatMap(reader::expected)
            .orElseGet(() -> reader.hash(key).sha256());
    return here.equals(there)
        ? Outcome.SAME
        : new Outcome(false, "another file is at " + session.workspace().relative(target));
  }

  private static boolean matches(List<PathMatcher> matchers, String key) {
    try {
      Path asKey = Path.of(key);
      Path asPath = Path.of(ArchiveKeys.pathOf(key));
      return matchers.stream().anyMatch(m -> m.matches(asKey) || m.matches(asPath));
    } catch (InvalidPathException e) {
      return true; // whoever asks for anything hears of it
    }
  }

  private static PathMatcher matcher(String pattern) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    } catch (PatternSyntaxException e) {
      throw new UsageException(
          "'" + pattern + "' is not a pattern: " + e.getDescription(),
          "write it as parquet/** or archive/parquet/*/adhd*",
          e);
    }
  }
}

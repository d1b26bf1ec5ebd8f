package org.datawarp.lifecycle.undo;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.datawarp.lifecycle.run.FileMove;
import org.datawarp.model.RunId;
import org.datawarp.platform.io.FileHash;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.FileOperation.Action;
import org.datawarp.storage.workspace.Workspace;

/**
 * What reverses what a run did to files. The inverse of an inverse is the first again, so that an
 * undo can be undone.
 *
 * @param items what is to be done, in its order
 * @param lost files that cannot come back, a line each
 * @param obstacles what stands in the way, a line each; nothing may be done then
 */
record InverseOperations(List<FileOperation> items, List<String> lost, List<String> obstacles) {
  InverseOperations {
    items = List.copyOf(items);
    lost = List.copyOf(lost);
    obstacles = List.copyOf(obstacles);
  }

  /**
   * Reverses a run's list, where some files were rewritten since and may go as they are now.
   *
   * @param done what the run did, in its order
   * @param undo the run that undoes it; what the first one wrote anew goes to its trash
   * @param rewritten the SHA-256 that each of them has to have, by its path
   */
  static InverseOperations of(
      Workspace workspace, List<FileOperation> done, RunId undo, Map<String, String> rewritten) {
    return new Builder(workspace, done, undo, rewritten).build();
  }

  private static final class Builder {
    private final Workspace workspace;
    private final List<FileOperation> done;
    private final RunId undo;
    private final Map<String, String> rewritten;
    private final Map<String, FileOperation> keptFrom = new HashMap<>();
    private final Set<String> replaced = new HashSet<>();
    private final Set<String> removed = new HashSet<>();
    private final List<FileOperation> items = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private final List<String> obstacles = new ArrayList<>();

    Builder(
        Workspace workspace, List<FileOperation> done, RunId undo, Map<String, String> rewritten) {
      this.workspace = workspace;
      this.done = done;
      this.undo = undo;
      this.rewritten = rewritten;
    }

    InverseOperations build() {
      for (FileOperation item : done) {
        switch (item.action()) {
          case KEEP -> keptFrom.put(item.from(), item);
          case REPLACE -> replaced.add(item.to());
          case REMOVE -> removed.add(item.from());
          case MOVE -> {}
        }
      }
      for (int i = done.size() - 1; i >= 0; i--) {
        invert(done.get(i));
      }
      return new InverseOperations(items, lost, obstacles);
    }

    private void invert(FileOperation item) {
      Optional<String> refusal =
          workspace
              .findRefusal(item.from())
              .or(
                  () ->
                      item.action() == Action.REMOVE
                          ? Optional.empty()
                          : workspace.findRefusal(item.to()));
      if (refusal.isPresent()) {
        obstacles.add(refusal.get());
        return;
      }
      switch (item.action()) {
        case MOVE -> move(item.to(), item.from(), item.sha256());
        case REPLACE -> unreplace(item);
        case KEEP -> unkeep(item);
        case REMOVE -> {
          if (!keptFrom.containsKey(item.from())) {
            lost.add(item.from() + " was deleted for good");
          }
        }
      }
    }

    private void move(String from, String to, String written) {
      String sha256 = rewritten.getOrDefault(from, written);
      if (!isFile(from)) {
        lost.add(from + " is no longer there; " + to + " cannot come back");
        return;
      }
      FileMove.findObstacle(workspace.resolve(from), workspace.resolve(to), sha256)
          .ifPresent(obstacles::add);
      items.add(new FileOperation(Action.MOVE, from, to, sha256));
    }

    private void unreplace(FileOperation item) {
      String place = item.to();
      String sha256 = rewritten.getOrDefault(place, item.sha256());
      if (isFile(place) && !FileHash.sha256(workspace.resolve(place)).equals(sha256)) {
        obstacles.add(place + " was changed since");
        return;
      }
      FileOperation before = keptFrom.get(place);
      if (before == null) {
        if (isFile(place)) {
          move(place, trash(place), sha256);
        }
        return;
      }
      if (!isFile(before.to())) {
        lost.add(before.to() + " is no longer there; " + place + " stays as it is");
        return;
      }
      if (isFile(place)) {
        items.add(new FileOperation(Action.KEEP, place, trash(place), sha256));
      }
      items.add(new FileOperation(Action.REPLACE, before.to(), place, before.sha256()));
    }

    private void unkeep(FileOperation item) {
      if (replaced.contains(item.from())) {
        // Comes back where the new one goes; no copy stays without the .meta that goes, too.
        if (isMade(item.to()) && isFile(item.to())) {
          move(item.to(), trash(item.to()), item.sha256());
        }
        return;
      }
      if (removed.contains(item.from())) {
        bringBack(item);
        return;
      }
      if (isFile(item.to())) {
        move(item.to(), trash(item.to()), item.sha256());
      }
    }

    /**
     * A file that the run alone had put there goes back whole, and leaves no copy behind that would
     * lie there without what was said of it; one that was there before stays.
     */
    private void bringBack(FileOperation item) {
      if (!isFile(item.to())) {
        lost.add(item.to() + " is no longer there; " + item.from() + " cannot come back");
      } else if (isMade(item.to())) {
        move(item.to(), item.from(), item.sha256());
      } else {
        items.add(new FileOperation(Action.KEEP, item.to(), item.from(), item.sha256()));
      }
    }

    /**
     * Tells whether the run wrote the {@code .meta} beside a kept file, and so the file as well.
     */
    private boolean isMade(String place) {
      String described =
          place.endsWith(".sha256")
              ? place.substring(0, place.length() - ".sha256".length())
              : place;
      return done.stream()
          .anyMatch(item -> item.action() == Action.KEEP && item.to().equals(described + ".meta"));
    }

    private String trash(String place) {
      return workspace.relative(workspace.trash(undo.value(), place));
    }

    private boolean isFile(String stored) {
      return Files.isRegularFile(workspace.resolve(stored), LinkOption.NOFOLLOW_LINKS);
    }
  }
}

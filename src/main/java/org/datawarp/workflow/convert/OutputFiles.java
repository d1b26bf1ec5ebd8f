package org.datawarp.workflow.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.datawarp.model.Existing;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.storage.workspace.Workspace;

/**
 * The files of one conversion: each is written under another name beside its own, and all get their
 * names when all are whole. Closing removes what has not got its name.
 */
final class OutputFiles implements AutoCloseable {
  private final Path folder;
  private final Existing existing;
  private final List<Path> drafts = new ArrayList<>();
  private final List<Path> targets = new ArrayList<>();

  OutputFiles(Path folder, Existing existing) {
    this.folder = folder;
    this.existing = existing;
  }

  /**
   * Refuses a folder that is none, or that has the ending of a file.
   *
   * @throws UsageException with what to write instead
   */
  static void requireFolder(Path folder, FileKind kind) {
    if (Files.isDirectory(folder)) {
      return;
    }
    boolean isNamedAsFile =
        folder.toString().toLowerCase(Locale.ROOT).endsWith("." + kind.extension());
    if (Files.exists(folder) || isNamedAsFile) {
      throw new UsageException(
          "-o " + folder + " is no folder",
          "name a folder; for a file of another name write '-o - > " + folder + "'");
    }
  }

  /**
   * Refuses to write where something is that is to stay.
   *
   * @param input the file that is read
   * @throws RefusedException naming every file in the way
   */
  static void requireFree(List<Path> targets, Existing existing, Path input, Workspace workspace) {
    List<String> inTheWay = new ArrayList<>();
    for (Path target : targets) {
      if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      if (isSame(target, input)) {
        throw new RefusedException(
            target + " is the file that is converted", "name another folder with -o DIR");
      }
      if (Files.isDirectory(target)) {
        throw new RefusedException(target + " is a folder", "name another folder with -o DIR");
      }
      if (workspace.isManaged(target)) {
        throw new RefusedException(
            target + " is there already, in a folder of the workspace",
            "name another folder with -o DIR");
      }
      if (existing == Existing.KEEP) {
        inTheWay.add(target.toString());
      }
    }
    if (!inTheWay.isEmpty()) {
      throw new RefusedException(
          (inTheWay.size() == 1 ? "a file is" : inTheWay.size() + " files are")
              + " there already: "
              + String.join(", ", inTheWay),
          "replace with --force, or name another folder with -o DIR");
    }
  }

  private static boolean isSame(Path target, Path input) {
    try {
      return Files.isSameFile(target, input);
    } catch (IOException e) {
      return false; // a link to nothing, or the input has gone: not the same file
    }
  }

  /** Writes one file, which does not bear its name yet. */
  void write(Path target, Consumer<Path> body) {
    createFolder();
    Path draft = folder.resolve(AtomicFile.temporaryName(target));
    drafts.add(draft);
    targets.add(target);
    body.accept(draft);
  }

  /** Gives every file its name. */
  void publish() {
    for (int i = 0; i < drafts.size(); i++) {
      if (existing == Existing.KEEP && Files.exists(targets.get(i))) {
        throw new RefusedException(
            targets.get(i) + " has come while it was written", "run the command again");
      }
      AtomicFile.moveOver(drafts.get(i), targets.get(i));
    }
  }

  @Override
  public void close() {
    StorageException failure = null;
    for (Path draft : drafts) {
      try {
        Files.deleteIfExists(draft);
      } catch (IOException e) {
        failure =
            new StorageException(
                "cannot delete " + draft + ": " + IoErrors.of(e), "delete it by hand", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void createFolder() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new StorageException(
          "cannot make the folder " + folder + ": " + IoErrors.of(e),
          "name another folder with -o DIR",
          e);
    }
  }
}

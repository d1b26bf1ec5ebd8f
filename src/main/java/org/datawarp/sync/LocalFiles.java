package org.datawarp.sync;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.datawarp.cloud.ArchiveKeys;
import org.datawarp.cloud.StorageClass;
import org.datawarp.config.SyncConfiguration.Include;
import org.datawarp.error.StorageException;
import org.datawarp.error.UsageException;
import org.datawarp.workspace.AtomicFile;
import org.datawarp.workspace.Workspace;

/** Finds the files that are to be in the store. */
final class LocalFiles {
  /** Where secrets, locks and the database are; no pattern reaches in there. */
  private static final Set<String> PRIVATE = Set.of(".datawarp", ".sync");

  private final Workspace workspace;
  private final List<Rule> rules;

  /** A pattern, ready to match. */
  private record Rule(PathMatcher matcher, Path start, StorageClass storageClass) {}

  LocalFiles(Workspace workspace, List<Include> includes) {
    this.workspace = workspace;
    this.rules = includes.stream().map(include -> rule(workspace, include)).toList();
  }

  /** Lists them by path. */
  List<LocalFile> list() {
    List<LocalFile> files = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Path start : new HashSet<>(rules.stream().map(Rule::start).toList())) {
      if (Files.isDirectory(start)) {
        walk(start, files, seen);
      }
    }
    files.sort(Comparator.comparing(LocalFile::path));
    return files;
  }

  /** Tells whether a path is included. */
  boolean includes(String path) {
    return rule(path).isPresent();
  }

  private void walk(Path start, List<LocalFile> files, Set<String> seen) {
    try {
      Files.walkFileTree(
          start,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              boolean hidden =
                  workspace.root().equals(folder.getParent())
                      && PRIVATE.contains(folder.getFileName().toString());
              return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String path = workspace.relative(file);
              Optional<Rule> rule = rule(path);
              if (attributes.isRegularFile()
                  && rule.isPresent()
                  && !isDraft(file)
                  && seen.add(path)) {
                files.add(
                    new LocalFile(
                        file,
                        path,
                        ArchiveKeys.keyOf(path),
                        attributes.size(),
                        attributes.lastModifiedTime().toInstant(),
                        rule.get().storageClass()));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new StorageException(
          "cannot list " + start + ": " + e.getMessage(), "mend permissions", e);
    }
  }

  private Optional<Rule> rule(String path) {
    Path relative = Path.of(path);
    return rules.stream().filter(rule -> rule.matcher().matches(relative)).findFirst();
  }

  private static boolean isDraft(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(".") && name.endsWith(AtomicFile.TEMPORARY_SUFFIX);
  }

  private static Rule rule(Workspace workspace, Include include) {
    String pattern = include.pattern();
    if (PRIVATE.contains(pattern.split("/", 2)[0])) {
      throw new UsageException(
          "sync.include '" + pattern + "' reaches into the program's own folder",
          "leave it out: it holds passwords and the database");
    }
    try {
      return new Rule(
          FileSystems.getDefault().getPathMatcher("glob:" + pattern),
          start(workspace, pattern),
          include.infrequent() ? StorageClass.STANDARD_IA : StorageClass.STANDARD);
    } catch (PatternSyntaxException e) {
      throw new UsageException(
          "sync.include '" + pattern + "' is not a pattern: " + e.getDescription(),
          "write it as archive/parquet/** or archive/**/*.yaml",
          e);
    }
  }

  /** The folder before the first wildcard: nothing else need be walked. */
  private static Path start(Workspace workspace, String pattern) {
    Path start = workspace.root();
    String[] parts = pattern.split("/", -1);
    for (int i = 0; i < parts.length - 1 && parts[i].matches("[^*?\\[{]*"); i++) {
      start = start.resolve(parts[i]);
    }
    return start;
  }
}

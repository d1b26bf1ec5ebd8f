package org.datawarp.lifecycle.transfer;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;
import org.datawarp.model.UnreadablePath;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.config.SyncConfiguration.Include;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.storage.object.ArchiveKeys;
import org.datawarp.storage.object.StorageClass;
import org.datawarp.storage.workspace.LayoutPaths;
import org.datawarp.storage.workspace.Workspace;

/** Finds the files that are to be in the store. */
public final class LocalFiles {
  /** Where secrets, locks and the database are; no pattern reaches in there. */
  private static final Set<String> PRIVATE = Set.of(".datawarp", ".sync");

  private final Workspace workspace;
  private final List<Rule> rules;

  /** A pattern, ready to match. */
  private record Rule(PathMatcher matcher, Path start, StorageClass storageClass) {}

  public LocalFiles(Workspace workspace, List<Include> includes) {
    this.workspace = workspace;
    this.rules = includes.stream().map(include -> rule(workspace, include)).toList();
  }

  /**
   * What was found.
   *
   * @param files the files, by path
   * @param skipped why others are not sent that a pattern includes, by path
   */
  record Survey(List<LocalFile> files, Map<String, String> skipped) {}

  /** Lists them by path. */
  public List<LocalFile> list() {
    return survey().files();
  }

  /** Lists them, and what cannot be sent. */
  Survey survey() {
    Walk walk = new Walk();
    for (Path start : new HashSet<>(rules.stream().map(Rule::start).toList())) {
      if (Files.isDirectory(start)) {
        walk.walk(start, workspace.relative(start));
      }
    }
    walk.files.sort(Comparator.comparing(LocalFile::path));
    return new Survey(walk.files, walk.skipped);
  }

  /** Tells whether a path is included. */
  public boolean includes(String path) {
    return rule(path).isPresent();
  }

  /** Goes through folders; links are not followed, but for folders of the layout put elsewhere. */
  private final class Walk {
    private final List<LocalFile> files = new ArrayList<>();
    private final Map<String, String> skipped = new TreeMap<>();
    private final Set<String> seen = new HashSet<>();

    /** Goes through a folder that has this path in the workspace. */
    void walk(Path start, String name) {
      try {
        Path real = start.toRealPath();
        Files.walkFileTree(real, new Visitor(real, name));
      } catch (IOException e) {
        throw new StorageException(
            "cannot list " + start + ": " + e.getMessage(), "mend permissions", e);
      }
    }

    private final class Visitor extends SimpleFileVisitor<Path> {
      private final Path real;
      private final String name;

      Visitor(Path real, String name) {
        this.real = real;
        this.name = name;
      }

      @Override
      public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        return PRIVATE.contains(path(folder))
            ? FileVisitResult.SKIP_SUBTREE
            : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        visit(file, path(file), attributes);
        return FileVisitResult.CONTINUE;
      }

      /** What cannot be looked into is told, and stays as it is. */
      @Override
      public FileVisitResult visitFileFailed(Path file, IOException failure) {
        if (!(failure instanceof NoSuchFileException)) { // gone between two looks
          UnreadablePath unreadable = IoErrors.unreadable(path(file), failure);
          skipped.put(visible(unreadable.path()), "cannot be read: " + unreadable.reason());
        }
        return FileVisitResult.CONTINUE;
      }

      /** Returns where a file is in the workspace. */
      private String path(Path file) {
        String below = real.relativize(file).toString();
        return name.isEmpty() || below.isEmpty() ? name + below : name + "/" + below;
      }
    }

    private void visit(Path file, String path, BasicFileAttributes attributes) {
      if (isDraft(file)) {
        return;
      }
      if (attributes.isSymbolicLink()) {
        visitLink(file, path);
        return;
      }
      Optional<Rule> rule = rule(usable(path));
      if (rule.isEmpty() || !seen.add(path)) {
        return;
      }
      Optional<String> why = reasonToSkip(file, path, attributes);
      if (why.isPresent()) {
        skipped.put(visible(path), why.get());
        return;
      }
      files.add(
          new LocalFile(
              file,
              path,
              ArchiveKeys.keyOf(path),
              attributes.size(),
              attributes.lastModifiedTime().toInstant(),
              rule.get().storageClass()));
    }

    private void visitLink(Path link, String path) {
      boolean isFolder = Files.isDirectory(link);
      if (isFolder && LayoutPaths.isFolder(path)) {
        walk(link, path);
      } else if (isFolder || rule(usable(path)).isPresent()) {
        skipped.put(visible(path), "a link, which is not followed; put what it names in its place");
      }
    }
  }

  private static Optional<String> reasonToSkip(
      Path file, String path, BasicFileAttributes attributes) {
    if (!attributes.isRegularFile()) {
      return Optional.of("neither a file nor a folder");
    }
    if (path.indexOf('\uFFFD') >= 0 && !Path.of(file.toString()).equals(file)) {
      return Optional.of("its name is not UTF-8, or the locale is not; rename it, or set LC_ALL");
    }
    return path.equals(usable(path))
        ? Optional.empty()
        : Optional.of("its name holds a line break, another control or a backslash; rename it");
  }

  /** A path as patterns can match it: they do not reach over line breaks. */
  private static String usable(String path) {
    return path.replaceAll("[\\p{Cntrl}\\\\]", "_");
  }

  /** A path as it can be shown. */
  private static String visible(String path) {
    StringBuilder shown = new StringBuilder();
    path.chars()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                shown.append(String.format(Locale.ROOT, "\\x%02x", c));
              } else {
                shown.append((char) c);
              }
            });
    return shown.toString();
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

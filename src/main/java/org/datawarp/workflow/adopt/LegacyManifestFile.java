package org.datawarp.workflow.adopt;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.datawarp.model.ManifestState;
import org.datawarp.model.SourceCode;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestFile;
import org.datawarp.pipeline.manifest.ManifestHeader;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.jspecify.annotations.Nullable;

/**
 * One manifest of the Python version, as it lies in the tree.
 *
 * @param path its file, relative to the workspace
 * @param sha256 the SHA-256 of the file
 * @param modifiedAt when the file was changed last
 * @param manifest what it says
 */
record LegacyManifestFile(String path, String sha256, Instant modifiedAt, Manifest manifest) {
  /** What a manifest's file is called behind its name. */
  private static final Pattern SUFFIX =
      Pattern.compile("([._]enriched)?([._]canonical)?\\.ya?ml$", Pattern.CASE_INSENSITIVE);

  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  /** The folders a manifest may lie in. */
  enum Folder {
    PRODUCTION,
    TEST,
    ARCHIVE
  }

  /** Returns what kind of folder it lies in; what is no other is production. */
  Folder folder() {
    String first = path.split("/", -1)[1];
    return switch (first) {
      case "test", "e2e_test" -> Folder.TEST;
      case "archive" -> Folder.ARCHIVE;
      default -> Folder.PRODUCTION;
    };
  }

  /** Returns the folder's path. */
  String parent() {
    return path.substring(0, path.lastIndexOf('/'));
  }

  /** Returns the file's name without folder. */
  String fileName() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Returns the file's name without what says how it was made. */
  String stem() {
    return fileName().substring(0, suffix().start());
  }

  boolean isEnriched() {
    return suffix().group(1) != null;
  }

  boolean isCanonical() {
    return suffix().group(2) != null;
  }

  /** Returns how much work went into it: a draft least. */
  int rank() {
    return (isEnriched() ? 1 : 0) + (isCanonical() ? 2 : 0);
  }

  /** Returns the name of its new file. */
  String newFileName(String name) {
    return name + (isEnriched() ? ".enriched" : "") + (isCanonical() ? ".canonical" : "") + ".yaml";
  }

  /** Tells whether the program could use it under this name. */
  boolean hasUsableName() {
    return SourceCode.isValid(stem());
  }

  /** Tells whether another one with its name is about the same thing. */
  boolean isTwinOf(LegacyManifestFile other) {
    return parent().equals(other.parent())
        || manifest.sources().stream()
            .map(ManifestSource::code)
            .anyMatch(
                code ->
                    other.manifest().sources().stream()
                        .anyMatch(source -> source.code().equals(code)));
  }

  /** Returns the day of its folder in the old archive, else the day of the file. */
  LocalDate archivedOn() {
    return Stream.of(path.split("/", -1))
        .filter(part -> DAY.matcher(part).matches())
        .flatMap(part -> day(part).stream())
        .findFirst()
        .orElseGet(() -> LocalDate.ofInstant(modifiedAt, ZoneOffset.UTC));
  }

  /** A folder may be called like a day that no calendar has. */
  private static Optional<LocalDate> day(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Returns the last of the periods that its files name; empty where none is understood. */
  Optional<Period> period() {
    return Stream.concat(
            manifest.sources().stream()
                .flatMap(source -> source.parts().stream())
                .map(part -> part.extra().get("period"))
                .filter(Objects::nonNull)
                .flatMap(text -> PeriodParser.find(String.valueOf(text)).stream()),
            PeriodParser.find(stem()).stream())
        .map(PeriodParser.PeriodFinding::period)
        .max(Comparator.comparing(Period::end));
  }

  /** Returns the publication: the folder below production, else the name without its period. */
  String publication(String name) {
    String[] parts = path.split("/", -1);
    if (folder() == Folder.PRODUCTION && parts.length > 3 && SourceCode.isValid(parts[2])) {
      return parts[2];
    }
    return PeriodParser.find(name)
        .map(found -> name.replace(found.matchedText(), ""))
        .map(rest -> rest.replaceAll("__+", "_").replaceAll("^_|_$", ""))
        .filter(SourceCode::isValid)
        .orElse(name);
  }

  /** Returns the manifest as it goes on when nothing of it was loaded. */
  Manifest waiting(String name, Instant at) {
    ManifestState state =
        isEnriched() || isCanonical() ? ManifestState.ENRICHED : ManifestState.DRAFT;
    return new Manifest(
        header(name, state, at, null, List.of(), List.of()), manifest.sources(), manifest.extra());
  }

  /**
   * Returns the manifest as it goes on when its rows are in the database.
   *
   * @param rows the rows of its sources' tables, by code
   * @param exports the new places of its sources' exports, by code
   */
  Manifest loaded(
      String name,
      Instant at,
      String run,
      @Nullable Instant lastLoad,
      Map<String, Long> rows,
      Map<String, String> exports) {
    List<ManifestSource> sources =
        manifest.sources().stream().map(source -> withRows(source, rows, exports)).toList();
    List<String> paths =
        sources.stream().map(ManifestSource::parquetPath).filter(Objects::nonNull).toList();
    return new Manifest(
        header(
            name,
            ManifestState.LOADED,
            at,
            lastLoad,
            paths,
            List.of(new ManifestHeader.StateChange(at, ManifestState.LOADED, run))),
        sources,
        manifest.extra());
  }

  private static ManifestSource withRows(
      ManifestSource source, Map<String, Long> rows, Map<String, String> exports) {
    String code = source.code().value();
    return new ManifestSource(
        source.code(),
        source.name(),
        source.facts(),
        source.table(),
        source.fingerprint(),
        rows.getOrDefault(code, 0L),
        null,
        exports.get(code),
        null,
        source.columns(),
        source.parts(),
        source.decisions(),
        source.unpivoted(),
        source.canonical(),
        source.extra());
  }

  private ManifestHeader header(
      String name,
      ManifestState state,
      Instant at,
      @Nullable Instant lastLoad,
      List<String> exports,
      List<ManifestHeader.StateChange> history) {
    ManifestHeader old = manifest.header();
    return new ManifestHeader(
        name,
        publication(name),
        old.description(),
        state,
        old.period() == null ? period().orElse(null) : old.period(),
        old.sourceUrl(),
        old.createdAt(),
        at,
        lastLoad,
        null,
        null,
        old.extractionVersion(),
        old.options(),
        exports,
        files(),
        history,
        old.extra());
  }

  private List<ManifestFile> files() {
    Map<String, ManifestFile> files = new LinkedHashMap<>();
    manifest
        .sources()
        .forEach(
            source ->
                source
                    .parts()
                    .forEach(
                        part ->
                            files.putIfAbsent(
                                part.url(), new ManifestFile(part.url(), null, 0, null))));
    return List.copyOf(files.values());
  }

  private Matcher suffix() {
    Matcher suffix = SUFFIX.matcher(fileName());
    if (!suffix.find()) {
      throw new IllegalStateException("not a manifest's file: " + path);
    }
    return suffix;
  }

  /** Tells whether a file is called like a manifest. */
  static boolean isCalledSo(Path file) {
    Matcher suffix = SUFFIX.matcher(file.getFileName().toString());
    return suffix.find() && suffix.start() > 0;
  }
}

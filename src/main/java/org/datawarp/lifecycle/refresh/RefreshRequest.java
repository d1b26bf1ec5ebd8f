package org.datawarp.lifecycle.refresh;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.datawarp.model.ForeignFiles;
import org.datawarp.model.period.PeriodParser;
import org.jspecify.annotations.Nullable;

/**
 * What a refresh is asked to do.
 *
 * @param source the manifest's name, or a registered publication
 * @param url where the data is: http(s), {@code file:} or a path; null for the manifest's own
 * @param period the period as a person wrote it; {@code none} for reference data; null to find it
 * @param tables the only tables to load (partial); empty for all
 * @param scope how much of the chain runs
 * @param replaced where what is replaced goes
 * @param options what else was said
 * @param maxWait how long to wait for another run of the same manifest
 * @param commandLine the command as other people are told of it
 */
public record RefreshRequest(
    String source,
    @Nullable String url,
    @Nullable String period,
    List<String> tables,
    Scope scope,
    ReplacedGoes replaced,
    Set<Option> options,
    Duration maxWait,
    String commandLine) {
  private static final int MAX_NAME = 50;

  /** Copies the collections. */
  public RefreshRequest {
    tables = List.copyOf(tables);
    options = Set.copyOf(options);
  }

  /** How much of the chain runs. */
  public enum Scope {
    /** Everything. */
    FULL,
    /** Only the named tables. */
    PARTIAL,
    /** Everything but the export. */
    LOAD_ONLY,
    /** Descriptions, comments, {@code .md} and catalogue; rows stay. */
    METADATA_ONLY;

    /** Returns the form stored in events, of which the specification knows three. */
    public String text() {
      return switch (this) {
        case FULL, LOAD_ONLY -> "full";
        case PARTIAL -> "partial";
        case METADATA_ONLY -> "metadata_only";
      };
    }
  }

  /** Where replaced manifests and exports go. */
  public enum ReplacedGoes {
    /** To {@code output/.versions}, of which the last few are kept. */
    VERSIONS,
    /** To {@code archive/}. */
    ARCHIVE
  }

  /** Switches. */
  public enum Option {
    /** Load even when nothing changed. */
    FORCE,
    /** Accept far fewer rows, or a table that vanished. */
    ACCEPT_SHRINK,
    /** Accept numbers that belong to no table. */
    ACCEPT_UNCLAIMED,
    /** Take the columns and names of loaded tables as the rules of today read them. */
    REREAD,
    /** Take the place of rows of another period: the one recorded until now was wrong. */
    REPLACE_PERIOD,
    /** Keep files in the way that Datawarp did not write under another name, and go on. */
    KEEP_ASIDE,
    /** Make a draft and nothing else, so that nothing is replaced. */
    DRAFT_ONLY,
    /** Use the download cache only. */
    OFFLINE,
    /** Leave period columns as columns, from now on. */
    NO_UNPIVOT,
    /** Let period columns become rows again. */
    UNPIVOT,
    /** Give the bounds of shorthand such as {@code <5} columns of their own, from now on. */
    BOUNDS,
    /** Keep bounds in the marker columns alone again. */
    NO_BOUNDS,
    /** Add descriptions and roles; without it no language model is ever asked. */
    ENRICH
  }

  /** Tells whether a switch was given. */
  public boolean has(Option option) {
    return options.contains(option);
  }

  /** Returns this request with another switch. */
  RefreshRequest with(Option option) {
    Set<Option> more = new HashSet<>(options);
    more.add(option);
    return new RefreshRequest(
        source, url, period, tables, scope, replaced, more, maxWait, commandLine);
  }

  /** Returns what is to become of files in the way that Datawarp did not write. */
  public ForeignFiles foreignFiles() {
    return has(Option.KEEP_ASIDE) ? ForeignFiles.KEEP_ASIDE : ForeignFiles.REFUSE;
  }

  /**
   * Makes a manifest's name of a file's or a page's: {@code …/ADHD_summary_Aug25.xlsx} is {@code
   * adhd_summary_aug25}, {@code …/adhd/august-2025/} is {@code adhd_august_2025}.
   */
  public static String nameOf(String location) {
    List<String> steps =
        Arrays.stream(
                location
                    .replaceFirst("(?s)[?#].*", "")
                    .replaceFirst("^[a-z]+://[^/]*", "")
                    .split("/"))
            .filter(step -> !step.isEmpty())
            .toList();
    if (steps.isEmpty()) {
      return "manifest";
    }
    String last = slug(steps.get(steps.size() - 1).replaceAll("\\.[A-Za-z0-9]{1,5}$", ""));
    boolean periodAlone =
        PeriodParser.find(last)
            .filter(found -> found.matchedText().length() == last.length())
            .isPresent();
    String name =
        periodAlone && steps.size() > 1 ? slug(steps.get(steps.size() - 2)) + "_" + last : last;
    String legal = name.replaceAll("^[_0-9]+", "");
    String cut =
        legal.length() > MAX_NAME
            ? legal.substring(0, MAX_NAME).replaceAll("(?<!_)_+$", "")
            : legal;
    return cut.isEmpty() ? "manifest" : cut;
  }

  private static String slug(String text) {
    return text.toLowerCase(Locale.ROOT)
        .replaceAll("%[0-9a-f]{2}", "_")
        .replaceAll("[^a-z0-9]+", "_")
        .replaceAll("^_+|(?<!_)_+$", "");
  }
}

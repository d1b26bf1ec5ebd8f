package org.datawarp.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options every command has; they may stand before the command, too. */
public final class GlobalOptions {
  @Option(
      scope = ScopeType.INHERIT,
      names = "--workspace",
      paramLabel = "DIR",
      description =
          "The workspace; default: $DATAWARP_HOME, else the nearest folder with .datawarp.")
  private @Nullable Path workspace;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--db-url",
      paramLabel = "URL",
      description = "A PostgreSQL to use instead of the embedded one: postgresql://… or jdbc:…")
  private @Nullable String databaseUrl;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--ca-bundle",
      paramLabel = "FILE",
      description = "PEM file of further certificate authorities to trust.")
  private @Nullable Path caBundle;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--json",
      description = "Print one JSON object instead of text.")
  private boolean json;

  @Option(
      scope = ScopeType.INHERIT,
      names = {"-v", "--verbose"},
      description = "Log every step on standard error.")
  private boolean verbose;

  @Option(
      scope = ScopeType.INHERIT,
      names = {"-q", "--quiet"},
      description = "Print results and failures only: no messages, warnings and progress.")
  private boolean quiet;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--log-file",
      paramLabel = "FILE",
      description = "Log every step to this file too: as JSON lines where it ends in .jsonl.")
  private @Nullable Path logFile;

  private boolean acceptsDatabase;

  /** Returns the workspace option, null when not given. */
  public @Nullable Path workspace() {
    return workspace;
  }

  /** Returns the database option, null when not given. */
  public @Nullable String databaseUrl() {
    return databaseUrl;
  }

  /** Returns the certificates option, null when not given. */
  public @Nullable Path caBundle() {
    return caBundle;
  }

  /** Tells whether a database other than the workspace's usual one may be written to. */
  public boolean acceptsDatabase() {
    return acceptsDatabase;
  }

  /** Lets any database be written to; commands that write have the option for it. */
  public void acceptDatabase() {
    acceptsDatabase = true;
  }

  /** Tells whether JSON is asked for. */
  public boolean isJson() {
    return json;
  }

  /** Tells whether results and failures are all that is to be printed. */
  public boolean isQuiet() {
    return quiet;
  }

  /** Returns the file to log to, null when not given. */
  public @Nullable Path logFile() {
    return logFile;
  }

  /** Tells whether every step is to be logged. */
  public boolean isVerbose() {
    return verbose;
  }
}

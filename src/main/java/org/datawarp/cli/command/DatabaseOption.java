package org.datawarp.cli.command;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The word that a database is the right one, of every command that writes. */
final class DatabaseOption {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--accept-database",
      description = "The database is the right one, though empty or another than before.")
  void accept(boolean given) {
    if (given) {
      ((Command) requireNonNull(command, "picocli sets it").userObject())
          .options()
          .acceptDatabase();
    }
  }
}

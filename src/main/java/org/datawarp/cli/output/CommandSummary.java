package org.datawarp.cli.output;

import picocli.CommandLine.Model.CommandSpec;

/** What a command does, in one sentence. */
public final class CommandSummary {
  private CommandSummary() {}

  /** Returns the first sentence of a command's description; empty where it has none. */
  public static String of(CommandSpec spec) {
    return firstSentence(String.join(" ", spec.usageMessage().description()).formatted());
  }

  static String firstSentence(String text) {
    int end = text.indexOf(". ");
    return end < 0 ? text : text.substring(0, end + 1);
  }
}

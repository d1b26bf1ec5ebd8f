package org.datawarp.cli.command;

import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.BashCompletion;
import org.datawarp.cli.output.FishCompletion;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code datawarp completion}. */
@CommandLine.Command(
    description = "Prints what a shell needs to complete commands, options and names of sources.",
    footer = {
      "  source <(datawarp completion bash)               for this shell",
      "  datawarp completion bash > ~/.local/share/bash-completion/completions/datawarp",
      "  datawarp completion zsh > ~/.zsh/datawarp.zsh    and 'source' it in .zshrc",
      "  datawarp completion fish > ~/.config/fish/completions/datawarp.fish"
    })
public final class CompletionCommand extends Command {
  /** The shells there are scripts for. */
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  @Parameters(
      converter = ShellConverter.class,
      paramLabel = "SHELL",
      description = "bash, zsh or fish.")
  private Shell shell = Shell.BASH;

  private final CommandContext context;

  public CompletionCommand(CommandContext context) {
    super(context);
    this.context = context;
  }

  @Override
  ExitCode run(Workflows opened) {
    if (options().isJson()) {
      throw new UsageException("--json does not go with completion", "it prints a shell's script");
    }
    CommandLine whole = context.whole().get();
    String script =
        switch (shell) {
          // the same script: it turns on what zsh has for those of bash
          case BASH, ZSH -> BashCompletion.of(whole);
          case FISH -> FishCompletion.of(whole);
        };
    script.lines().forEach(console()::verbatim);
    return ExitCode.OK;
  }

  /** Reads the name of a shell. */
  static final class ShellConverter extends EnumConverter<Shell> {
    ShellConverter() {
      super(Shell.class);
    }
  }
}

package org.datawarp.cli;

import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * What a command is made with.
 *
 * @param workflows makes the workflows, once the command line is read
 * @param console where the command writes
 * @param options the options that every command has; their values are there once the command line
 *     is read
 * @param whole makes the command line with all commands and actions: of a run only what was asked
 *     for is built
 */
public record CommandContext(
    Workflows.Factory workflows,
    Console console,
    GlobalOptions options,
    Supplier<CommandLine> whole) {}

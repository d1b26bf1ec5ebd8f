package org.datawarp.cli;

/**
 * What a command is made with.
 *
 * @param workflows makes the workflows, once the command line is read
 * @param console where the command writes
 * @param options the options that every command has; their values are there once the command line
 *     is read
 */
public record CommandContext(Workflows.Factory workflows, Console console, GlobalOptions options) {}

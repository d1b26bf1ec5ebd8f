package org.datawarp.workflow.status;

/**
 * A command that is sensible now.
 *
 * @param command it, as it can be typed
 * @param why the reason, in a few words
 */
public record NextCommand(String command, String why) {}

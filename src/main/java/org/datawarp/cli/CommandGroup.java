package org.datawarp.cli;

import java.util.List;

/** A command with actions below it, each a command with options of its own. */
public interface CommandGroup {
  /** Returns the actions in the order of the help. */
  List<Object> actions();
}

package org.datawarp.app;

import java.lang.reflect.InvocationTargetException;
import java.util.Map;

/**
 * What the terminal can show.
 *
 * @param drawsProgress whether a line may be drawn over
 * @param showsColour whether colours may be used
 */
record Terminal(boolean drawsProgress, boolean showsColour) {

  static Terminal find(Map<String, String> environment) {
    return of(isTerminal(), environment);
  }

  /** Decides for standard streams that are a terminal, or not. */
  static Terminal of(boolean isTerminal, Map<String, String> environment) {
    boolean terminal = isTerminal && !"dumb".equals(environment.get("TERM"));
    String noColour = environment.get("NO_COLOR");
    return new Terminal(terminal, terminal && (noColour == null || noColour.isEmpty()));
  }

  /** From Java 22 there is always a console, and it must be asked. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    java.io.Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true; // older: a console means a terminal
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("Console.isTerminal cannot be asked", e);
    }
  }
}

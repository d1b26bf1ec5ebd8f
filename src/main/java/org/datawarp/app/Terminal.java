package org.datawarp.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * What the terminal can show.
 *
 * @param drawsProgress whether a line may be drawn over
 * @param showsColour whether colours may be used
 */
record Terminal(boolean drawsProgress, boolean showsColour) {
  private static final Path DEVICE = Path.of("/dev/tty");
  private static final int NARROWEST = 20;

  static Terminal find(Map<String, String> environment) {
    return of(isTerminal(), environment);
  }

  /**
   * Returns how many columns there are. Asks {@code stty}, so that it takes some milliseconds;
   * where there is no terminal or nothing to ask, a line may be of any length.
   */
  int columns() {
    if (!drawsProgress || !Files.exists(DEVICE)) {
      return Integer.MAX_VALUE;
    }
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(DEVICE.toFile()).start();
      String[] size = new String(stty.getInputStream().readAllBytes(), US_ASCII).strip().split(" ");
      int columns = size.length == 2 ? Integer.parseInt(size[1]) : 0;
      return columns >= NARROWEST ? columns : Integer.MAX_VALUE; // 0 where it is not known
    } catch (IOException | NumberFormatException e) {
      return Integer.MAX_VALUE; // no stty here: the terminal breaks long lines itself
    }
  }

  /** Returns what asks for the columns once, when they first matter. */
  IntSupplier width() {
    AtomicInteger known = new AtomicInteger();
    return () -> known.updateAndGet(columns -> columns > 0 ? columns : columns());
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

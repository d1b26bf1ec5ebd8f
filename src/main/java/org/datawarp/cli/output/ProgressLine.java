package org.datawarp.cli.output;

import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.datawarp.cli.Console;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.jspecify.annotations.Nullable;

/** Draws how work goes on, with rate and time left, on a terminal only. */
public final class ProgressLine implements RunListener, AutoCloseable {
  private static final long QUIET_NANOS = 400_000_000L;

  private static final int MEGABYTE = 1_000_000;

  private final Console console;
  private final boolean bytes;
  private @Nullable ProgressBar bar;
  private String shown = "";
  private @Nullable RunStep step;
  private long since = System.nanoTime();

  public ProgressLine(Console console) {
    this(console, false);
  }

  private ProgressLine(Console console, boolean bytes) {
    this.console = console;
    this.bytes = bytes;
  }

  /** Makes a line for numbers that are bytes; it shows megabytes. */
  public static ProgressLine ofBytes(Console console) {
    return new ProgressLine(console, true);
  }

  /** Returns the step that was begun last; null before the first. */
  public synchronized @Nullable RunStep step() {
    return step;
  }

  @Override
  public synchronized void progressed(String what, long done, long total) {
    if (!console.terminal() || System.nanoTime() - since < QUIET_NANOS) {
      return;
    }
    ProgressBar current = bar;
    if (current == null || !shown.equals(what)) {
      close();
      current =
          new ProgressBarBuilder()
              .setTaskName(Console.shown(what))
              .setInitialMax(total)
              .setStyle(console.colour() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .setUnit(bytes ? " MB" : "", bytes ? MEGABYTE : 1)
              .showSpeed()
              .setSpeedUnit(ChronoUnit.SECONDS)
              .clearDisplayOnFinish()
              .build();
      bar = current;
      shown = what;
    }
    current.stepTo(done);
  }

  @Override
  public synchronized void started(RunStep started) {
    step = started;
    since = System.nanoTime();
    close();
  }

  @Override
  public synchronized void completed(RunStep completed) {
    close();
  }

  @Override
  public synchronized void close() {
    erase();
  }

  /** Takes the line off the terminal, so that something else can be printed. */
  public synchronized void erase() {
    ProgressBar current = bar;
    bar = null;
    shown = "";
    if (current != null) {
      current.close();
    }
  }
}

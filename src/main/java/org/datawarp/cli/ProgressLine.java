package org.datawarp.cli;

import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.datawarp.refresh.RefreshListener;
import org.datawarp.refresh.RefreshStep;
import org.jspecify.annotations.Nullable;

/** Draws how a refresh goes on, with rate and time left, on a terminal only. */
final class ProgressLine implements RefreshListener, AutoCloseable {
  private static final long QUIET_NANOS = 400_000_000L;

  private final Console console;
  private @Nullable ProgressBar bar;
  private String shown = "";
  private @Nullable RefreshStep step;
  private long since = System.nanoTime();

  ProgressLine(Console console) {
    this.console = console;
  }

  /** Returns the step that was begun last; null before the first. */
  @Nullable RefreshStep step() {
    return step;
  }

  @Override
  public void progressed(String what, long done, long total) {
    if (!console.terminal() || System.nanoTime() - since < QUIET_NANOS) {
      return;
    }
    ProgressBar current = bar;
    if (current == null || !shown.equals(what)) {
      close();
      current =
          new ProgressBarBuilder()
              .setTaskName(what)
              .setInitialMax(total)
              .setStyle(console.colour() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
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
  public void started(RefreshStep started) {
    step = started;
    since = System.nanoTime();
    close();
  }

  @Override
  public void completed(RefreshStep completed) {
    close();
  }

  @Override
  public void close() {
    erase();
  }

  /** Takes the line off the terminal, so that something else can be printed. */
  void erase() {
    ProgressBar current = bar;
    bar = null;
    shown = "";
    if (current != null) {
      current.close();
    }
  }
}

package org.datawarp.lifecycle.run;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;

/** Tells the listener of steps and measures them. */
public final class StepTimer {
  private final RunListener listener;
  private final Map<RunStep, Duration> times = new EnumMap<>(RunStep.class);
  private RunStep current = RunStep.FETCH;
  private long since;

  /** Makes a clock that has measured nothing. */
  public StepTimer(RunListener listener) {
    this.listener = listener;
  }

  /** Begins a step. */
  public void start(RunStep step) {
    current = step;
    since = System.nanoTime();
    listener.started(step);
  }

  /** Ends the step that was begun last. */
  public void end() {
    times.merge(current, Duration.ofNanos(System.nanoTime() - since), Duration::plus);
    listener.completed(current);
  }

  /** Returns the step that was begun last. */
  public RunStep current() {
    return current;
  }

  /** Returns who is told. */
  public RunListener listener() {
    return listener;
  }

  /** Returns what each step has taken so far. */
  public Map<RunStep, Duration> times() {
    return Collections.unmodifiableMap(new EnumMap<>(times));
  }
}

package org.datawarp.refresh;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** Tells the listener of steps and measures them. */
final class StepClock {
  private final RefreshListener listener;
  private final Map<RefreshStep, Duration> times = new EnumMap<>(RefreshStep.class);
  private RefreshStep current = RefreshStep.FETCH;
  private long since;

  StepClock(RefreshListener listener) {
    this.listener = listener;
  }

  void start(RefreshStep step) {
    current = step;
    since = System.nanoTime();
    listener.started(step);
  }

  void end() {
    times.merge(current, Duration.ofNanos(System.nanoTime() - since), Duration::plus);
    listener.completed(current);
  }

  /** Returns the step that was begun last. */
  RefreshStep current() {
    return current;
  }

  RefreshListener listener() {
    return listener;
  }

  Map<RefreshStep, Duration> times() {
    return Collections.unmodifiableMap(new EnumMap<>(times));
  }
}

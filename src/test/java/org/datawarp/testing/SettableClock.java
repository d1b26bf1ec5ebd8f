package org.datawarp.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that moves when a test says so. */
public final class SettableClock extends Clock {
  private volatile Instant now;
  private volatile Duration step = Duration.ZERO;

  /** Builds a clock that stands at an instant. */
  public SettableClock(String now) {
    this.now = Instant.parse(now);
  }

  /** Moves the clock on. */
  public void advance(Duration duration) {
    now = now.plus(duration);
  }

  /** Lets the clock move on by itself whenever somebody has read it. */
  public void startMoving(Duration eachTime) {
    step = eachTime;
  }

  @Override
  public Instant instant() {
    Instant read = now;
    now = read.plus(step);
    return read;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}

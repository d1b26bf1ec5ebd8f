package org.datawarp.platform.io;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.datawarp.model.error.InterruptedRunException;

/**
 * Work on a thread of its own, beside that of the caller. Closing interrupts it and returns when it
 * has ended: nothing of it goes on then, whatever else has failed.
 *
 * @param <T> what comes of it
 */
public final class SideTask<T> implements AutoCloseable {
  private final FutureTask<T> work;
  private final Thread thread;

  private SideTask(FutureTask<T> work, Thread thread) {
    this.work = work;
    this.thread = thread;
  }

  /**
   * Starts work.
   *
   * @param name the thread's name
   */
  public static <T> SideTask<T> start(String name, Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return new SideTask<>(task, thread);
  }

  /**
   * Waits for the end of the work and returns what came of it; what the work threw is thrown.
   *
   * @throws InterruptedRunException if the calling thread is interrupted; it stays so
   */
  public T join() {
    try {
      return work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("stopped while waiting for " + thread.getName(), null, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(thread.getName() + " failed", e.getCause());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    boolean isInterrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

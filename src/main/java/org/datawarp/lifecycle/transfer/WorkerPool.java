package org.datawarp.lifecycle.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.InterruptedRunException;

/** Threads that do the same to many things at once. */
public final class WorkerPool implements AutoCloseable {
  private static final long POLL_MILLIS = 200;

  private final ExecutorService threads;

  WorkerPool(int count) {
    this.threads =
        Executors.newFixedThreadPool(
            count,
            work -> {
              Thread thread = new Thread(work, "datawarp-transfer");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Returns the threads. */
  ExecutorService threads() {
    return threads;
  }

  /** Does something to every item and returns the results in order; the first failure is thrown. */
  public <T, R> List<R> map(List<T> items, Function<T, R> work, Runnable meanwhile) {
    List<CompletableFuture<R>> futures = new ArrayList<>();
    for (T item : items) {
      futures.add(CompletableFuture.supplyAsync(() -> work.apply(item), threads));
    }
    await(futures, meanwhile);
    return futures.stream().map(CompletableFuture::join).toList();
  }

  /**
   * Waits until all have ended; the first failure, in order, is thrown then.
   *
   * @param meanwhile is run a few times a second by the caller's thread
   */
  <R> void await(List<CompletableFuture<R>> futures, Runnable meanwhile) {
    CompletableFuture<Void> all =
        CompletableFuture.allOf(futures.toArray(new CompletableFuture<?>[0]));
    try {
      while (true) {
        try {
          all.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
          meanwhile.run();
          return;
        } catch (TimeoutException e) {
          meanwhile.run();
        }
      }
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("stopped", null, e);
    }
  }

  /** Returns the failure a future wrapped. */
  static RuntimeException unwrapped(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof DatawarpException known) {
      return known;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException("a worker failed", cause);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

package org.datawarp.pipeline.download;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A response's body as a stream whose reads time out: the JDK's own stream waits for ever on a
 * server that falls silent, and its request timeout means different things in different versions.
 * One thread reads it. Closing it early gives up the connection.
 */
final class StreamingBody extends InputStream implements BodySubscriber<InputStream> {
  private static final int BATCHES_AHEAD = 2;

  private sealed interface Event permits Batch, End {}

  private record Batch(List<ByteBuffer> buffers) implements Event {}

  private record End(@Nullable Throwable failure) implements Event {}

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
  private final Duration timeout;
  private final Duration total;
  private final long deadline;
  private Iterator<ByteBuffer> batch = List.<ByteBuffer>of().iterator();
  private ByteBuffer current = ByteBuffer.allocate(0);
  private @Nullable End end;
  private volatile boolean isClosed;

  /**
   * Makes the stream.
   *
   * @param timeout the longest silence
   * @param total how long the body may take from now on
   */
  StreamingBody(Duration timeout, Duration total) {
    this.timeout = timeout;
    this.total = total;
    this.deadline = System.nanoTime() + total.toNanos();
  }

  @Override
  public CompletionStage<InputStream> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription offered) {
    if (!subscription.compareAndSet(null, offered) || isClosed) {
      offered.cancel();
    } else {
      offered.request(BATCHES_AHEAD);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    events.add(new Batch(buffers));
  }

  @Override
  public void onError(Throwable failure) {
    events.add(new End(failure));
  }

  @Override
  public void onComplete() {
    events.add(new End(null));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!current.hasRemaining()) {
      if (!advance()) {
        return -1;
      }
    }
    int count = Math.min(length, current.remaining());
    current.get(target, offset, count);
    return count;
  }

  /**
   * Waits for more, so that zero means the end: GZIPInputStream asks it whether another member
   * follows.
   */
  @Override
  public int available() throws IOException {
    while (!current.hasRemaining()) {
      if (!advance()) {
        return 0;
      }
    }
    return current.remaining();
  }

  /** Cancels what has not arrived; after the end it does nothing. */
  @Override
  public void close() {
    if (end == null) {
      end = new End(new IOException("closed"));
      isClosed = true;
      Flow.Subscription source = subscription.get();
      if (source != null) {
        source.cancel();
      }
    }
  }

  private boolean advance() throws IOException {
    if (batch.hasNext()) {
      current = batch.next();
      return true;
    }
    if (end == null) {
      Event event = take();
      if (event instanceof Batch next) {
        batch = next.buffers().iterator();
        requireNonNull(subscription.get(), "data comes after the subscription").request(1);
        return true;
      }
      end = (End) event;
    }
    if (end.failure() != null) {
      throw new IOException(end.failure().getMessage(), end.failure());
    }
    return false;
  }

  private Event take() throws IOException {
    try {
      long left = deadline - System.nanoTime();
      Event event =
          left <= 0 ? null : events.poll(Math.min(timeout.toNanos(), left), TimeUnit.NANOSECONDS);
      if (event == null) {
        close();
        if (deadline - System.nanoTime() <= 0) {
          throw new SlowBodyException(total);
        }
        throw new HttpTimeoutException("no data for " + timeout.toSeconds() + " s");
      }
      return event;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new java.io.InterruptedIOException("interrupted");
    }
  }
}

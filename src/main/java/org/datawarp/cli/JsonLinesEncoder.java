package org.datawarp.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.datawarp.model.Secrets;
import org.datawarp.model.VisibleText;
import org.datawarp.platform.codec.JsonCodec;
import org.jspecify.annotations.Nullable;

/** Writes each event as a JSON object in a line, without secrets. */
final class JsonLinesEncoder extends EncoderBase<ILoggingEvent> {
  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    Line line =
        new Line(
            Instant.ofEpochMilli(event.getTimeStamp()),
            event.getLevel().toString(),
            event.getLoggerName(),
            event.getThreadName(),
            event.getFormattedMessage(),
            trace(event.getThrowableProxy()));
    return (VisibleText.json(Secrets.blotted(JsonCodec.writeLine(line))) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  private static @Nullable String trace(@Nullable IThrowableProxy failure) {
    return failure == null ? null : ThrowableProxyUtil.asString(failure);
  }

  /** One line of the log; {@code trace} is null where nothing failed. */
  private record Line(
      Instant time,
      String level,
      String logger,
      String thread,
      String message,
      @Nullable String trace) {}
}

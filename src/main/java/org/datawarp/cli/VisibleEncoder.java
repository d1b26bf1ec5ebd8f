package org.datawarp.cli;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.charset.StandardCharsets;
import org.datawarp.model.Secrets;
import org.datawarp.model.VisibleText;

/** Writes log lines without secrets, the controls in them made visible. */
final class VisibleEncoder extends PatternLayoutEncoder {
  @Override
  public byte[] encode(ILoggingEvent event) {
    return VisibleText.lines(Secrets.blotted(getLayout().doLayout(event)))
        .getBytes(StandardCharsets.UTF_8);
  }
}

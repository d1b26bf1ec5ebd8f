package org.datawarp.pipeline.load;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.datawarp.model.period.Period;
import org.jspecify.annotations.Nullable;

/** Provenance fields that all rows of a part share, encoded once in COPY's binary format. */
final class ProvenanceFields {
  /** No fields: the table's defaults give them. */
  static final ProvenanceFields NONE = new ProvenanceFields(0, new byte[0]);

  private static final int ALL = 6;
  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");
  private static final int ROOM = 256;

  private final int count;
  private final byte[] bytes;

  private ProvenanceFields(int count, byte[] bytes) {
    this.count = count;
    this.bytes = bytes;
  }

  /** Returns how many fields they are. */
  int count() {
    return count;
  }

  /** Returns the encoded fields; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /** Encodes all six in the order of {@link Provenance#columns}. */
  static ProvenanceFields of(Instant loadedAt, @Nullable Period period, long loadId, long fileId) {
    CopyBuffer out = new CopyBuffer(ROOM);
    putInt(out, Math.toIntExact(loadId));
    out.putInt(8);
    out.putLong(ChronoUnit.MICROS.between(EPOCH, loadedAt));
    if (period == null) {
      out.putInt(-1);
      out.putInt(-1);
      out.putInt(-1);
    } else {
      byte[] label = period.label().getBytes(StandardCharsets.UTF_8);
      out.putInt(label.length);
      out.putBytes(label, 0, label.length);
      putInt(out, day(period.start()));
      putInt(out, day(period.end()));
    }
    putInt(out, Math.toIntExact(fileId));
    return new ProvenanceFields(ALL, Arrays.copyOf(out.bytes(), out.length()));
  }

  private static int day(LocalDate date) {
    return Math.toIntExact(date.toEpochDay() - LocalDate.EPOCH.plusDays(10_957).toEpochDay());
  }

  private static void putInt(CopyBuffer out, int value) {
    out.putInt(4);
    out.putInt(value);
  }
}

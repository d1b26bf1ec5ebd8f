package org.datawarp.pipeline.workbook;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.datawarp.pipeline.workbook.xlsb.XlsbRecords;

/**
 * The parts of one workbook, in their ZIP container.
 *
 * <p>Names of parts are compared without regard to case, with either slash, as Excel does. Found by
 * the central directory. What the parts inflate to is counted over the whole file.
 */
public final class OoxmlPackage implements Closeable {
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries;
  private final Set<String> doubled;
  private final ReadLimits limits;
  private final Refusal refusal;
  private final CellSink sink;
  private long inflated;

  private OoxmlPackage(
      ZipFile zip,
      Map<String, ZipEntry> entries,
      Set<String> doubled,
      ReadLimits limits,
      Refusal refusal,
      CellSink sink) {
    this.zip = zip;
    this.entries = entries;
    this.doubled = doubled;
    this.limits = limits;
    this.refusal = refusal;
    this.sink = sink;
  }

  /**
   * Opens the container; the caller closes it.
   *
   * @param sink is told what the parts inflate to
   */
  public static OoxmlPackage open(Path file, ReadLimits limits, Refusal refusal, CellSink sink) {
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (IOException e) {
      throw refusal.damaged("not a complete ZIP container (" + e.getMessage() + ")", e);
    }
    try {
      return index(zip, limits, refusal, sink);
    } catch (RuntimeException | Error e) {
      try {
        zip.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private static OoxmlPackage index(
      ZipFile zip, ReadLimits limits, Refusal refusal, CellSink sink) {
    if (zip.size() > limits.maxZipEntries()) {
      throw refusal.beyond("holds " + zip.size() + " parts", limits.maxZipEntries());
    }
    Map<String, ZipEntry> entries = new HashMap<>();
    Set<String> doubled = new HashSet<>();
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      String name = normal(entry.getName());
      if (entries.putIfAbsent(name, entry) != null) {
        doubled.add(name);
      } else if (name.startsWith("xl/worksheets/sheet") || name.startsWith("xl/sharedstrings")) {
        sink.contentExpected(Math.min(entry.getSize(), limits.maxInflatedBytes()));
      }
    }
    return new OoxmlPackage(zip, entries, doubled, limits, refusal, sink);
  }

  /** Whether there is a part of that name. */
  public boolean has(String part) {
    return entries.containsKey(normal(part));
  }

  /**
   * Opens a part; the caller closes it.
   *
   * <p>The stream ends in a failure if the bytes do not have the checksum that the container
   * states.
   *
   * @throws org.datawarp.model.error.SourceUnreadableException if the part is missing or there
   *     twice
   */
  public InputStream open(String part) {
    String name = normal(part);
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw refusal.damaged("the part " + Refusal.quote(part) + " is missing");
    }
    if (doubled.contains(name)) {
      throw refusal.unsafe("the part " + Refusal.quote(part) + " is in the container twice");
    }
    try {
      return new PartStream(zip.getInputStream(entry), part, entry.getCrc(), this);
    } catch (IOException e) {
      throw refusal.damaged("the part " + part + " cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /** Opens a part of XML; the caller closes it. */
  public XmlScanner xml(String part) {
    InputStream stream = open(part);
    return new XmlScanner(Utf8Stream.of(stream, part, refusal), part, limits, refusal);
  }

  /** Opens a part of binary records; the caller closes it. */
  public XlsbRecords records(String part) {
    return new XlsbRecords(open(part), part, limits, refusal);
  }

  /** Counts bytes that a part inflated to. */
  void count(int bytes) {
    inflated += bytes;
    sink.contentRead(bytes);
    if (inflated > limits.maxInflatedBytes()) {
      throw refusal.beyond("inflates to too many bytes", limits.maxInflatedBytes());
    }
  }

  public Refusal refusal() {
    return refusal;
  }

  /**
   * Returns the part that a relationship of another one points at.
   *
   * @param source the part that holds the relationship
   * @param target an absolute or relative path, as written
   */
  public String resolve(String source, String target) {
    String path = target.replace('\\', '/');
    if (!path.startsWith("/")) {
      path = source.substring(0, source.lastIndexOf('/') + 1) + path;
    }
    String plain = withoutDots(path);
    if (!has(plain) && plain.indexOf('%') >= 0) {
      return decoded(plain);
    }
    return plain;
  }

  /** Returns the part with the relationships of a part. */
  static String relationshipsOf(String part) {
    int slash = part.lastIndexOf('/') + 1;
    return part.substring(0, slash) + "_rels/" + part.substring(slash) + ".rels";
  }

  private static String decoded(String path) {
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return path; // a name with a bare percent sign; that it is missing is said later
    }
  }

  private static String withoutDots(String path) {
    StringBuilder plain = new StringBuilder();
    for (String step : path.split("/", -1)) {
      if (step.equals("..")) {
        plain.setLength(Math.max(plain.lastIndexOf("/"), 0));
      } else if (!step.isEmpty() && !step.equals(".")) {
        plain.append(plain.length() == 0 ? "" : "/").append(step);
      }
    }
    return plain.toString();
  }

  private static String normal(String name) {
    String path = name.replace('\\', '/');
    return (path.startsWith("/") ? path.substring(1) : path).toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw refusal.damaged("cannot be closed (" + e.getMessage() + ")", e);
    }
  }
}

package org.datawarp.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.table.BoundsMode;
import org.datawarp.pipeline.extract.ExtractOptions;
import org.datawarp.pipeline.extract.Extraction;
import org.datawarp.pipeline.extract.Extractor;
import org.datawarp.pipeline.extract.InspectPage;
import org.datawarp.pipeline.extract.SourcePart;
import org.datawarp.pipeline.extract.SourceTable;
import org.datawarp.model.table.UnpivotMode;
import org.datawarp.model.RowCursor;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.WorkbookReader;

/**
 * Reads damaged files until its time is up. Every one must give tables or a DatawarpException,
 * within ten seconds of work and a heap of 512 MB; whatever else happens is a finding, and its
 * input is kept.
 *
 * <p>Run from the project's folder after {@code mvn package}:
 *
 * <pre>java -cp target/datawarp.jar src/bench/java/org/datawarp/bench/ReaderFuzz.java \
 *     FOLDER_OF_FILES SEED MINUTES FOLDER_OF_FINDINGS</pre>
 */
public final class ReaderFuzz {
  private static final long LARGEST_BASE = 400_000;
  private static final long LARGEST_PART = 4_000_000;
  private static final long MOST_NANOS = 10_000_000_000L;
  private static final int HUNG = 3;
  private static final String[] ODD = {
    "0", "-1", "1", "65536", "2147483647", "4294967296", "99999999999999999999", "1e308", "-1e-320",
    "NaN", "A0", "XFD1048577", "ZZZZZ9", "", " ", "&#0;", "&amp;", "&x;", "]]>", "<![CDATA[",
    "<!--", "\"", "'", "<", ">", "/>", "\uFEFF", "\u0000", "_x0000_", "2024-02-31", "#N/A"
  };

  private final List<byte[]> bases = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final Path work;
  private final Path findings;
  private final Set<String> seen = new HashSet<>();

  private ReaderFuzz(Path work, Path findings) {
    this.work = work;
    this.findings = findings;
  }

  /** Starts the run, or one stretch of it. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    long minutes = Long.parseLong(arguments[2]);
    Path findings = Files.createDirectories(Path.of(arguments[3]));
    if (arguments.length > 4) {
      Path work = Files.createTempDirectory("fuzz");
      ReaderFuzz fuzz = new ReaderFuzz(work, findings);
      fuzz.load(folder);
      fuzz.run(seed, System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes));
      return;
    }
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
    for (long stretch = seed; System.nanoTime() < end; stretch += 1_000_000_007L) {
      long left = TimeUnit.NANOSECONDS.toMinutes(end - System.nanoTime()) + 1;
      List<String> command = new ArrayList<>();
      command.add(ProcessHandle.current().info().command().orElse("java"));
      command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.add("src/bench/java/org/datawarp/bench/ReaderFuzz.java");
      command.addAll(List.of(folder.toString(), Long.toString(stretch), Long.toString(left)));
      command.addAll(List.of(findings.toString(), "stretch"));
      new ProcessBuilder(command).inheritIO().start().waitFor();
    }
  }

  private void load(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
        if (Files.size(file) <= LARGEST_BASE) {
          bases.add(Files.readAllBytes(file));
          names.add(String.valueOf(file.getFileName()));
        }
      }
    }
  }

  private void run(long seed, long end) throws Exception {
    long done = 0;
    long tables = 0;
    while (System.nanoTime() < end) {
      Random random = new Random(seed + done);
      int base = random.nextInt(bases.size());
      byte[] input = damaged(bases.get(base), random);
      boolean found = one(input, names.get(base), random);
      tables += found ? 1 : 0;
      if (++done % 500 == 0) {
        System.out.printf("seed %d: %d inputs, %d with tables%n", seed, done, tables);
      }
    }
    System.out.printf("seed %d: %d inputs, %d with tables, finished%n", seed, done, tables);
  }

  /** Reads one input in a thread of its own, so that it can be seen to hang. */
  private boolean one(byte[] input, String name, Random random) throws Exception {
    Path file = work.resolve("input");
    Files.write(file, input);
    Throwable[] failure = new Throwable[1];
    boolean[] found = new boolean[1];
    ExtractOptions options =
        ExtractOptions.standard()
            .withUnpivot(random.nextBoolean() ? UnpivotMode.AUTOMATIC : UnpivotMode.OFF)
            .withBounds(random.nextBoolean() ? BoundsMode.COLUMNS : BoundsMode.OFF)
            .withMaxQuarantine(random.nextInt(3) * 2);
    Thread thread =
        new Thread(
            () -> {
              try {
                found[0] = read(file, name, options);
              } catch (DatawarpException e) {
                if (e.getMessage() == null || e.getMessage().indexOf('\n') >= 0) {
                  failure[0] = new IllegalStateException("not a message of one line", e);
                }
              } catch (Throwable e) {
                failure[0] = e;
              }
            });
    long started = System.nanoTime();
    thread.start();
    while (thread.isAlive()) {
      thread.join(250);
      long used = ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
      if (thread.isAlive()
          && (used > MOST_NANOS || System.nanoTime() - started > 12 * MOST_NANOS)) {
        StringBuilder stack = new StringBuilder("hangs\n");
        for (StackTraceElement element : thread.getStackTrace()) {
          stack.append("\tat ").append(element).append('\n');
        }
        keep(input, name, stack.toString());
        Runtime.getRuntime().halt(HUNG);
      }
    }
    if (failure[0] != null) {
      StringWriter text = new StringWriter();
      failure[0].printStackTrace(new PrintWriter(text));
      keep(input, name, text.toString());
      if (failure[0] instanceof OutOfMemoryError) {
        Runtime.getRuntime().halt(HUNG);
      }
    }
    return found[0];
  }

  private boolean read(Path file, String name, ExtractOptions options) {
    Extractor extractor =
        Extractor.over(new WorkbookReader(ReadLimits.standard(), work), work);
    try (Extraction extraction = extractor.extract(file, name, options)) {
      if (InspectPage.of(name, extraction).isEmpty()) {
        throw new IllegalStateException("an empty page");
      }
      for (SourceTable source : extraction.sources()) {
        for (SourcePart part : source.parts()) {
          check(part);
        }
      }
      return !extraction.tables().isEmpty();
    }
  }

  private static void check(SourcePart part) {
    long rows = 0;
    try (RowCursor cursor = part.open()) {
      while (cursor.next()) {
        rows++;
      }
    }
    part.quarantined();
    if (rows != part.rowsToLoad() || !part.counts().reconciles()) {
      throw new IllegalStateException(rows + " rows, but " + part.counts());
    }
  }

  private void keep(byte[] input, String name, String stack) throws IOException {
    StringBuilder key = new StringBuilder(stack.lines().findFirst().orElse("").split(":")[0]);
    stack
        .lines()
        .filter(line -> line.contains("org.datawarp") && !line.contains("ReaderFuzz"))
        .limit(4)
        .forEach(key::append);
    if (!seen.add(key.toString())) {
      return;
    }
    String id = "finding-" + Integer.toHexString(key.toString().hashCode());
    if (!Files.exists(findings.resolve(id + ".txt"))) {
      System.out.println(id + " " + stack.lines().findFirst().orElse(""));
      Files.write(findings.resolve(id + ".bin"), input);
      Files.writeString(
          findings.resolve(id + ".txt"), name + "\n" + stack, StandardOpenOption.CREATE);
    }
  }

  private byte[] damaged(byte[] base, Random random) {
    boolean zip = base.length > 4 && base[0] == 'P' && base[1] == 'K';
    try {
      return zip && random.nextInt(8) > 0 ? parts(base, random) : bytes(base, random);
    } catch (IOException | IllegalArgumentException e) {
      return bytes(base, random);
    }
  }

  /** Damages the parts of a container and packs them again. */
  private byte[] parts(byte[] base, Random random) throws IOException {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(base))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] content = in.readNBytes((int) LARGEST_PART);
        parts.put(entry.getName(), content);
      }
    }
    if (parts.isEmpty()) {
      return bytes(base, random);
    }
    List<String> order = new ArrayList<>(parts.keySet());
    int hits = 1 + random.nextInt(3);
    for (int i = 0; i < hits; i++) {
      String name = order.get(random.nextInt(order.size()));
      byte[] content = parts.getOrDefault(name, new byte[0]);
      boolean text = name.endsWith(".xml") || name.endsWith(".rels") || name.endsWith(".csv");
      switch (random.nextInt(12)) {
        case 0 -> parts.remove(name);
        case 1 -> parts.put(name + random.nextInt(3), content);
        case 2 -> parts.put(name, parts.getOrDefault(order.get(0), content));
        default -> parts.put(name, text ? text(content, random) : bytes(content, random));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue());
      }
    }
    return random.nextInt(20) == 0 ? bytes(out.toByteArray(), random) : out.toByteArray();
  }

  /** Damages words, numbers and tags of a text. */
  private byte[] text(byte[] content, Random random) {
    String text = new String(content, StandardCharsets.UTF_8);
    int hits = 1 + random.nextInt(6);
    for (int i = 0; i < hits && !text.isEmpty(); i++) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(6)) {
        case 0 -> text = replaced(text, at, "0123456789", random);
        case 1 -> text = replaced(text, at, "abcdefghijklmnopqrstuvwxyz", random);
        case 2 -> {
          int open = text.indexOf('<', at);
          int close = open < 0 ? -1 : text.indexOf('>', open);
          text = close < 0 ? text : text.substring(0, open) + text.substring(close + 1);
        }
        case 3 -> {
          int open = text.indexOf('<', at);
          int close = open < 0 ? -1 : text.indexOf('>', Math.min(open + 200, text.length()));
          String chunk = close < 0 ? "" : text.substring(open, close + 1);
          text = text.substring(0, at) + chunk.repeat(random.nextInt(30)) + text.substring(at);
        }
        case 4 -> text = text.substring(0, at) + odd(random) + text.substring(at);
        default -> text = random.nextInt(4) == 0 ? text.substring(0, at) : text;
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String replaced(String text, int from, String letters, Random random) {
    int start = from;
    while (start < text.length() && letters.indexOf(text.charAt(start)) < 0) {
      start++;
    }
    int end = start;
    while (end < text.length() && letters.indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    return text.substring(0, start) + odd(random) + text.substring(end);
  }

  private static String odd(Random random) {
    return ODD[random.nextInt(ODD.length)];
  }

  /** Damages bytes as they come. */
  private byte[] bytes(byte[] base, Random random) {
    byte[] damaged = base.clone();
    int hits = 1 + random.nextInt(12);
    for (int i = 0; i < hits && damaged.length > 8; i++) {
      int at = random.nextInt(damaged.length - 8);
      if (random.nextInt(3) == 0) {
        at = random.nextInt(Math.min(damaged.length - 8, 4_096));
      }
      switch (random.nextInt(8)) {
        case 0, 1 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> damaged[at] = (byte) random.nextInt(256);
        case 3 -> {
          int value = new int[] {0, -1, 1, 0x7FFFFFFF, 0x80000000, 0xFFFF, 4096}[random.nextInt(7)];
          for (int b = 0; b < (random.nextBoolean() ? 2 : 4); b++) {
            damaged[at + b] = (byte) (value >>> (8 * b));
          }
        }
        case 4 -> {
          int length = Math.min(damaged.length - at, 1 + random.nextInt(600));
          byte[] cut = new byte[damaged.length - length];
          System.arraycopy(damaged, 0, cut, 0, at);
          System.arraycopy(damaged, at + length, cut, at, cut.length - at);
          damaged = cut;
        }
        case 5 -> {
          byte[] other = bases.get(random.nextInt(bases.size()));
          int length = Math.min(Math.min(other.length, damaged.length - at), 512);
          int from = other.length > length ? random.nextInt(other.length - length) : 0;
          System.arraycopy(other, from, damaged, at, length);
        }
        case 6 -> {
          int length = Math.min(damaged.length - at, 1 + random.nextInt(600));
          int to = random.nextInt(damaged.length - length + 1);
          System.arraycopy(damaged.clone(), at, damaged, to, length);
        }
        default ->
            damaged = random.nextInt(3) == 0 ? java.util.Arrays.copyOf(damaged, at) : damaged;
      }
    }
    return damaged;
  }
}

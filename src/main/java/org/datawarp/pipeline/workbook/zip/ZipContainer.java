package org.datawarp.pipeline.workbook.zip;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.pipeline.workbook.FileContent;
import org.datawarp.pipeline.workbook.FileFormat;
import org.datawarp.pipeline.workbook.FormatDetector;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.SkippedMember;
import org.datawarp.pipeline.workbook.Unreadable;
import org.datawarp.pipeline.workbook.csv.CsvReader;
import org.datawarp.pipeline.workbook.csv.TextProbe;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of a ZIP of files, in order of name.
 *
 * <p>One member at a time lies inflated in the temporary folder, under a name of our own, so that a
 * member's name can do no harm; names that try to are refused all the same. The inflated bytes are
 * counted as they come, whatever the headers claim; a member may inflate to 256 MiB and, on top of
 * that, a hundred times its packed bytes, since a text of figures shrinks ten to thirty times. A
 * ZIP inside the ZIP is read; one inside that is refused.
 *
 * <p>A member that cannot be read fails the whole, if its name claims to be data ({@code .csv},
 * {@code .xlsx}, …) and it is not empty; otherwise it is skipped and reported.
 */
public final class ZipContainer {
  /** Reads a member that holds data. */
  public interface MemberReader {
    FileFormat read(FileFormat format, Path file, String displayName, String member);
  }

  private static final Pattern DATA_NAME =
      Pattern.compile(".*\\.(csv|tsv|tab|xls|xlsx|xlsm|xlsb|ods|zip)", Pattern.CASE_INSENSITIVE);
  private static final Pattern TEXT_TABLE_NAME =
      Pattern.compile(".*\\.(csv|tsv|tab)", Pattern.CASE_INSENSITIVE);
  private static final Pattern HOSTILE_NAME =
      Pattern.compile("(?s)/.*|[a-zA-Z]:.*|(.*/)?\\.\\.(/.*)?|.*\\p{Cntrl}.*|");
  private static final long FREE_MEMBER_BYTES = 256L << 20;
  private static final long MOST_INFLATION = 100;
  private static final double TABLE_EVIDENCE = 0.5;
  private static final String REPACK = "unpack it, and give the files themselves";

  private final ReadLimits limits;
  private final Path temporaryFolder;
  private final MemberReader reader;
  private final List<SkippedMember> skipped = new ArrayList<>();
  private long inflatedBytes;
  private int entryCount;
  private int readCount;

  public ZipContainer(ReadLimits limits, Path temporaryFolder, MemberReader reader) {
    this.limits = limits;
    this.temporaryFolder = temporaryFolder;
    this.reader = reader;
  }

  /**
   * Reads every member.
   *
   * @return the members that hold no data, in order of name
   * @throws SourceUnreadableException if no member holds data, or one is damaged, encrypted,
   *     hostile or beyond a limit
   */
  public List<SkippedMember> read(Path file, String displayName) {
    readMembers(file, displayName, null);
    if (readCount == 0) {
      String why =
          skipped.isEmpty()
              ? "it is empty"
              : skipped.get(0).member() + " " + skipped.get(0).why() + andMore();
      throw new SourceUnreadableException(
          displayName + " holds no data file: " + why, "look for another download on the page");
    }
    return List.copyOf(skipped);
  }

  private String andMore() {
    return skipped.size() == 1 ? "" : " (and " + (skipped.size() - 1) + " more)";
  }

  private void readMembers(Path file, String displayName, @Nullable String outer) {
    try (ZipFile zip = open(file, displayName)) {
      for (ZipArchiveEntry entry : checkedEntries(zip, displayName)) {
        String name = nameOf(entry);
        String member = outer == null ? name : outer + "/" + name;
        String why = systemFile(name);
        if (why != null) {
          skipped.add(new SkippedMember(member, why));
        } else {
          readMember(zip, entry, displayName + "/" + name, member, outer);
        }
      }
    } catch (IOException e) {
      throw Unreadable.onDisk(displayName, e);
    }
  }

  private static ZipFile open(Path file, String displayName) {
    try {
      return ZipFiles.open(file);
    } catch (IOException e) {
      throw Unreadable.damaged(
          displayName, "its ZIP directory cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private List<ZipArchiveEntry> checkedEntries(ZipFile zip, String displayName) {
    List<ZipArchiveEntry> files = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Enumeration<ZipArchiveEntry> entries = zip.getEntries();
    while (entries.hasMoreElements()) {
      ZipArchiveEntry entry = entries.nextElement();
      if (++entryCount > limits.maxZipEntries()) {
        throw Unreadable.beyondLimit(
            displayName, "holds more than " + limits.maxZipEntries() + " members");
      }
      String name = nameOf(entry);
      String shown = "'" + Unreadable.oneLine(name) + "'";
      if (HOSTILE_NAME.matcher(name).matches()) {
        throw new SourceUnreadableException(
            displayName + ": the member name " + shown + " points outside the ZIP",
            "no honest ZIP has such names; check where it comes from");
      }
      if (entry.isDirectory() || name.endsWith("/")) {
        continue;
      }
      if (!names.add(name)) {
        throw new SourceUnreadableException(
            displayName + " holds two members named " + shown, REPACK);
      }
      files.add(entry);
    }
    files.sort(Comparator.comparing(ZipContainer::nameOf));
    return files;
  }

  private static String nameOf(ZipArchiveEntry entry) {
    return entry.getName().replace('\\', '/');
  }

  /** Returns why a member is skipped unread: operating systems leave such files in ZIPs. */
  private static @Nullable String systemFile(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    boolean ofSystem =
        name.startsWith("__MACOSX/")
            || last.startsWith(".")
            || last.equalsIgnoreCase("thumbs.db")
            || last.equalsIgnoreCase("desktop.ini");
    return ofSystem ? "is a file of the operating system" : null;
  }

  private void readMember(
      ZipFile zip,
      ZipArchiveEntry entry,
      String displayName,
      String member,
      @Nullable String outer) {
    if (entry.getGeneralPurposeBit().usesEncryption()) {
      throw new SourceUnreadableException(
          displayName + " is encrypted with a password",
          "unpack the ZIP with the password, and give the file itself");
    }
    if (!zip.canReadEntryData(entry)) {
      throw new SourceUnreadableException(
          displayName + " is compressed by a method not known here (" + entry.getMethod() + ")",
          REPACK);
    }
    try {
      Path file = Files.createTempFile(temporaryFolder, "member", ".tmp");
      try {
        inflate(zip, entry, file, displayName);
        readInflated(file, displayName, member, outer);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw Unreadable.onDisk(displayName, e);
    }
  }

  private void readInflated(Path file, String displayName, String member, @Nullable String outer) {
    FileContent content = FormatDetector.look(file, displayName);
    String why = whyToSkip(content, file, displayName, member);
    if (why != null) {
      skipped.add(new SkippedMember(member, why));
      return;
    }
    FileFormat format = content.requireFormat(displayName);
    if (format != FileFormat.ZIP) {
      reader.read(format, file, displayName, member);
      readCount++;
    } else if (outer == null) {
      readMembers(file, displayName, member);
    } else {
      throw new SourceUnreadableException(
          displayName + " is a ZIP inside a ZIP inside a ZIP", REPACK);
    }
  }

  private static @Nullable String whyToSkip(
      FileContent content, Path file, String displayName, String member) {
    try {
      if (content.format() == null) {
        boolean claimsData = DATA_NAME.matcher(member).matches();
        return claimsData && !content.isBlank() ? null : content.what();
      }
      boolean mayBeProse =
          content.format() == FileFormat.CSV && !TEXT_TABLE_NAME.matcher(member).matches();
      if (mayBeProse && CsvReader.sample(TextProbe.of(file), file).evidence() < TABLE_EVIDENCE) {
        return "is text, not a table";
      }
      return null;
    } catch (IOException e) {
      throw Unreadable.onDisk(displayName, e);
    }
  }

  private void inflate(ZipFile zip, ZipArchiveEntry entry, Path target, String displayName)
      throws IOException {
    CRC32 checksum = new CRC32();
    byte[] buffer = new byte[1 << 16];
    long most = FREE_MEMBER_BYTES + MOST_INFLATION * Math.max(0, entry.getCompressedSize());
    long memberBytes = 0;
    try (OutputStream out = Files.newOutputStream(target);
        InputStream in = openMember(zip, entry, displayName)) {
      int read;
      while ((read = readPiece(in, buffer, displayName)) >= 0) {
        inflatedBytes += read;
        if (inflatedBytes > limits.maxInflatedBytes()) {
          throw Unreadable.beyondLimit(
              displayName,
              "makes the ZIP unpack to more than " + limits.maxInflatedBytes() + " bytes");
        }
        memberBytes += read;
        if (memberBytes > most) {
          throw new SourceUnreadableException(
              displayName
                  + " unpacks to more than "
                  + most
                  + " bytes, 256 MiB and a hundred times its packed ones",
              "if it is honest, " + REPACK);
        }
        checksum.update(buffer, 0, read);
        out.write(buffer, 0, read);
      }
    }
    if (entry.getCrc() >= 0 && entry.getCrc() != checksum.getValue()) {
      throw Unreadable.damaged(displayName, "its checksum in the ZIP differs", null);
    }
  }

  private static InputStream openMember(ZipFile zip, ZipArchiveEntry entry, String displayName) {
    try {
      return zip.getInputStream(entry);
    } catch (IOException e) {
      throw notInflatable(displayName, e);
    }
  }

  private static int readPiece(InputStream in, byte[] buffer, String displayName) {
    try {
      return in.read(buffer);
    } catch (IOException | IllegalArgumentException e) {
      throw notInflatable(displayName, e);
    }
  }

  private static SourceUnreadableException notInflatable(String displayName, Exception cause) {
    return Unreadable.damaged(
        displayName,
        "it cannot be unpacked ("
            + String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT)
            + ")",
        cause);
  }
}

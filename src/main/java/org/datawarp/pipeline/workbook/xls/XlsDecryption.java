package org.datawarp.pipeline.workbook.xls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import org.apache.poi.EncryptedDocumentException;
import org.apache.poi.hssf.record.FilePassRecord;
import org.apache.poi.hssf.record.RecordInputStream;
import org.apache.poi.poifs.crypt.Decryptor;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.util.RecordFormatException;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.pipeline.workbook.EncryptedPackage;
import org.datawarp.pipeline.workbook.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * Decrypts the records of an XLS file that is protected by the password every Excel knows.
 *
 * <p>Source: [MS-XLS] 2.2.10 (Encryption): record headers and a few records stay plain, lengths do
 * not change.
 */
final class XlsDecryption {
  private static final int BOUND_SHEET = 0x0085;
  private static final int PLAIN_OFFSET_BYTES = 4;

  private XlsDecryption() {}

  /**
   * Decrypts in place.
   *
   * @param filePass the offset of the FILEPASS record
   * @param after the offset of the record after it
   * @throws SourceUnreadableException if another password is needed
   */
  static void decrypt(byte[] stream, int filePass, int after, String displayName) {
    try {
      RecordInputStream header =
          new RecordInputStream(
              new ByteArrayInputStream(stream, filePass, stream.length - filePass));
      header.nextRecord();
      EncryptionInfo encryption = new FilePassRecord(header).getEncryptionInfo();
      if (!encryption.getDecryptor().verifyPassword(Decryptor.DEFAULT_PASSWORD)) {
        throw encrypted(displayName, null);
      }
      decryptRecords(stream, after, encryption);
    } catch (GeneralSecurityException | EncryptedDocumentException e) {
      throw encrypted(displayName, e);
    } catch (RecordFormatException | IllegalStateException e) {
      throw Unreadable.damaged(displayName, "its encrypted records break off", e);
    }
  }

  private static void decryptRecords(byte[] stream, int after, EncryptionInfo encryption) {
    RecordInputStream records =
        new RecordInputStream(
            new ByteArrayInputStream(stream, after, stream.length - after), encryption, after);
    int at = after;
    int depth = 1; // inside the workbook's own substream
    while ((depth > 0 || startsSubstream(stream, at)) && records.hasNextRecord()) {
      records.nextRecord();
      depth += depthChange(records.getSid());
      byte[] plain = records.readRemainder();
      int keep = records.getSid() == BOUND_SHEET ? PLAIN_OFFSET_BYTES : 0;
      at += 4;
      System.arraycopy(plain, keep, stream, at + keep, plain.length - keep);
      at += plain.length;
    }
  }

  private static int depthChange(int type) {
    return switch (type) {
      case BiffRecords.BOF -> 1;
      case BiffRecords.EOF -> -1;
      default -> 0;
    };
  }

  /** Tells whether a BOF record follows; what stands behind the last EOF is padding. */
  private static boolean startsSubstream(byte[] stream, int at) {
    return at + 4 <= stream.length && stream[at] == 0x09 && stream[at + 1] == 0x08;
  }

  private static SourceUnreadableException encrypted(
      String displayName, @Nullable Throwable cause) {
    return new SourceUnreadableException(
        displayName + " " + EncryptedPackage.ENCRYPTED, EncryptedPackage.HINT, cause);
  }
}

package org.datawarp.pipeline.workbook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import org.apache.poi.EncryptedDocumentException;
import org.apache.poi.poifs.crypt.Decryptor;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;

/**
 * A workbook inside an OLE2 file, encrypted.
 *
 * <p>Excel encrypts workbooks whose structure is protected with a password that every Excel knows
 * and never asks for; those can be read.
 */
public final class EncryptedPackage {
  public static final String ENCRYPTED = "is encrypted with a password";
  public static final String HINT =
      "open it with the password, save a copy without one, and give that copy";

  private EncryptedPackage() {}

  static boolean opensWithDefaultPassword(POIFSFileSystem container) throws IOException {
    try {
      return new EncryptionInfo(container)
          .getDecryptor()
          .verifyPassword(Decryptor.DEFAULT_PASSWORD);
    } catch (GeneralSecurityException | EncryptedDocumentException e) {
      return false; // a method of encryption that is not known here
    }
  }

  /** Writes the package, decrypted, to a file. */
  static void decrypt(Path file, Path target, String displayName) throws IOException {
    try (POIFSFileSystem container = new POIFSFileSystem(file.toFile(), true)) {
      Decryptor decryptor = new EncryptionInfo(container).getDecryptor();
      if (!decryptor.verifyPassword(Decryptor.DEFAULT_PASSWORD)) {
        throw new GeneralSecurityException("the default password does not open it");
      }
      try (InputStream in = decryptor.getDataStream(container)) {
        Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (GeneralSecurityException | EncryptedDocumentException e) {
      throw Unreadable.damaged(displayName, "its encrypted part cannot be decrypted", e);
    }
  }
}

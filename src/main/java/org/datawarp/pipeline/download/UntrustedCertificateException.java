package org.datawarp.pipeline.download;

import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Locale;

/** A server's certificate that nobody trusted vouches for, or that is for another host. */
final class UntrustedCertificateException extends CertificateException {
  private static final long serialVersionUID = 1L;

  UntrustedCertificateException(X509Certificate certificate, CertificateException cause) {
    super(
        reason(cause)
            + ": subject "
            + certificate.getSubjectX500Principal().getName()
            + ", issuer "
            + certificate.getIssuerX500Principal().getName(),
        cause);
  }

  private static String reason(CertificateException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException) {
        return "certificate expired";
      }
      if (cause instanceof CertificateNotYetValidException) {
        return "certificate not valid yet";
      }
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("subject alternative") || message.contains("no name matching")) {
        return "certificate is for another host";
      }
    }
    return "certificate not trusted";
  }
}

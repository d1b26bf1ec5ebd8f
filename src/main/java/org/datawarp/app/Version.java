package org.datawarp.app;

/** The program's version, from the JAR it runs from. */
final class Version {
  /** The version; {@code development} when run from classes. */
  static final String TEXT = read();

  private Version() {}

  private static String read() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}

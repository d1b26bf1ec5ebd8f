package org.datawarp.platform.postgres;

/**
 * One migration that this program has.
 *
 * @param version its number
 * @param script its file's name
 * @param checksum as Flyway computes it
 */
public record Migration(int version, String script, int checksum) {}

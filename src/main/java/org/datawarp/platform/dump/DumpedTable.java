package org.datawarp.platform.dump;

/**
 * The rows of a table in a dump.
 *
 * @param name schema and name, quoted as in SQL
 * @param rows how many there are
 * @param hash of all columns of all rows, whatever their order: the sum modulo 2^128 of the first
 *     half of the SHA-256 of each line of COPY's text format, 32 hexadecimal digits
 */
public record DumpedTable(String name, long rows, String hash) {}

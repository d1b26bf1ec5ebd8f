package org.datawarp.pipeline.export;

/**
 * What people want to know about a column besides its values.
 *
 * @param name the physical name
 * @param header the original header, levels joined with {@code " / "}; may be empty
 * @param description one or two sentences; may be empty
 */
public record ColumnNote(String name, String header, String description) {}

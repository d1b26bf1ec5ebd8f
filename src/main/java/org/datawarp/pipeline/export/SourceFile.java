package org.datawarp.pipeline.export;

import org.jspecify.annotations.Nullable;

/**
 * One table of one file that rows of a source came from.
 *
 * @param manifestFileId the id that the rows carry in {@code _manifest_file_id}
 * @param url where the file was fetched
 * @param member the path inside the ZIP, or null
 * @param sheet the sheet, or null for a CSV
 * @param sha256 the file's SHA-256 in hexadecimal; empty where it is not known (adopted rows)
 * @param period the label of the period the rows report on, or null
 */
public record SourceFile(
    int manifestFileId,
    String url,
    @Nullable String member,
    @Nullable String sheet,
    String sha256,
    @Nullable String period) {}

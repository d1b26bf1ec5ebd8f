package org.datawarp.pipeline.export;

import java.nio.file.Path;
import org.datawarp.model.table.TableName;

/**
 * One export: these rows into that file.
 *
 * @param description what the file's metadata says about the source
 * @param table the table to read
 * @param filter the rows to read
 * @param target the file to write; it must not exist yet
 */
public record ExportRequest(
    SourceDescription description, TableName table, RowFilter filter, Path target) {}

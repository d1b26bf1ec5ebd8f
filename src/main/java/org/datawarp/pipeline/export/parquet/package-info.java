/** Parquet files: written column by column, and read back. */
@NullMarked
package org.datawarp.pipeline.export.parquet;

import org.jspecify.annotations.NullMarked;

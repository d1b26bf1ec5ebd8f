/** Rows out to Parquet, their description and the catalogue. */
@NullMarked
package org.datawarp.pipeline.export;

import org.jspecify.annotations.NullMarked;

/** Reads CSV and other separated text in several encodings. */
@NullMarked
package org.datawarp.pipeline.workbook.csv;

import org.jspecify.annotations.NullMarked;

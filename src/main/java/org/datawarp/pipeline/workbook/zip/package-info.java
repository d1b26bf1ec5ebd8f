/** Reads the members of ZIP files. */
@NullMarked
package org.datawarp.pipeline.workbook.zip;

import org.jspecify.annotations.NullMarked;

/** Reads ODS. */
@NullMarked
package org.datawarp.pipeline.workbook.ods;

import org.jspecify.annotations.NullMarked;

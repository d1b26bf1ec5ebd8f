/** Workbooks. */
@NullMarked
package org.datawarp.pipeline.export.xlsx;

import org.jspecify.annotations.NullMarked;

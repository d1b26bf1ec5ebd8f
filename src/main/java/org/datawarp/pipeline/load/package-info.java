/** Rows into staging tables by COPY, and the registry rows that describe them. */
@NullMarked
package org.datawarp.pipeline.load;

import org.jspecify.annotations.NullMarked;

/** Two tables compared row by row, by the columns that name their rows, in bounded memory. */
@NullMarked
package org.datawarp.pipeline.compare;

import org.jspecify.annotations.NullMarked;

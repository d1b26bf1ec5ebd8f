/** Single cells: what they look like, and the numbers, dates and texts in them. */
@NullMarked
package org.datawarp.pipeline.extract.cell;

import org.jspecify.annotations.NullMarked;

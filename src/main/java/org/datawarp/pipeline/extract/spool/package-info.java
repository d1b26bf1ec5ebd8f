/** The cells of a file, kept compactly in a temporary file while types are decided. */
@NullMarked
package org.datawarp.pipeline.extract.spool;

import org.jspecify.annotations.NullMarked;

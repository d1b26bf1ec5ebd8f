/** Markers such as {@code [c]}, and the legends that say what they mean. */
@NullMarked
package org.datawarp.pipeline.extract.marker;

import org.jspecify.annotations.NullMarked;

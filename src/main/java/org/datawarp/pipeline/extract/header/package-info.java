/** Header rows: found, put together from their levels, made into names. */
@NullMarked
package org.datawarp.pipeline.extract.header;

import org.jspecify.annotations.NullMarked;

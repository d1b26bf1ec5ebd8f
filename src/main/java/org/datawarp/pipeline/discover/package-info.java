/** Landing pages: the data files they link to. */
@NullMarked
package org.datawarp.pipeline.discover;

import org.jspecify.annotations.NullMarked;

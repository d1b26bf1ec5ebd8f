/** What a row is a row of: labels above it, and keys written once for several rows. */
@NullMarked
package org.datawarp.pipeline.extract.key;

import org.jspecify.annotations.NullMarked;

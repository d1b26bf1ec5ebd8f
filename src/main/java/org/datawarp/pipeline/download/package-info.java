/** Files fetched over the network or from disk, and the cache that keeps every version. */
@NullMarked
package org.datawarp.pipeline.download;

import org.jspecify.annotations.NullMarked;

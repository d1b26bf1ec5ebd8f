/** Bringing sources back from versions, archive or a file. */
@NullMarked
package org.datawarp.restore;

import org.jspecify.annotations.NullMarked;

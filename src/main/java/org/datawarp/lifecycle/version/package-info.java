/** What was before: versions of a source in files, found and loaded back. */
@NullMarked
package org.datawarp.lifecycle.version;

import org.jspecify.annotations.NullMarked;

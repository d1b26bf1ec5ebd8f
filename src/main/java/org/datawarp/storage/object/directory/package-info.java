/** A folder as an object store. */
@NullMarked
package org.datawarp.storage.object.directory;

import org.jspecify.annotations.NullMarked;

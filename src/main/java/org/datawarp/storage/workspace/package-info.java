/** The workspace's folders, identity and locks, and files that are replaced whole or not at all. */
@NullMarked
package org.datawarp.storage.workspace;

import org.jspecify.annotations.NullMarked;

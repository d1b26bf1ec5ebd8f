/** The workspace's folders, identity and locks, and files that are replaced whole or not at all. */
@NullMarked
package org.datawarp.workspace;

import org.jspecify.annotations.NullMarked;

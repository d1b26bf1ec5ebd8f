/** How runs are taken back. */
@NullMarked
package org.datawarp.lifecycle.undo;

import org.jspecify.annotations.NullMarked;

/** What can be undone, and how: {@link org.datawarp.lifecycle.undo.UndoableCommand} lists it. */
@NullMarked
package org.datawarp.lifecycle.undo;

import org.jspecify.annotations.NullMarked;

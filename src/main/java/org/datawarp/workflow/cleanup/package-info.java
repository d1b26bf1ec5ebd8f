/** Finds what has lost its owner, decides what may go, and moves it to the trash. */
@NullMarked
package org.datawarp.workflow.cleanup;

import org.jspecify.annotations.NullMarked;

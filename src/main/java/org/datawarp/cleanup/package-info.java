/** Finds what has lost its owner, decides what may go, and moves it to the trash. */
@NullMarked
package org.datawarp.cleanup;

import org.jspecify.annotations.NullMarked;

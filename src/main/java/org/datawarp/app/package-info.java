/** The program's entry and the making of its objects. */
@NullMarked
package org.datawarp.app;

import org.jspecify.annotations.NullMarked;

/** Landing pages: the data files they link to. */
@NullMarked
package org.datawarp.discover;

import org.jspecify.annotations.NullMarked;

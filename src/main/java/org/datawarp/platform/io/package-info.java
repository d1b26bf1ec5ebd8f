/** Files: written whole or not at all, hashed, copied, locked, readable for their owner alone. */
@NullMarked
package org.datawarp.platform.io;

import org.jspecify.annotations.NullMarked;

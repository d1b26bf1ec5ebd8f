/** The PostgreSQL that the program runs itself: binaries, folder, start and stop, roles. */
@NullMarked
package org.datawarp.platform.postgres.embedded;

import org.jspecify.annotations.NullMarked;

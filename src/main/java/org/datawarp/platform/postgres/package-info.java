/** PostgreSQL: the embedded server, connections, the schema's version and advisory locks. */
@NullMarked
package org.datawarp.platform.postgres;

import org.jspecify.annotations.NullMarked;

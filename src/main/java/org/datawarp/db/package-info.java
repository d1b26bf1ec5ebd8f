/** PostgreSQL: the embedded server, connections, the schema's version and advisory locks. */
@NullMarked
package org.datawarp.db;

import org.jspecify.annotations.NullMarked;

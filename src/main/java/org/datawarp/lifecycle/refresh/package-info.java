/** The main job: from a URL to rows and Parquet, and its steps alone. */
@NullMarked
package org.datawarp.lifecycle.refresh;

import org.jspecify.annotations.NullMarked;

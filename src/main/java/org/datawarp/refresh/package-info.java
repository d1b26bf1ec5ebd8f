/** The main job: from a URL to rows and Parquet, and its steps alone. */
@NullMarked
package org.datawarp.refresh;

import org.jspecify.annotations.NullMarked;

/** How results are printed: aligned tables, summaries, progress. */
@NullMarked
package org.datawarp.cli.output;

import org.jspecify.annotations.NullMarked;

/** Finds which table of an issue is which canonical source; decides, and touches nothing. */
@NullMarked
package org.datawarp.pipeline.match;

import org.jspecify.annotations.NullMarked;

/** What is known of a table and its columns before and after it is loaded. */
@NullMarked
package org.datawarp.model.table;

import org.jspecify.annotations.NullMarked;

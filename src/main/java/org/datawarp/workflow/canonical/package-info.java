/**
 * Which table of an issue is which canonical source, and estates of one table a period made one.
 */
@NullMarked
package org.datawarp.workflow.canonical;

import org.jspecify.annotations.NullMarked;

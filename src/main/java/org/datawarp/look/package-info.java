/** Looking without touching: lists, states, histories, and what is in a file. */
@NullMarked
package org.datawarp.look;

import org.jspecify.annotations.NullMarked;

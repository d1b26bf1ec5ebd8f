/** Files that go to an object store and come back: planned, sent, proven, remembered. */
@NullMarked
package org.datawarp.lifecycle.transfer;

import org.jspecify.annotations.NullMarked;

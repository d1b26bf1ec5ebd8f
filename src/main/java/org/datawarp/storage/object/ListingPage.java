package org.datawarp.storage.object;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Part of a listing.
 *
 * @param objects in the order of their keys' bytes
 * @param next where the listing goes on, or null at its end
 */
public record ListingPage(List<ListedObject> objects, @Nullable String next) {
  /** Copies the list. */
  public ListingPage {
    objects = List.copyOf(objects);
  }
}

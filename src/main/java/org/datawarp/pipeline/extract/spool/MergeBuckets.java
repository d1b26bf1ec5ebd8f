package org.datawarp.pipeline.extract.spool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datawarp.pipeline.extract.spool.SpooledSheet.Merge;

/**
 * The merged cells of a sheet by the rows they touch, so that a few of them are found without
 * looking at all: a sheet can have half a million.
 */
final class MergeBuckets {
  private static final int ROWS = 32;

  /** Merges over more buckets are few on honest sheets, and say nothing about headers. */
  private static final int TALL = 32;

  private static final int MOST_TALL = 1_000;

  private final Map<Long, List<Merge>> buckets = new HashMap<>();
  private final List<Merge> tall = new ArrayList<>();

  void add(Merge merge) {
    long first = merge.firstRow() / ROWS;
    long last = merge.lastRow() / ROWS;
    if (last - first > TALL) {
      if (tall.size() < MOST_TALL) {
        tall.add(merge);
      }
      return;
    }
    for (long bucket = first; bucket <= last; bucket++) {
      buckets.computeIfAbsent(bucket, key -> new ArrayList<>()).add(merge);
    }
  }

  /** Returns the merges that touch the rows from one to another. */
  List<Merge> touching(long firstRow, long lastRow) {
    Set<Merge> found = new LinkedHashSet<>();
    for (Merge merge : tall) {
      addIfTouching(merge, firstRow, lastRow, found);
    }
    for (long bucket = firstRow / ROWS; bucket <= lastRow / ROWS; bucket++) {
      for (Merge merge : buckets.getOrDefault(bucket, List.of())) {
        addIfTouching(merge, firstRow, lastRow, found);
      }
    }
    return List.copyOf(found);
  }

  private static void addIfTouching(Merge merge, long firstRow, long lastRow, Set<Merge> found) {
    if (merge.lastRow() >= firstRow && merge.firstRow() <= lastRow) {
      found.add(merge);
    }
  }
}

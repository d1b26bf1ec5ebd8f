package org.datawarp.pipeline.extract.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.datawarp.model.ForwardingCursor;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.extract.ExtractOptions;
import org.datawarp.pipeline.extract.ExtractionBuilder;
import org.datawarp.pipeline.extract.SourceBuilder;
import org.datawarp.pipeline.extract.SourceTable;
import org.datawarp.pipeline.extract.StreamedRows;
import org.datawarp.pipeline.extract.key.KeyPlan;
import org.datawarp.pipeline.extract.marker.SheetLegends;
import org.datawarp.pipeline.extract.spool.SpoolReader;
import org.datawarp.pipeline.extract.spool.SpooledSheet;
import org.datawarp.pipeline.extract.table.TableScan.Result;
import org.datawarp.pipeline.extract.unpivot.UnpivotFinder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * The head of a long CSV, its first blocks, is a small file of its own: the very code that finds and
 * types tables is run on it, and its one table is the guess. Rows are given away in step with the
 * reading, which waits when their taker is slow; a taker that has ended is not waited for. Only when
 * the whole file gives the same table with the same columns did the guess hold.
 */
/** Gives the rows of a long CSV to somebody while it is still being read. */
public final class StreamingFeed {
  private static final Logger LOG = LoggerFactory.getLogger(StreamingFeed.class);
  private static final int HEAD_BLOCKS = 8;
  private static final int QUEUE_BLOCKS = 64;
  private static final StreamingScan.Block END = new StreamingScan.Block(new byte[0], 0, 0);

  private final StreamedRows taker;
  private final ExtractOptions options;
  private final List<StreamingScan.Block> head = new ArrayList<>();
  private final BlockingQueue<StreamingScan.Block> queue = new LinkedBlockingQueue<>();
  private boolean decided;
  private @Nullable Guess guess;
  private @Nullable Thread thread;
  private volatile boolean ended;
  private volatile boolean contradicted;

  /** The table that the head holds, and its columns as they would be loaded. */
  private record Guess(FoundTable table, SourceBuilder builder, List<TableColumn> columns) {}

  public StreamingFeed(StreamedRows taker, ExtractOptions options) {
    this.taker = taker;
    this.options = options;
  }

  /** Returns the type that takes whatever whole numbers may follow. */
  public static ColumnType wide(ColumnType type) {
    return type == ColumnType.INTEGER ? ColumnType.BIGINT : type;
  }

  /** Takes a block that was just added to its sheet. */
  public void add(SpooledSheet sheet, StreamingScan.Block block) {
    if (!decided) {
      head.add(block);
      if (head.size() == HEAD_BLOCKS) {
        decided = true;
        begin(sheet);
      }
    } else if (thread != null) {
      put(block);
    }
  }

  /** Says that no block follows. */
  public void finish() {
    decided = true;
    if (thread != null) {
      put(END);
    }
  }

  /** Stops giving rows; when it returns, nobody is taking them any more. */
  public void abandon() {
    decided = true;
    Thread running = thread;
    if (running == null) {
      return;
    }
    running.interrupt();
    boolean interrupted = false;
    while (running.isAlive()) {
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Tells whether the rows given away are those of a table of the whole file, their number apart.
   */
  public boolean holds(FoundTable table, SourceTable source) {
    Guess guessed = guess;
    if (guessed == null || contradicted || source.parts().size() != 1) {
      return false;
    }
    TableLayout layout = guessed.table().layout();
    TableLayout whole = table.layout();
    return table.unpivot() == null
        && table.keys().isEmpty()
        && whole.sheet() == layout.sheet()
        && whole.headerRows().equals(layout.headerRows())
        && whole.firstData() == layout.firstData()
        && whole.columns().equals(layout.columns())
        && table.scan().roles().size() == 0
        && isRead(guessed.table().scan(), table.scan())
        && columns(source).equals(guessed.columns());
  }

  /** Tells whether each cell is read the same way by what was known at first and in the end. */
  private static boolean isRead(Result early, Result whole) {
    for (int i = 0; i < early.verdicts().size(); i++) {
      ColumnVerdict first = early.verdicts().get(i);
      ColumnVerdict last = whole.verdicts().get(i);
      if (wide(first.type()) != wide(last.type())
          || first.dateOrder() != last.dateOrder()
          || first.percentShift() != last.percentShift()
          || last.putAside() > 0
          || !new HashSet<>(first.tokens()).equals(new HashSet<>(last.tokens()))) {
        return false;
      }
    }
    return true;
  }

  private void begin(SpooledSheet sheet) {
    Guess guessed = guess(sheet);
    if (guessed != null) {
      guess = guessed;
      queue.addAll(head);
      Thread giving = new Thread(() -> give(guessed), "datawarp-early");
      giving.setDaemon(true);
      thread = giving;
      giving.start();
    }
    head.clear();
  }

  private @Nullable Guess guess(SpooledSheet sheet) {
    if (sheet.member != null || !options.overrides().isEmpty() || sheet.eager == null) {
      return null;
    }
    List<TableLayout> layouts = TableFinder.find(sheet);
    if (layouts.size() != 1 || layouts.get(0).headerRows().isEmpty()) {
      return null;
    }
    TableLayout layout = layouts.get(0);
    TableSettings settings = TableSettings.of(options, layout);
    if (settings.maxQuarantine() > 0) {
      return null;
    }
    SheetLegends legends = new SheetLegends();
    legends.read(sheet, layouts);
    Result scan = TableScan.read(layout, legends.lexicon(sheet), 0);
    List<String> names = ExtractionBuilder.names(layout, options);
    FoundTable table = new FoundTable(layout, scan, names, 1, null, settings, KeyPlan.NONE);
    if (scan.roles().size() > 0 || UnpivotFinder.find(layout, scan, settings).isPresent()) {
      return null;
    }
    SourceBuilder builder =
        new SourceBuilder(
            List.of(table), List.of(ExtractionBuilder.describe(table, null)), settings.bounds());
    return new Guess(table, builder, columns(builder.build("early")));
  }

  /** What matters of columns to somebody who loads them. */
  private static List<TableColumn> columns(SourceTable source) {
    return source.columns().stream()
        .map(c -> new TableColumn(c.name(), wide(c.type()), c.header(), List.of()))
        .toList();
  }

  private void give(Guess guessed) {
    TableLayout layout = guessed.table().layout();
    try (RowCursor rows =
        guessed.builder().stream(
            SpoolReader.ofBlocks(this::take, layout.firstData()),
            (cell, slot, type) -> contradicted = true)) {
      taker.take(guessed.columns(), new Stream(rows));
    } catch (DatawarpException | IllegalStateException e) {
      // Nothing is lost: the rows are loaded from the spool then, and what fails there is told.
      contradicted = true;
      LOG.debug("rows are not taken while they are read", e);
    } finally {
      ended = true;
    }
  }

  @SuppressWarnings("ReferenceEquality") // one block is the end
  private StreamingScan.@Nullable Block take() {
    try {
      StreamingScan.Block block = queue.take();
      return block == END ? null : block;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      contradicted = true;
      return null;
    }
  }

  @SuppressWarnings("ReferenceEquality") // one block is the end
  private void put(StreamingScan.Block block) {
    try {
      while (!ended && queue.size() >= QUEUE_BLOCKS && block != END) {
        TimeUnit.MILLISECONDS.sleep(2);
      }
      queue.put(block);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("stopped while reading", null, e);
    }
  }

  /** The rows until one contradicts the guess. */
  private final class Stream extends ForwardingCursor {
    Stream(RowCursor rows) {
      super(rows);
    }

    @Override
    public boolean next() {
      return !contradicted && rows.next() && !contradicted;
    }
  }
}

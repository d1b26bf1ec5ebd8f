package org.datawarp.lifecycle.transfer;

import java.util.List;
import java.util.Locale;
import org.datawarp.lifecycle.transfer.SyncItem.Kind;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.config.SyncConfiguration;
import org.datawarp.storage.object.StorageClass;

/**
 * When the cheaper storage class pays.
 *
 * <p>Source: Cloudflare R2 documentation, "Pricing" (2026): a gigabyte costs $0.015 a month as
 * STANDARD and $0.010 as STANDARD_IA, whose reading costs $0.010 a gigabyte, and whose writing
 * $9.00 instead of $4.50 for a million requests. Thirty days are charged at least.
 */
public final class StorageCosts {
  public static final int MIN_DAYS = 30;

  private static final double SAVED_PER_GB_MONTH = 0.015 - 0.010;
  private static final double READ_PER_GB = 0.010;
  private static final double WRITE_MORE = (9.00 - 4.50) / 1e6;
  private static final double GB = 1e9;

  private StorageCosts() {}

  /**
   * Refuses what would be charged for longer than it is kept.
   *
   * @throws UsageException if objects of the cheaper class would expire within thirty days
   */
  public static void requireSensible(SyncConfiguration configuration) {
    Long days = configuration.retentionDays();
    boolean infrequent =
        configuration.includes().stream().anyMatch(SyncConfiguration.Include::infrequent);
    if (infrequent && days != null && days < MIN_DAYS) {
      throw new UsageException(
          "STANDARD_IA is charged for 30 days at least, and cloud_retention_days is " + days,
          "keep them 30 days or longer, or leave storage_class out of " + configuration.file());
    }
  }

  /** Says when the files to be sent as STANDARD_IA pay; empty when there are none. */
  static List<String> breakEven(List<SyncItem> items) {
    List<SyncItem> infrequent =
        items.stream()
            .filter(item -> item.kind() == Kind.NEW)
            .filter(item -> item.storageClass() == StorageClass.STANDARD_IA)
            .toList();
    double gigabytes = infrequent.stream().mapToLong(SyncItem::sizeBytes).sum() / GB;
    if (gigabytes == 0) {
      return List.of();
    }
    double saved = gigabytes * SAVED_PER_GB_MONTH;
    double months = infrequent.size() * WRITE_MORE / saved;
    double reads = SAVED_PER_GB_MONTH / READ_PER_GB;
    return List.of(
        String.format(
            Locale.ENGLISH,
            "STANDARD_IA for %,d files (%.3f GB) saves %s a month; it pays after %s, and as long as"
                + " less than %.0f %% of it is read back in a month",
            infrequent.size(),
            gigabytes,
            saved < 0.01 ? "less than a cent" : String.format(Locale.ENGLISH, "$%.2f", saved),
            months * 30 <= MIN_DAYS
                ? "the 30 days that are charged anyway"
                : String.format(Locale.ENGLISH, "%.1f months", months),
            reads * 100));
  }
}

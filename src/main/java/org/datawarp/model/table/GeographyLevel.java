package org.datawarp.model.table;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an area or an organisation of the health service is one of. */
public enum GeographyLevel {
  NATIONAL,
  REGION,
  ICB,
  SUB_ICB,
  PCN,
  PRACTICE,
  TRUST,
  TRUST_SITE,
  INDEPENDENT_PROVIDER,
  HEALTH_BOARD,
  CANCER_ALLIANCE,
  COUNTY,
  LOCAL_AUTHORITY,
  CONSTITUENCY,
  WARD,
  MSOA,
  LSOA,
  OUTPUT_AREA;

  /** Returns the form used in manifests and in JSON: lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Finds a level by its {@link #text}. */
  public static Optional<GeographyLevel> find(String text) {
    return Arrays.stream(values()).filter(level -> level.text().equals(text)).findFirst();
  }
}

package org.datawarp.pipeline.enrich;

import static org.datawarp.model.table.GeographyLevel.CANCER_ALLIANCE;
import static org.datawarp.model.table.GeographyLevel.CONSTITUENCY;
import static org.datawarp.model.table.GeographyLevel.COUNTY;
import static org.datawarp.model.table.GeographyLevel.HEALTH_BOARD;
import static org.datawarp.model.table.GeographyLevel.ICB;
import static org.datawarp.model.table.GeographyLevel.INDEPENDENT_PROVIDER;
import static org.datawarp.model.table.GeographyLevel.LOCAL_AUTHORITY;
import static org.datawarp.model.table.GeographyLevel.LSOA;
import static org.datawarp.model.table.GeographyLevel.MSOA;
import static org.datawarp.model.table.GeographyLevel.NATIONAL;
import static org.datawarp.model.table.GeographyLevel.OUTPUT_AREA;
import static org.datawarp.model.table.GeographyLevel.PCN;
import static org.datawarp.model.table.GeographyLevel.PRACTICE;
import static org.datawarp.model.table.GeographyLevel.REGION;
import static org.datawarp.model.table.GeographyLevel.SUB_ICB;
import static org.datawarp.model.table.GeographyLevel.TRUST;
import static org.datawarp.model.table.GeographyLevel.TRUST_SITE;
import static org.datawarp.model.table.GeographyLevel.WARD;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.datawarp.model.table.GeographyLevel;

/**
 * Tells of what level the codes in a column are, by their shapes.
 *
 * <p>Sources: the nine characters of the Government Statistical Service, whose first three are the
 * entity, are those of the Office for National Statistics' "Register of Geographic Codes": E92, W92,
 * S92 and N92 are countries, K02 to K04 the United Kingdom and its parts, E12 regions, E40 regions
 * of NHS England, E54 integrated care boards, E38 their sub-locations, E56 cancer alliances, E06 to
 * E09 districts, E10 and E11 counties, W11 and S08 health boards. The shorter codes are those of the
 * NHS Organisation Data Service, as the NHS Data Model and Dictionary describes them under
 * "Organisation Code": a trust is R and two more, its site two more again; a practice a letter and
 * five digits; a primary care network U and five digits; a board Q and two more; a sub-location of
 * one two digits and a letter (a former clinical commissioning group) or five that change between
 * letters and digits; a region Y and two digits; independent providers begin with 8, A or N.
 */
final class CodeShapes {
  private static final Pattern STATISTICAL = Pattern.compile("[EWSNK][0-9]{8}");
  private static final Pattern ORGANISED =
      Pattern.compile(
          "(?i)\\b(?:codes?|orgs?|organisations?|organizations?|trusts?|providers?|practices?|gp|icbs?|"
              + "ccgs?|stps?|commissioners?|regions?|ods|pcns?|sub icb|sites?|boards?|areas?"
              + "|geograph(?:y|ies)|locations?)\\b");
  private static final Pattern PRACTICE_CODE = Pattern.compile("[A-HJ-NPVWY][0-9]{5}");
  private static final Pattern PCN_CODE = Pattern.compile("U[0-9]{5}");
  private static final Pattern TRUST_CODE = Pattern.compile("R[A-Z0-9]{2}|TA[A-Z]");
  private static final Pattern SITE_CODE =
      Pattern.compile("(?=[A-Z]{0,4}[0-9])R[A-Z0-9]{4}");
  private static final Pattern ICB_CODE = Pattern.compile("Q[A-Z][A-Z0-9]");
  private static final Pattern SUB_ICB_CODE =
      Pattern.compile("[0-9]{2}[A-Z]|[A-Z][0-9][A-Z][0-9][A-Z]");
  private static final Pattern REGION_CODE = Pattern.compile("Y[0-9]{2}");
  private static final Pattern INDEPENDENT_CODE =
      Pattern.compile("[8AN][A-Z0-9]{2}(?:[A-Z0-9]{2})?");
  private static final Pattern WELSH_BOARD_CODE = Pattern.compile("7A[0-9]");

  private static final Map<String, GeographyLevel> ENTITIES =
      Map.ofEntries(
          Map.entry("E92", NATIONAL),
          Map.entry("W92", NATIONAL),
          Map.entry("S92", NATIONAL),
          Map.entry("N92", NATIONAL),
          Map.entry("K02", NATIONAL),
          Map.entry("K03", NATIONAL),
          Map.entry("K04", NATIONAL),
          Map.entry("E12", REGION),
          Map.entry("E40", REGION),
          Map.entry("E54", ICB),
          Map.entry("E38", SUB_ICB),
          Map.entry("E56", CANCER_ALLIANCE),
          Map.entry("W11", HEALTH_BOARD),
          Map.entry("S08", HEALTH_BOARD),
          Map.entry("E10", COUNTY),
          Map.entry("E11", COUNTY),
          Map.entry("E06", LOCAL_AUTHORITY),
          Map.entry("E07", LOCAL_AUTHORITY),
          Map.entry("E08", LOCAL_AUTHORITY),
          Map.entry("E09", LOCAL_AUTHORITY),
          Map.entry("W06", LOCAL_AUTHORITY),
          Map.entry("S12", LOCAL_AUTHORITY),
          Map.entry("N09", LOCAL_AUTHORITY),
          Map.entry("E14", CONSTITUENCY),
          Map.entry("W07", CONSTITUENCY),
          Map.entry("S14", CONSTITUENCY),
          Map.entry("N06", CONSTITUENCY),
          Map.entry("E05", WARD),
          Map.entry("W05", WARD),
          Map.entry("S13", WARD),
          Map.entry("E02", MSOA),
          Map.entry("W02", MSOA),
          Map.entry("S02", MSOA),
          Map.entry("E01", LSOA),
          Map.entry("W01", LSOA),
          Map.entry("S01", LSOA),
          Map.entry("E00", OUTPUT_AREA),
          Map.entry("W00", OUTPUT_AREA),
          Map.entry("S00", OUTPUT_AREA));

  /** Of a hundred different values so many must have a known shape. */
  private static final int KNOWN_OF_HUNDRED = 90;

  /** One value of so many of another level is a slip, not a level. */
  private static final int SLIP_OF = 50;

  private CodeShapes() {}

  /**
   * Returns the levels of a column's codes, the widest area first; empty where they are no codes.
   *
   * @param header the header as one text: short codes count only where it speaks of organisations
   * @param values the different values, none of them blank
   */
  static List<GeographyLevel> levels(String header, Collection<String> values) {
    boolean isOrganised = ORGANISED.matcher(header.replace('_', ' ')).find();
    Map<GeographyLevel, Integer> counts = new EnumMap<>(GeographyLevel.class);
    int known = 0;
    for (String value : values) {
      Optional<GeographyLevel> level = level(value.strip(), isOrganised);
      if (level.isPresent()) {
        counts.merge(level.get(), 1, Integer::sum);
        known++;
      }
    }
    // A word such as England among others makes no column of codes.
    if (known * 100L < (long) values.size() * KNOWN_OF_HUNDRED || known == 0) {
      return List.of();
    }
    int all = known;
    return counts.entrySet().stream()
        .filter(
            entry ->
                entry.getValue() * SLIP_OF >= all
                    || entry.getKey() == NATIONAL
                    || entry.getKey() == REGION)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Optional<GeographyLevel> level(String value, boolean isOrganised) {
    if (STATISTICAL.matcher(value).matches()) {
      return Optional.ofNullable(ENTITIES.get(value.substring(0, 3)));
    }
    if (!isOrganised) {
      return Optional.empty();
    }
    String upper = value.toUpperCase(Locale.ROOT);
    if (upper.equals("ENG") || upper.equals("ENGLAND")) {
      return Optional.of(NATIONAL);
    }
    return shape(value);
  }

  private static Optional<GeographyLevel> shape(String value) {
    if (value.length() < 3 || value.length() > 6) {
      return Optional.empty();
    }
    if (PRACTICE_CODE.matcher(value).matches()) {
      return Optional.of(PRACTICE);
    }
    if (PCN_CODE.matcher(value).matches()) {
      return Optional.of(PCN);
    }
    if (TRUST_CODE.matcher(value).matches()) {
      return Optional.of(TRUST);
    }
    if (ICB_CODE.matcher(value).matches()) {
      return Optional.of(ICB);
    }
    if (REGION_CODE.matcher(value).matches()) {
      return Optional.of(REGION);
    }
    if (SUB_ICB_CODE.matcher(value).matches()) {
      return Optional.of(SUB_ICB);
    }
    if (SITE_CODE.matcher(value).matches()) {
      return Optional.of(TRUST_SITE);
    }
    if (WELSH_BOARD_CODE.matcher(value).matches()) {
      return Optional.of(HEALTH_BOARD);
    }
    return INDEPENDENT_CODE.matcher(value).matches()
        ? Optional.of(INDEPENDENT_PROVIDER)
        : Optional.empty();
  }
}

package org.datawarp.pipeline.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.datawarp.model.table.GeographyLevel.ICB;
import static org.datawarp.model.table.GeographyLevel.NATIONAL;
import static org.datawarp.model.table.GeographyLevel.PRACTICE;
import static org.datawarp.model.table.GeographyLevel.REGION;
import static org.datawarp.model.table.GeographyLevel.SUB_ICB;
import static org.datawarp.model.table.GeographyLevel.TRUST;

import java.util.List;
import org.datawarp.model.table.ColumnRole;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Units, roles and levels, each by its table of examples. */
class FactRulesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Number of patients | count
          Total number of referrals | count
          % within 18 weeks | %
          Percentage seen | %
          Waiting (%) | %
          Cost (£) | GBP
          Spend (£000s) | GBP thousand
          Spend, £ million | GBP million
          Median wait (weeks) | weeks
          Rate per 100,000 population | per 100,000 population
          Rate per 1,000 | per 1,000
          Time (hh:mm:ss) | hh:mm:ss
          Patients |
          Within 18 weeks |
          Age (0-4) |
          Type (other) |
          """)
  void aHeaderSaysItsUnit(String header, String unit) {
    assertThat(Units.ofHeader(List.of(header)).orElse(null)).isEqualTo(unit);
  }

  @ParameterizedTest
  @CsvSource({
    "year,BIGINT,DIMENSION",
    "financial_year,BIGINT,DIMENSION",
    "practice_code,BIGINT,DIMENSION",
    "imd_decile,BIGINT,DIMENSION",
    "age,BIGINT,DIMENSION",
    "average_age,NUMERIC,MEASURE",
    "patients_seen_this_year,BIGINT,MEASURE",
    "attendances_in_month,BIGINT,MEASURE",
    "within_18_weeks,BIGINT,MEASURE",
    "region,TEXT,DIMENSION",
    "as_at,DATE,DIMENSION"
  })
  void aRoleIsToldByTypeAndName(String name, ColumnType type, ColumnRole role) {
    assertThat(Roles.of(new TableColumn(name, type, List.of(name), List.of()))).isEqualTo(role);
  }

  @Test
  void markersHaveNoRole() {
    assertThat(Roles.of(new TableColumn("a__marker", ColumnType.TEXT, List.of(), List.of())))
        .isNull();
  }

  @Test
  void codesTellTheirLevel() {
    assertThat(CodeShapes.levels("Practice code", List.of("A81001", "Y02587", "P84009")))
        .containsExactly(PRACTICE);
    assertThat(CodeShapes.levels("ICB ODS code", List.of("QE1", "QHG", "QWO")))
        .containsExactly(ICB);
    assertThat(CodeShapes.levels("Sub ICB location code", List.of("00L", "D9Y0V", "W2U3Z")))
        .containsExactly(SUB_ICB);
    assertThat(CodeShapes.levels("Region code", List.of("Y56", "Y63"))).containsExactly(REGION);
    assertThat(CodeShapes.levels("Org code", List.of("RAX", "RGT", "England")))
        .containsExactly(NATIONAL, TRUST);
    assertThat(CodeShapes.levels("x", List.of("E54000050", "E38000256", "E40000003")))
        .containsExactly(REGION, ICB, SUB_ICB);
  }

  @Test
  void wordsAreNoCodes() {
    assertThat(CodeShapes.levels("Status", List.of("RED", "RAN"))).isEmpty();
    assertThat(CodeShapes.levels("Provider", List.of("RURAL", "RIGHT"))).isEmpty();
    assertThat(CodeShapes.levels("Org", List.of("RAX", "General Hospital"))).isEmpty();
    assertThat(CodeShapes.levels("Org", List.of())).isEmpty();
  }
}

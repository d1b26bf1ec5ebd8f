package org.datawarp.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LicenceTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://digital.nhs.uk/data",
        "https://www.england.nhs.uk/statistics/x.xls",
        "https://assets.publishing.service.gov.uk/a.ods",
        "https://www.ons.gov.uk/x"
      })
  void publicBodiesOfTheUnitedKingdomPublishUnderTheOpenGovernmentLicence(String url) {
    assertThat(Licence.of(url).name()).isEqualTo("Open Government Licence v3.0");
    assertThat(Licence.of(url).attribution()).contains("Open Government Licence v3.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://example.test/nhs.uk", "https://evil-nhs.uk/", "file:/tmp/a", "C:\\x y"})
  void othersAreUnknown(String url) {
    assertThat(Licence.of(url)).isEqualTo(Licence.UNKNOWN);
  }

  @Test
  void thePublisherIsNamedWhereTheHostTells() {
    assertThat(Licence.of("https://digital.nhs.uk/data").attribution())
        .contains("published by NHS England");
  }
}

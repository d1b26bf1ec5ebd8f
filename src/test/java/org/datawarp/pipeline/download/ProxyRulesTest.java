package org.datawarp.pipeline.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.error.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyRulesTest {
  private static final URI SECURE = URI.create("https://files.digital.nhs.uk/a.csv");
  private static final URI PLAIN = URI.create("http://files.digital.nhs.uk/a.csv");

  @Test
  void eachSchemeHasItsVariableAndAllIsTheFallback() {
    ProxyRules rules =
        new ProxyRules(Map.of("HTTPS_PROXY", "http://p1:3128", "ALL_PROXY", "http://p2:8080/"));

    assertThat(rules.find(SECURE)).contains(new ProxyRules.Server("p1", 3128, null));
    assertThat(rules.find(PLAIN)).contains(new ProxyRules.Server("p2", 8080, null));
  }

  @Test
  void lowerCaseWinsAndCredentialsAreDecoded() {
    ProxyRules rules =
        new ProxyRules(Map.of("https_proxy", "http://a%40b:p%3Aw@p1:1", "HTTPS_PROXY", "p2:2"));

    Optional<ProxyRules.Server> server = rules.find(SECURE);

    assertThat(server).contains(new ProxyRules.Server("p1", 1, "Basic YUBiOnA6dw=="));
    assertThat(server.orElseThrow().toString()).isEqualTo("p1:1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:1/", "http://127.0.0.1/", "http://[::1]:8/"})
  void thisMachineIsReachedDirectly(String url) {
    assertThat(new ProxyRules(Map.of("ALL_PROXY", "p:1")).find(URI.create(url))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*|https://x.test/|true",
        "nhs.uk|https://files.digital.nhs.uk/|true",
        ".nhs.uk|https://files.digital.nhs.uk/|true",
        "*.nhs.uk|https://nhs.uk/|true",
        "nhs.uk|https://notnhs.uk/|false",
        "nhs.uk:8443|https://nhs.uk/|false",
        "nhs.uk:443|https://nhs.uk/|true",
        "a.test, NHS.UK b.test|https://nhs.uk/|true",
        "10.0.0.0/8|https://10.200.3.4/|true",
        "10.0.0.0/8|https://11.0.0.1/|false",
        "10.0.0.0/99|https://10.0.0.1/|false",
        "fd00::/8|https://[fd12::1]/|true",
        "192.168.1.7|https://192.168.1.7/|true",
        "192.168.1.7:80|https://192.168.1.7/|false",
        "''|https://nhs.uk/|false"
      })
  void noProxyNamesWhatIsReachedDirectly(String noProxy, String url, boolean isDirect) {
    ProxyRules rules = new ProxyRules(Map.of("HTTPS_PROXY", "p:1", "NO_PROXY", noProxy));

    assertThat(rules.find(URI.create(url)).isEmpty()).isEqualTo(isDirect);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"socks5://u:secretword@p:1", "https://p:1", "http://u:secretword@", "p:99999"})
  void unusableProxiesAreRefusedWithoutTheirPassword(String value) {
    ProxyRules rules = new ProxyRules(Map.of("HTTPS_PROXY", value));

    assertThatThrownBy(() -> rules.find(SECURE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("HTTPS_PROXY")
        .hasMessageNotContaining("secretword");
  }
}

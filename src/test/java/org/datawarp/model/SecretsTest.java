package org.datawarp.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "PWD",
        "pass",
        "sslpassword",
        "jwt",
        "sig",
        "auth",
        "access_key",
        "AccessKeyId",
        "api-key",
        "x-api-key",
        "Ocp-Apim-Subscription-Key",
        "X-Amz-Signature",
        "X-Amz-Credential",
        "X-Amz-Security-Token",
        "X-Goog-Signature",
        "refresh_token",
        "client_secret",
        "key",
        "code",
        "%6bey",
        "%256bey",
        "p%77d"
      })
  void parametersThatGuardSomethingAreBlottedOut(String name) {
    assertThat(Secrets.isSecretName(name)).isTrue();
    for (String before : new String[] {"?", "?a=1&", "?a=1&amp;", "?a=1\\u0026", "#", ";"}) {
      String text = "see https://x.test/f" + before + name + "=neverShown%20x&b=2\" and";
      assertThat(Secrets.blotted(text))
          .doesNotContain("neverShown")
          .contains(name + "=***")
          .endsWith("&b=2\" and")
          .isEqualTo(Secrets.blotted(Secrets.blotted(text)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postcode",
        "keyword",
        "period",
        "sv",
        "se",
        "file",
        "uri",
        "id",
        "author",
        "passfile"
      })
  void parametersThatChooseSomethingStay(String name) {
    String url = "https://x.test/f?" + name + "=value";

    assertThat(Secrets.blotted(url)).isSameAs(url);
  }

  @ParameterizedTest
  @CsvSource({
    "https://ann:neverShown@x.test/f, https://ann:***@x.test/f",
    "https://ann:never/S@ho:wn@x.test/f, https://ann:***@x.test/f",
    "https://x.test:8080/a/@b, https://x.test:8080/a/@b",
    "https://x.test/?to=http://u:p@y.test/z, https://x.test/?to=http://u:***@y.test/z",
    "<a href='http://u:p@y.test'>me@x.test</a>, <a href='http://u:***@y.test'>me@x.test</a>",
    "mailto:ann@x.test, mailto:ann@x.test"
  })
  void passwordsOfAddressesAreBlottedOut(String text, String shown) {
    assertThat(Secrets.blotted(text)).isEqualTo(shown);
    assertThat(Secrets.blotted(shown)).isEqualTo(shown);
  }

  @Test
  void addressesThatDifferInAKeyStayTwo() {
    String one = Secrets.blotted("https://x.test/f?code=RJ1");
    String two = Secrets.blotted("https://x.test/f?code=RJ2");

    assertThat(one).matches("https://x\\.test/f\\?code=\\*\\*\\*[0-9a-f]{6}").isNotEqualTo(two);
    assertThat(Secrets.blotted("https://x.test/f?code=a%20b"))
        .isEqualTo(Secrets.blotted("https://x.test/f?code=a%20b&").replaceFirst("&$", ""));
    assertThat(Secrets.isBlotted(one)).isTrue();
    assertThat(Secrets.isBlotted("https://x.test/f?code=RJ1")).isFalse();
  }
}

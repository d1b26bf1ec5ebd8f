package org.datawarp.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerUrlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "postgresql://ann:s3cret@db.example.test:5433/nhs | jdbc:postgresql://db.example.test:5433/nhs | ann | s3cret",
        "postgres://ann@db.example.test/nhs | jdbc:postgresql://db.example.test:5432/nhs | ann | -",
        "postgresql:///nhs | jdbc:postgresql://localhost:5432/nhs | - | -",
        "postgresql://localhost | jdbc:postgresql://localhost:5432/ann | - | -",
        "postgresql://a%40b:p%3Aw%2F%25@[::1]:6000/n%20s | jdbc:postgresql://[::1]:6000/n%20s | a@b | p:w/%",
        "postgresql://h1:1,h2:2/nhs?target_session_attrs=any | jdbc:postgresql://h1:1,h2:2/nhs | - | -",
        "postgresql://ann:p+w@h/nhs | jdbc:postgresql://h:5432/nhs | ann | p+w",
        "postgresql:///nhs?host=h&port=7000&user=u&password=p%26q | jdbc:postgresql://h:7000/nhs | u | p&q",
        "postgresql://h?dbname=nhs | jdbc:postgresql://h:5432/nhs | - | -",
        "jdbc:postgresql://h:6000/nhs?user=u&password=p | jdbc:postgresql://h:6000/nhs | u | p",
        "jdbc:postgresql:nhs | jdbc:postgresql://localhost:5432/nhs | - | -",
        "jdbc:postgresql://h/nhs | jdbc:postgresql://h:5432/nhs | - | -",
      })
  void bothFormsAreRead(String url, String jdbc, String user, String password) {
    ServerUrl parsed = ServerUrl.parse(url);

    assertThat(parsed.jdbcUrl(parsed.database() == null ? "ann" : parsed.database()))
        .isEqualTo(jdbc);
    assertThat(parsed.user()).isEqualTo(user);
    assertThat(parsed.password()).isEqualTo(password);
  }

  @Test
  void parametersGetTheDriversNames() {
    ServerUrl parsed =
        ServerUrl.parse(
            "postgresql://h/d?sslmode=verify-full&sslrootcert=/a%20b/ca.pem&connect_timeout=3"
                + "&target_session_attrs=read-write&channel_binding=require&keepalives=0"
                + "&application_name=x&passfile=/p/f&options=-c%20role%3Dr");

    assertThat(parsed.passfile()).isEqualTo("/p/f");
    assertThat(parsed.properties())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "sslmode", "verify-full",
                "sslrootcert", "/a b/ca.pem",
                "connectTimeout", "3",
                "targetServerType", "primary",
                "channelBinding", "require",
                "tcpKeepAlive", "false",
                "options", "-c role=r"));
  }

  @Test
  void theDriversOwnParametersPassThroughWithoutTheLogin() {
    ServerUrl parsed =
        ServerUrl.parse("jdbc:postgresql://h/d?user=u&password=p&ssl=true&socketTimeout=9");

    assertThat(parsed.properties()).isEqualTo(Map.of("ssl", "true", "socketTimeout", "9"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://u:topsecret@h/d",
        "u:topsecret@h/d",
        "postgresql:u:topsecret@h/d",
        "postgresql://u:topsecret@h:99999/d",
        "postgresql://u:topsecret@h:port/d",
        "postgresql://u:topsecret@%2Fvar%2Frun/d",
        "postgresql://u:topsecret%zz@h/d",
        "postgresql://u:topsecret@h/d?no_such=1",
        "postgresql://h/d?password=topsecret&no_such=1",
        "postgresql://u:topsecret?x@h/d",
        "postgresql://u:top@topsecret/x@h:0/d",
        "host=h password=topsecret",
      })
  void anotherTextIsRefusedWithoutShowingThePassword(String url) {
    assertThatThrownBy(() -> ServerUrl.parse(url))
        .isInstanceOfSatisfying(
            UsageException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageStartingWith("not a database URL: ")
        .hasMessageNotContaining("topsecret")
        .hasNoCause();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgresql://ann:s3cret@h:5432/nhs | postgresql://ann:***@h:5432/nhs",
        "postgresql://ann:s3@cr:et@h/nhs?x=1 | postgresql://ann:***@h/nhs?x=1",
        "postgresql://ann@h:5432/nhs | postgresql://ann@h:5432/nhs",
        "postgresql://h:5432/nhs?passfile=/a@b | postgresql://h:5432/nhs?passfile=/a@b",
        "jdbc:postgresql://h/nhs?user=u&password=p&ssl=true | jdbc:postgresql://h/nhs?user=u&password=***&ssl=true",
        "postgresql://h/nhs?sslpassword=p | postgresql://h/nhs?sslpassword=***",
        "postgresql://ann:what?really@h/nhs | postgresql://ann:***@h/nhs",
        "host=h PASSWORD=p user=u | host=h PASSWORD=*** user=u",
        "ann:s3cret@h | ann:***@h",
        "no url | no url",
      })
  void passwordsAreRedacted(String url, String shown) {
    assertThat(Database.redact(url)).isEqualTo(shown);
  }

  @Test
  void settingsFindTheLoginWherePsqlWould() {
    Path home = Path.of("/home/ann");
    Path folder = Path.of("pg");

    DatabaseSettings own =
        DatabaseSettings.of(
            "postgresql://h/d",
            Map.of("DATAWARP_DB_PASSWORD", "a", "PGPASSWORD", "b", "PGUSER", "u"),
            home,
            folder);
    DatabaseSettings general =
        DatabaseSettings.of("postgresql://h/d", Map.of("PGPASSWORD", "b"), home, folder);
    DatabaseSettings file =
        DatabaseSettings.of("postgresql://h/d", Map.of("PGPASSFILE", "/x/pw"), home, folder);

    assertThat(List.of(own.password(), own.user())).containsExactly("a", "u");
    assertThat(general.password()).isEqualTo("b");
    assertThat(general.passfile()).isEqualTo(home.resolve(".pgpass"));
    assertThat(file.passfile()).isEqualTo(Path.of("/x/pw"));
    assertThat(DatabaseSettings.of(" ", Map.of(), home, folder).isEmbedded()).isTrue();
  }

  @Test
  void settingsShowNoPassword() {
    DatabaseSettings settings =
        DatabaseSettings.of(
            "postgresql://u:inurl@h/d",
            Map.of("PGPASSWORD", "inenvironment"),
            Path.of("/home/ann"),
            Path.of("pg"));

    assertThat(settings.toString())
        .contains("postgresql://u:***@h/d")
        .doesNotContain("inurl")
        .doesNotContain("inenvironment");
  }
}

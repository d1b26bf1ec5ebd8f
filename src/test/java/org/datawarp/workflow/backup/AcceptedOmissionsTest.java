package org.datawarp.workflow.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptedOmissionsTest {
  private static final List<String> LEFT_OUT =
      List.of(
          "function staging.f(integer,text), which is in language c, which only a superuser may create",
          "table staging.kept with its rows, which uses function staging.f(integer,text)",
          "trigger stamp on staging.kept, which uses function staging.f(integer,text)",
          "view staging.\"a, b\", which uses table public.t");

  @Test
  void whatIsNamedAsItWasToldIsAccepted() {
    AcceptedOmissions accepted =
        AcceptedOmissions.parse(
            "function staging.f(integer,text), table staging.kept,"
                + " trigger stamp on staging.kept ,, view staging.\"a, b\"");

    assertThat(accepted.names()).hasSize(4);
    assertThat(accepted.others(LEFT_OUT)).isEmpty();
    assertThat(LEFT_OUT).extracting(AcceptedOmissions::name).isEqualTo(accepted.names());
  }

  @Test
  void theKindMayBeMissing() {
    assertThat(AcceptedOmissions.parse("staging.f(integer,text)").others(LEFT_OUT))
        .isEqualTo(LEFT_OUT.subList(1, 4));
  }

  @Test
  void aTableIsNotAcceptedWithWhatLiesOnIt() {
    assertThat(AcceptedOmissions.parse("staging.kept").others(LEFT_OUT))
        .containsExactly(LEFT_OUT.get(0), LEFT_OUT.get(2), LEFT_OUT.get(3));
    assertThat(AcceptedOmissions.parse("").others(LEFT_OUT)).isEqualTo(LEFT_OUT);
  }
}

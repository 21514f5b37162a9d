package io.edgemq.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.domain.Quota;
import io.edgemq.domain.QuotaKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaFormatTest {
  @Test
  void each_kind_is_read_as_it_was_written() {
    var quota = Quota.NONE;
    long less = 0;
    for (var kind : QuotaKind.values()) {
      quota = quota.with(kind, Quota.greatest(kind) - less++);
    }

    assertThat(QuotaFormat.parse(QuotaFormat.text(quota))).isEqualTo(quota);
  }

  @Test
  void a_bound_of_nothing_is_no_missing_bound() {
    var none = Quota.NONE.with(QuotaKind.QUEUES, 0);

    assertThat(QuotaFormat.text(none)).isEqualTo("{\"queues\":0}");
    assertThat(QuotaFormat.parse("{\"queues\":0}")).isEqualTo(none);
    assertThat(QuotaFormat.parse("{}")).isEqualTo(Quota.NONE);
  }

  @Test
  void a_kind_of_a_newer_process_is_passed_over() {
    assertThat(QuotaFormat.parse("{\"sockets\":3,\"topics\":2}"))
        .isEqualTo(Quota.NONE.with(QuotaKind.TOPICS, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "{\"queues\":-1}", "{\"queues\":\"1\"}", "{\"messages_per_second\":0}"})
  void what_is_malformed_is_no_quota(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> QuotaFormat.parse(text));
  }
}

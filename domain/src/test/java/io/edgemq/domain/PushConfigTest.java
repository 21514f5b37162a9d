package io.edgemq.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/// What a push can be.
final class PushConfigTest {
  private static PushConfig config(int maxInFlight, int lanes) {
    return new PushConfig(
        WebhookUrl.parse("https://hooks.example/in").orElseThrow(),
        Map.of("a", "b"),
        maxInFlight,
        OptionalDouble.of(3),
        PushConfig.DEFAULT_TIMEOUT,
        EnumSet.of(SignatureScheme.MQ),
        Ordering.SUBJECT,
        lanes,
        BodyFormat.CLOUDEVENTS_BINARY);
  }

  @Test
  void there_are_1_to_16_lanes_and_no_more_than_attempts_at_the_same_time() {
    assertThat(config(1, 1).lanes()).isEqualTo(1);
    assertThat(config(16, 16).lanes()).isEqualTo(16);
    assertThatIllegalArgumentException().isThrownBy(() -> config(16, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> config(17, 17));
    assertThatIllegalArgumentException().isThrownBy(() -> config(3, 4));
  }

  @Test
  void another_url_or_other_lanes_change_nothing_else() {
    var other = WebhookUrl.parse("https://hooks.example/other").orElseThrow();

    var changed = config(16, 2).calling(other).with(4, BodyFormat.RAW);

    assertThat(changed.url()).isEqualTo(other);
    assertThat(changed.lanes()).isEqualTo(4);
    assertThat(changed.format()).isEqualTo(BodyFormat.RAW);
    assertThat(changed.calling(config(16, 2).url()).with(2, BodyFormat.CLOUDEVENTS_BINARY))
        .isEqualTo(config(16, 2));
  }

  @Test
  void a_format_is_known_by_its_text() {
    for (var format : BodyFormat.values()) {
      assertThat(BodyFormat.of(format.text())).contains(format);
    }
    assertThat(BodyFormat.of("RAW")).isEmpty();
    assertThat(BodyFormat.of("")).isEmpty();
  }
}

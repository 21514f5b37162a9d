package io.edgemq.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class AttributesTest {
  @Test
  void names_are_kept_in_lower_case_and_in_order() {
    var attributes = Attributes.of(Map.of("Zone", "eu", "Kind", "x"));

    assertThat(attributes.asMap().keySet()).containsExactly("kind", "zone");
    assertThat(attributes.find("zone")).contains("eu");
  }

  @Test
  void the_size_counts_the_bytes_of_names_and_values_in_utf_8() {
    assertThat(Attributes.of(Map.of("k", "é日𝄞")).sizeInBytes()).isEqualTo(1 + 2 + 3 + 4);
  }

  @Test
  void control_characters_and_odd_names_are_refused() {
    assertThat(Attributes.complaint("k", "a\nb")).isPresent();
    assertThat(Attributes.complaint("k", "\ud800")).isPresent();
    assertThat(Attributes.complaint("a b", "v")).isPresent();
    assertThat(Attributes.complaint("", "v")).isPresent();
    assertThatThrownBy(() -> Attributes.of(Map.of("k", "\r")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void reserved_names_are_found() {
    var attributes = Attributes.of(Map.of("MQ-Source", "jobs", "k", "v"));

    assertThat(attributes.reservedName()).contains("mq-source");
  }
}

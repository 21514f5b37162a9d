package io.edgemq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.LeaseHandle;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseKeyTest {
  @Property
  void a_key_is_read_as_it_was_written(
      @ForAll long queue, @ForAll long store, @ForAll long seq, @ForAll long due) {
    var key = new LeaseKey(queue, store, seq, due, seq ^ due);

    assertThat(LeaseKey.parse(key.handle())).isEqualTo(key);
  }

  @Property
  void whatever_else_a_handle_is_it_is_no_failure(@ForAll long a, @ForAll long b) {
    assertThat(LeaseKey.parse(new LeaseHandle(a + "." + b))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "1.2.3.4",
        "1.2.3.4.",
        "1.2.3.4.5.6",
        ".2.3.4.5",
        "1..3.4.5",
        "1.2.3.4.!",
        "1.2.3.4.zzzzzzzzzzzzzzzzzzzz",
        "1.2.3.4.5\n"
      })
  void a_garbled_handle_is_no_key(String text) {
    assertThat(LeaseKey.parse(new LeaseHandle(text))).isNull();
  }
}

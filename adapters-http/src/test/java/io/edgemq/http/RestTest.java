package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Who ends a rest, in each order in which client and server can come.
class RestTest {
  private final Rest rest = new Rest();

  @Test
  void a_request_that_comes_first_is_served_and_the_next_one_is_not_awaited() {
    assertThat(rest.begin()).isTrue();
    assertThat(rest.end()).isTrue();

    assertThat(rest.refuseNext()).isFalse();
    assertThat(rest.begin()).isFalse();
  }

  @Test
  void a_server_that_comes_first_closes_and_a_request_that_crosses_is_not_served() {
    assertThat(rest.begin()).isTrue();

    assertThat(rest.refuseNext()).isTrue();
    assertThat(rest.end()).isFalse();
  }

  @Test
  void a_connection_that_never_rested_is_not_closed_before_its_answer() {
    assertThat(rest.refuseNext()).isFalse();
    assertThat(rest.begin()).isFalse();
    assertThat(rest.refuseNext()).isFalse();
  }

  @Test
  void it_can_rest_again_and_again() {
    for (int i = 0; i < 3; i++) {
      assertThat(rest.begin()).isTrue();
      assertThat(rest.end()).isTrue();
    }
  }
}

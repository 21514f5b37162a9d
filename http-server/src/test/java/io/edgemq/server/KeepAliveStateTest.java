package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Who ends a rest, in each order in which client and server can come.
final class KeepAliveStateTest {
  private final KeepAliveState state = new KeepAliveState();

  @Test
  void a_request_that_comes_first_is_served_and_the_next_one_is_not_awaited() {
    assertThat(state.begin()).isTrue();
    assertThat(state.end()).isTrue();

    assertThat(state.refuseNext()).isFalse();
    assertThat(state.begin()).isFalse();
  }

  @Test
  void a_server_that_comes_first_closes_and_a_request_that_crosses_is_not_served() {
    assertThat(state.begin()).isTrue();

    assertThat(state.refuseNext()).isTrue();
    assertThat(state.end()).isFalse();
  }

  @Test
  void a_connection_that_never_rested_is_not_closed_before_its_answer() {
    assertThat(state.refuseNext()).isFalse();
    assertThat(state.begin()).isFalse();
    assertThat(state.refuseNext()).isFalse();
  }

  @Test
  void it_can_rest_again_and_again() {
    for (int i = 0; i < 3; i++) {
      assertThat(state.begin()).isTrue();
      assertThat(state.end()).isTrue();
    }
  }
}

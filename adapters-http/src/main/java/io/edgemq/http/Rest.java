package io.edgemq.http;

import java.util.concurrent.atomic.AtomicReference;

/// The time of a connection between two requests, and who ends it first: the client, with its next
/// request, or the server, which wants no more. An interrupt in its place might hit the request
/// that
/// has just come.
final class Rest {
  private final AtomicReference<State> state = new AtomicReference<>(State.SERVING);
  private volatile boolean unwanted;

  private enum State {
    SERVING,
    RESTING,
    OVER
  }

  /// The connection waits for its next request; whether it may.
  boolean begin() {
    state.set(State.RESTING);
    if (unwanted) {
      state.set(State.OVER);
    }
    return !unwanted;
  }

  /// The next request comes; whether it is still wanted.
  boolean end() {
    return state.compareAndSet(State.RESTING, State.SERVING);
  }

  /// From now on no further request is wanted. Whether the connection rests, so that it can be
  /// closed
  /// without a word; otherwise it ends as soon as it would rest.
  boolean refuseNext() {
    unwanted = true;
    return state.compareAndSet(State.RESTING, State.OVER);
  }
}

package io.edgemq.server;

import java.util.concurrent.atomic.AtomicReference;

/// Whether a connection is between two requests, and who ends that state first: the client, with
/// its next request, or the server, which wants no more. An interrupt instead might hit the request
/// that has just come (ADR 0014).
final class KeepAliveState {
  private final AtomicReference<State> state = new AtomicReference<>(State.SERVING);
  private volatile boolean unwanted;

  private enum State {
    SERVING,
    RESTING,
    OVER
  }

  /// The connection waits for its next request; whether it may.
  boolean begin() {
    letOthersGoFirst();
    state.set(State.RESTING);
    if (unwanted) {
      state.set(State.OVER);
    }
    return !unwanted;
  }

  /// A client that was just answered has not sent its next request yet: to read at once would find
  /// nothing and have the socket watched, which costs more than the read. On a busy server the
  /// request is there once the others have had their turn; on a quiet one this returns at once.
  @SuppressWarnings("ThreadPriorityCheck") // a hint is all that is meant: nothing depends on it
  private static void letOthersGoFirst() {
    Thread.yield();
  }

  /// The next request comes; whether it is still wanted.
  boolean end() {
    return state.compareAndSet(State.RESTING, State.SERVING);
  }

  /// From now on no further request is wanted. Whether the connection rests, so that it can be
  /// closed without a word; otherwise it ends as soon as it would rest.
  boolean refuseNext() {
    unwanted = true;
    return state.compareAndSet(State.RESTING, State.OVER);
  }

  /// Whether no further request is wanted.
  boolean isUnwanted() {
    return unwanted;
  }
}

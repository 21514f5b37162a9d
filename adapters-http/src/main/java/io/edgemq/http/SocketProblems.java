package io.edgemq.http;

import io.helidon.http.Status;

/// The part of [Problems] that is about WebSockets.
final class SocketProblems {
  private SocketProblems() {}

  static Problem unknownOp(String op) {
    return Problems.bad(
        "unknown_op",
        "There is no op '%s'. The ops are: %s.".formatted(Texts.printable(op), SocketOp.words()));
  }

  static Problem onlyPing() {
    return Problems.bad("unknown_op", "This socket is one subscription's. The only op is: ping.");
  }

  static Problem idInUse() {
    return Problems.conflict(
        "id_in_use",
        "A subscription or a receive on this socket has this id. Use another one, or unsubscribe"
            + " it first.");
  }

  static Problem noSuchId() {
    return new Problem(
        Status.NOT_FOUND_404,
        "id_not_found",
        "No subscription and no receive on this socket has this id.");
  }

  static Problem tooManySubscriptions(int most) {
    return new Problem(
        Status.TOO_MANY_REQUESTS_429,
        "too_many_subscriptions",
        "A socket carries at most %d subscriptions and receives. Unsubscribe one, or open another"
                .formatted(most)
            + " socket.");
  }
}

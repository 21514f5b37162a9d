package io.edgemq.server;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// The open WebSockets of a server. One thread looks at all of them: a timer for each would cost
/// more than the sockets (ADR 0004).
final class WebSockets {
  /// Of how many groups one is looked at each time, that is four times a second.
  private static final int GROUPS = 16;

  private final LongSupplier nanoTime;
  private final List<Set<WebSocketSession>> open =
      Stream.<Set<WebSocketSession>>generate(ConcurrentHashMap::newKeySet).limit(GROUPS).toList();
  private final Set<WebSocketSession> ending = ConcurrentHashMap.newKeySet();

  /// @param nanoTime as [System#nanoTime]
  WebSockets(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// The clock that all of them go by.
  LongSupplier nanoTime() {
    return nanoTime;
  }

  private Set<WebSocketSession> group(WebSocketSession session) {
    return open.get(Math.floorMod(System.identityHashCode(session), GROUPS));
  }

  /// `session` has begun.
  void add(WebSocketSession session) {
    group(session).add(session);
  }

  /// `session` waits for its end, which has little time.
  void ending(WebSocketSession session) {
    ending.add(session);
  }

  /// `session` is over.
  void remove(WebSocketSession session) {
    group(session).remove(session);
    ending.remove(session);
  }

  /// Looks at those whose turn it is and at those that end.
  void check(long turn, long now) {
    Checks.each(open.get((int) (turn % GROUPS)), session -> session.check(now));
    ending.removeIf(session -> !group(session).contains(session));
    Checks.each(ending, session -> session.check(now));
  }

  /// How many there are.
  int count() {
    return open.stream().mapToInt(Set::size).sum();
  }
}

package io.edgemq.http;

import io.edgemq.domain.Principal;
import io.edgemq.ports.in.OpenSockets;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.StreamItem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Places for sockets that a test can end.
final class FakeSockets implements OpenSockets {
  private final Map<OpenSocket, SocketEnd> open = new ConcurrentHashMap<>();
  volatile @Nullable Refusal refusal;

  @Override
  public Outcome<OpenSocket> open(Principal principal, SocketEnd end) {
    var objection = refusal;
    if (objection != null) {
      return Outcome.refused(objection);
    }
    var place =
        new OpenSocket() {
          @Override
          public void close() {
            open.remove(this);
          }
        };
    open.put(place, end);
    return Outcome.done(place);
  }

  /// How many are open.
  int count() {
    return open.size();
  }

  /// Ends every socket.
  void endAll(StreamItem.Reason reason, Duration retryAfter) {
    open.values().forEach(end -> end.end(reason, retryAfter));
  }
}

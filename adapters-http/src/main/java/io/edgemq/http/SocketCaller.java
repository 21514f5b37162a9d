package io.edgemq.http;

import io.edgemq.domain.Principal;
import io.edgemq.server.Call;
import io.edgemq.server.LiveRoom;

/// Who has opened a socket.
///
/// @param room where what waits for the client is counted
/// @param requestId the name of the request that opened it, in log lines
record SocketCaller(Principal principal, LiveRoom room, String requestId) {
  static SocketCaller of(Call call) {
    return new SocketCaller(call.principal(), call.liveRoom(), call.id());
  }
}

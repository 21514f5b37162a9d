package io.edgemq.webhook;

import java.io.IOException;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Response;

/// Looks at a connection before a request is sent on it. Endpoints close connections at rest when
/// they like; a request that is sent on one is lost, and whether the endpoint has seen it cannot be
/// known. And what was sent behind an answer would be read as the next one. OkHttp looks only after
/// ten seconds. HTTP/2 is read all the time, and knows by itself.
final class StalenessCheck implements Interceptor {
  private final Sockets sockets;

  StalenessCheck(Sockets sockets) {
    this.sockets = sockets;
  }

  /// @throws StaleConnectionException when it is of no use: the request may be sent on another
  @Override
  public Response intercept(Chain chain) throws IOException {
    var connection = chain.connection();
    if (connection != null) {
      var socket = sockets.below(connection.socket());
      if (isAtRest(chain, connection) && socket.map(GuardedSocket::isStale).orElse(true)) {
        throw new StaleConnectionException();
      }
      socket.ifPresent(GuardedSocket::expectAnswer);
      if (connection.protocol() != Protocol.HTTP_1_1) {
        socket.ifPresent(GuardedSocket::carriesHttp2);
      }
    }
    return chain.proceed(chain.request());
  }

  private static boolean isAtRest(Chain chain, Connection connection) {
    var attempt = chain.request().tag(Attempt.class);
    return attempt != null
        && attempt.isOnUsedConnection()
        && connection.protocol() == Protocol.HTTP_1_1;
  }
}

package io.edgemq.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/// Makes the connections of one endpoint, and knows those that are open. To close one here never
/// waits for its TLS, whose locks a stuck write may hold.
final class Sockets extends SocketFactory {
  private final AddressGuard guard;
  private final Set<GuardedSocket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Sockets(AddressGuard guard) {
    this.guard = guard;
  }

  @Override
  public Socket createSocket() throws IOException {
    var socket = new GuardedSocket(guard, open::remove);
    open.add(socket);
    if (closed) {
      close(socket);
      throw new SocketException("the subscription's connections are closed");
    }
    return socket;
  }

  /// The connection below `layered`, which is it or TLS on top of it; empty when it is closed.
  Optional<GuardedSocket> below(Socket layered) {
    return open.stream()
        .filter(
            socket ->
                socket.getLocalPort() == layered.getLocalPort()
                    && socket.getPort() == layered.getPort()
                    && socket.getInetAddress() != null
                    && socket.getInetAddress().equals(layered.getInetAddress()))
        .findAny();
  }

  /// Closes all connections. No other is made from then on.
  void closeAll() {
    closed = true;
    open.forEach(Sockets::close);
  }

  /// Closes `socket`, and with it what is layered on it.
  static void close(GuardedSocket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It is closed nevertheless.
    }
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw unused();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw unused();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw unused();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
    throw unused();
  }

  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("OkHttp connects sockets itself");
  }
}

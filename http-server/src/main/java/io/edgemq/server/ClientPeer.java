package io.edgemq.server;

import io.helidon.common.socket.PeerInfo;
import java.net.SocketAddress;
import java.security.Principal;
import java.security.cert.Certificate;
import java.util.Optional;

/// The client's end of a connection. Helidon shows it with each request, and so the connection that
/// the request came on.
///
/// @param delegate Helidon's own
record ClientPeer(ClientConnection connection, PeerInfo delegate) implements PeerInfo {
  @Override
  public SocketAddress address() {
    return delegate.address();
  }

  @Override
  public String host() {
    return delegate.host();
  }

  @Override
  public int port() {
    return delegate.port();
  }

  @Override
  public Optional<Principal> tlsPrincipal() {
    return delegate.tlsPrincipal();
  }

  @Override
  public Optional<Certificate[]> tlsCertificates() {
    return delegate.tlsCertificates();
  }
}

package io.edgemq.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Puts TLS on connections that [Sockets] made.
final class TlsSockets extends SSLSocketFactory {
  private final SSLSocketFactory factory;

  /// @param factory makes the TLS
  TlsSockets(SSLSocketFactory factory) {
    this.factory = factory;
  }

  @Override
  public Socket createSocket(Socket below, String host, int port, boolean closesBelow)
      throws IOException {
    if (!(below instanceof GuardedSocket guarded)) {
      throw new IllegalArgumentException("the connection below TLS is not guarded");
    }
    guarded.carriesTls();
    var tls = (SSLSocket) factory.createSocket(guarded, host, port, closesBelow);
    return new TlsSocket(tls, guarded);
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return factory.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return factory.getSupportedCipherSuites();
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
    return new UnsupportedOperationException("OkHttp makes the connections below TLS first");
  }
}

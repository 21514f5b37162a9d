package io.edgemq.server;

import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.SocketWriter;
import io.helidon.webserver.ConnectionContext;
import org.jspecify.annotations.Nullable;

/// What carries the bytes of a connection.
sealed interface Transport {
  /// What is read from, and closed to cut the connection: at once, whoever reads or writes.
  HelidonSocket socket();

  /// What is written to.
  DataWriter writer();

  /// Whether the client and the server should have agreed by now on how they speak, and have not.
  ///
  /// @param now as [ClientTimeouts#now]
  boolean isLate(long now);

  /// Says that nothing more is written.
  void finish();

  /// The transport of a connection.
  ///
  /// @param certificates what is shown to the client; null: no TLS is spoken
  /// @param deadline when the client and the server should have agreed ([ClientTimeouts#now])
  static Transport over(
      ConnectionContext context, @Nullable TlsCertificates certificates, long deadline) {
    if (certificates == null) {
      return new Plain(context.serverSocket(), context.dataWriter());
    }
    var socket = new TlsSocket(context.serverSocket(), certificates.newEngine());
    return new Tls(socket, SocketWriter.create(socket), deadline);
  }

  /// The bytes themselves. Closing the connection says that nothing more is written.
  record Plain(HelidonSocket socket, DataWriter writer) implements Transport {
    @Override
    public boolean isLate(long now) {
      return false;
    }

    @Override
    public void finish() {}
  }

  /// Under TLS.
  record Tls(TlsSocket socket, DataWriter writer, long deadline) implements Transport {
    @Override
    public boolean isLate(long now) {
      return now - deadline > 0 && !socket.isEstablished();
    }

    @Override
    public void finish() {
      socket.finish();
    }
  }
}

package io.edgemq.server;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;

/// A connection as bytes, for a [Takeover].
public final class RawConnection {
  private final ClientConnection connection;

  RawConnection(ClientConnection connection) {
    this.connection = connection;
  }

  /// What the client sends, what came with its request first. One thread may read. Throws
  /// [DataReader.InsufficientDataAvailableException] when the client has hung up.
  public DataReader reader() {
    return connection.dataReader();
  }

  /// What the client gets. One thread may write at a time.
  public DataWriter writer() {
    return connection.dataWriter();
  }

  /// Tells a client that is still there that nothing more comes, under TLS.
  void finish() {
    connection.finish();
  }

  /// Closes the connection; whoever reads or writes fails. Any thread may do so.
  public void close() {
    connection.cut();
  }
}

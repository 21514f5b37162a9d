package io.edgemq.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// TLS over a socket of bytes. One thread may read while others write. The handshake is a part of
/// the first read, so it has the connection's own thread, times and limits (ADR 0043).
final class TlsSocket implements HelidonSocket {
  private static final Logger LOG = System.getLogger(TlsSocket.class.getName());
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /// An alert, and that nothing more comes.
  private static final int LAST_WORDS = 2;

  private final HelidonSocket raw;
  private final SSLEngine engine;
  private final ReentrantLock writing = new ReentrantLock();
  private TlsRecords incoming = TlsRecords.NONE;
  private volatile boolean established;
  private volatile boolean finished;

  /// @param engine in the server's mode, not begun
  TlsSocket(HelidonSocket raw, SSLEngine engine) {
    this.raw = raw;
    this.engine = engine;
  }

  /// The socket beneath.
  HelidonSocket raw() {
    return raw;
  }

  /// Whether the handshake is over.
  boolean isEstablished() {
    return established;
  }

  /// What the client sent next, at most one record; null when it sends nothing more. After
  /// [#finish]
  /// nobody wants to know, and it is not decrypted.
  @Override
  @SuppressWarnings("NullAway") // null is Helidon's way to say: hung up
  public byte[] get() {
    if (finished) {
      return raw.get();
    }
    try {
      if (!established) {
        handshake();
        established = true;
      }
      return receive();
    } catch (SSLException refused) {
      LOG.log(Level.DEBUG, "TLS failed: reason={0}", refused.getMessage());
      alert();
      throw new UncheckedIOException(refused);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private void handshake() throws IOException {
    requireHello();
    engine.beginHandshake();
    for (var status = engine.getHandshakeStatus(); ; status = engine.getHandshakeStatus()) {
      switch (status) {
        case NEED_TASK -> runTasks();
        case NEED_WRAP -> send(NOTHING);
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> takeHandshake();
        case FINISHED, NOT_HANDSHAKING -> {
          return;
        }
      }
    }
  }

  /// Who speaks another protocol is found out by the first byte, and not waited for.
  private void requireHello() throws IOException {
    if (!more()) {
      throw new EOFException("the client said nothing");
    }
    if (!incoming.beginsHandshake()) {
      throw new SSLException("the client does not speak TLS");
    }
  }

  private void runTasks() {
    for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  private void takeHandshake() throws IOException {
    var plain = unwrap();
    if (plain == null) {
      throw new EOFException("the client left within the handshake");
    }
  }

  private byte @Nullable [] receive() throws IOException {
    for (var plain = unwrap(); ; plain = unwrap()) {
      if (plain == null || plain.length > 0) {
        return plain;
      }
      answer();
    }
  }

  /// A client may ask for new keys (RFC 8446, 4.6.3), which takes a word. It may not begin another
  /// handshake, as it could before TLS 1.3: that costs the server more than the client.
  private void answer() throws IOException {
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      throw new SSLException("the client begins another handshake");
    }
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      send(NOTHING);
    }
  }

  /// What the next record says, which may be nothing; null when there is no further one.
  private byte @Nullable [] unwrap() throws IOException {
    while (!incoming.hasRecord()) {
      if (!more()) {
        return null;
      }
    }
    var plain = ByteBuffer.allocate(incoming.length());
    var result = engine.unwrap(incoming.bytes(), plain);
    if (!incoming.bytes().hasRemaining()) {
      incoming = TlsRecords.NONE; // an idle connection keeps nothing
    }
    return switch (result.getStatus()) {
      case OK -> Arrays.copyOf(plain.array(), plain.position());
      case CLOSED -> null;
      case BUFFER_UNDERFLOW, BUFFER_OVERFLOW ->
          throw new SSLException("a record is not as long as it says");
    };
  }

  private boolean more() {
    byte @Nullable [] bytes = raw.get();
    if (bytes == null) {
      return false;
    }
    incoming = incoming.and(bytes);
    ReadBuffer.grow(raw, bytes.length);
    return true;
  }

  @Override
  public void write(BufferData buffer) {
    try {
      send(ByteBuffer.wrap(buffer.readBytes()));
    } catch (IOException over) {
      throw new UncheckedIOException(new SocketException(over.getMessage()));
    }
  }

  /// Sends all of `plain`, or what the engine has to say.
  private void send(ByteBuffer plain) throws IOException {
    writing.lock();
    try {
      do {
        var room = engine.getSession().getPacketBufferSize();
        var sealed = ByteBuffer.allocate(room);
        var result = engine.wrap(plain, sealed);
        if (sealed.position() > 0) {
          raw.write(BufferData.create(sealed.array(), 0, sealed.position()));
        } else if (plain.hasRemaining() || result.getStatus() != Status.OK) {
          throw new SSLException("the connection takes nothing more: " + result.getStatus());
        }
      } while (plain.hasRemaining());
    } finally {
      writing.unlock();
    }
  }

  /// Tells the client that nothing more comes (RFC 8446, 6.1), unless somebody is writing: then it
  /// does not read.
  void finish() {
    if (established && writing.tryLock()) {
      try {
        finished = true;
        alert();
      } finally {
        writing.unlock();
      }
    }
  }

  /// Sends the engine's last words.
  private void alert() {
    engine.closeOutbound();
    try {
      for (int i = 0; i < LAST_WORDS && !engine.isOutboundDone(); i++) {
        send(NOTHING);
      }
    } catch (IOException | RuntimeException gone) {
      // Then it does not hear them.
    }
  }

  @Override
  public void close() {
    raw.close();
  }

  @Override
  public void idle() {
    raw.idle();
  }

  @Override
  public boolean isConnected() {
    return raw.isConnected();
  }

  @Override
  public int read(BufferData buffer) {
    var bytes = get();
    if (bytes == null) {
      return -1;
    }
    buffer.write(bytes);
    return bytes.length;
  }

  @Override
  public boolean protocolNegotiated() {
    return !protocol().isEmpty();
  }

  @Override
  public String protocol() {
    var protocol = engine.getApplicationProtocol();
    return protocol == null ? "" : protocol;
  }

  @Override
  public PeerInfo remotePeer() {
    return raw.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return raw.localPeer();
  }

  @Override
  public boolean isSecure() {
    return true;
  }

  @Override
  public String socketId() {
    return raw.socketId();
  }

  @Override
  public String childSocketId() {
    return raw.childSocketId();
  }
}

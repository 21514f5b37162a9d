package io.edgemq.webhook;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A TCP connection that is made to nothing which the guard forbids, that takes a bounded number of
/// bytes for each answer, hands on one answer of HTTP/1.1 at a time, and can be asked whether
/// another request may be sent on it.
final class GuardedSocket extends Socket {
  /// How many bytes may come for one request or behind one head: four times what is read of both,
  /// with room for TLS and HTTP/2. An endpoint that sends more has no use for the connection.
  static final int MOST_HEARD = 2 << 20;

  /// What an endpoint may have sent over HTTP/2 of an answer that nobody reads any more: OkHttp's
  /// window. It comes while others are expected.
  private static final int HTTP2_WINDOW = 16 << 20;

  private final AddressGuard guard;
  private final Consumer<GuardedSocket> onClose;
  private final SocketChannel channel;
  private final Socket socket;
  private volatile long heard;
  private volatile long most = MOST_HEARD;
  private volatile boolean tls;
  private volatile @Nullable AnswerStream answers;

  GuardedSocket(AddressGuard guard, Consumer<GuardedSocket> onClose) throws IOException {
    this.guard = guard;
    this.onClose = onClose;
    this.channel = SocketChannel.open();
    this.socket = channel.socket();
  }

  /// How many bytes came since [#expectAnswer] or [#expectBody].
  long heard() {
    return heard;
  }

  /// A request begins.
  void expectAnswer() {
    heard = 0;
    var read = answers;
    if (read != null) {
      read.expectAnswer();
    }
  }

  /// The head of an answer is in.
  void expectBody() {
    heard = 0;
  }

  /// The connection is one of TLS: what comes on it is no HTTP.
  void carriesTls() {
    tls = true;
    answers = null;
  }

  /// What comes, one answer of HTTP/1.1 at a time. Asked for once.
  ///
  /// @param in what comes, without TLS
  InputStream framed(InputStream in) {
    var stream = new AnswerStream(in);
    answers = stream;
    return stream;
  }

  /// Several requests share the connection.
  void carriesHttp2() {
    most = MOST_HEARD + HTTP2_WINDOW;
  }

  /// Whether the other side has closed the connection or has sent what nobody asked for, or the end
  /// of the last answer is not known. For a connection of HTTP/1.1 that nobody uses; does not wait.
  boolean isStale() {
    try {
      var read = answers;
      if (read == null || !read.isAtRest()) {
        return true;
      }
      channel.configureBlocking(false);
      try {
        return channel.read(ByteBuffer.allocate(1)) != 0;
      } finally {
        channel.configureBlocking(true);
      }
    } catch (IOException _) {
      return true;
    }
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  @Override
  public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
    if (!(endpoint instanceof InetSocketAddress target)
        || target.isUnresolved()
        || !guard.permits(target.getAddress().getAddress())) {
      throw new ForbiddenAddressException();
    }
    // A request is one or a few writes; none should wait for the acknowledgement of the one before.
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    socket.connect(endpoint, timeoutMillis);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    var in = new BoundedInput(socket.getInputStream());
    return tls ? in : framed(in);
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return socket.getOutputStream();
  }

  @Override
  public void close() throws IOException {
    onClose.accept(this);
    channel.close();
  }

  @Override
  public void shutdownInput() throws IOException {
    socket.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public InetAddress getInetAddress() {
    return socket.getInetAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return socket.getLocalAddress();
  }

  @Override
  public int getPort() {
    return socket.getPort();
  }

  @Override
  public int getLocalPort() {
    return socket.getLocalPort();
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return socket.getSoTimeout();
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    socket.setSoTimeout(millis);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return socket.getTcpNoDelay();
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    socket.setTcpNoDelay(on);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return socket.getSoLinger();
  }

  @Override
  public boolean isConnected() {
    return socket.isConnected();
  }

  @Override
  public boolean isBound() {
    return socket.isBound();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public boolean isInputShutdown() {
    return socket.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return socket.isOutputShutdown();
  }

  /// Counts what comes. One thread reads a connection at a time.
  private final class BoundedInput extends FilterInputStream {
    BoundedInput(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      count(Math.max(0, count));
      return count;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one reader; who resets it cares for no exact sum
    private void count(int bytes) throws IOException {
      heard += bytes;
      if (heard > most) {
        throw new ProtocolException("the answer is too long");
      }
    }
  }
}

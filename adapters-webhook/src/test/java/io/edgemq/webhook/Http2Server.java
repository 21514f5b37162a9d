package io.edgemq.webhook;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;

/// A server that speaks HTTP/2 frame by frame, as the test says.
final class Http2Server implements AutoCloseable {
  private static final int PREFACE = 24;
  static final int HEADERS = 1;
  static final int SETTINGS = 4;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int END_HEADERS = 4;
  static final int END_STREAM = 1;

  private final ServerSocket listener;
  private final Service service;
  private final AtomicInteger accepted = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);

  /// What is done with a connection after the settings were sent.
  interface Service {
    void serve(Connection connection) throws IOException, InterruptedException;
  }

  record Frame(int type, int flags, int stream, byte[] payload) {}

  final class Connection {
    private final DataInputStream in;
    private final DataOutputStream out;

    Connection(Socket socket) throws IOException {
      this.in = new DataInputStream(socket.getInputStream());
      this.out = new DataOutputStream(socket.getOutputStream());
    }

    Frame read() throws IOException {
      int lengthAndType = in.readInt();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      return new Frame(lengthAndType & 0xff, flags, stream, in.readNBytes(lengthAndType >>> 8));
    }

    /// The next frame of type `type`; others are passed over.
    Frame read(int type) throws IOException {
      var frame = read();
      while (frame.type() != type) {
        frame = read();
      }
      return frame;
    }

    void write(Frame frame) throws IOException {
      out.writeInt((frame.payload().length << 8) | frame.type());
      out.writeByte(frame.flags());
      out.writeInt(frame.stream());
      out.write(frame.payload());
      out.flush();
    }

    /// Answers 200 without a body.
    void answer(int stream) throws IOException {
      byte status200 = (byte) 0x88;
      write(new Frame(HEADERS, END_HEADERS | END_STREAM, stream, new byte[] {status200}));
    }

    void awaitEnd() throws IOException {
      in.transferTo(OutputStream.nullOutputStream());
    }

    /// Whether the test is over, after `time` at most.
    boolean isOver(Duration time) throws InterruptedException {
      return over.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  Http2Server(HandshakeCertificates certificates, Service service) throws IOException {
    this.service = service;
    this.listener =
        certificates
            .sslContext()
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofPlatform().daemon().start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        var socket = (SSLSocket) listener.accept();
        accepted.incrementAndGet();
        Thread.ofPlatform().daemon().start(() -> serve(socket));
      }
    } catch (IOException _) {
      // The server is closed.
    }
  }

  private void serve(SSLSocket socket) {
    try (socket) {
      var parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      var connection = new Connection(socket);
      connection.in.readNBytes(PREFACE);
      connection.write(new Frame(SETTINGS, 0, 0, new byte[0]));
      service.serve(connection);
    } catch (IOException _) {
      // The client is gone.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  String url() {
    return "https://hook.test:" + listener.getLocalPort() + "/in";
  }

  int accepted() {
    return accepted.get();
  }

  @Override
  public void close() {
    over.countDown();
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

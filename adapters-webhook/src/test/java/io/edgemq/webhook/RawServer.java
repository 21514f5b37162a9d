package io.edgemq.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A server of bytes: it counts connections, and does with each what the test says.
final class RawServer implements AutoCloseable {
  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final String scheme;
  private final ServerSocket listener;
  private final Service service;
  private final AtomicInteger accepted = new AtomicInteger();
  private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
  private final CountDownLatch over = new CountDownLatch(1);

  /// What is done with a connection, which is closed afterwards.
  interface Service {
    void serve(Connection connection) throws IOException, InterruptedException;
  }

  /// A request as it came.
  ///
  /// @param head with its line breaks, without the empty line
  record Request(String head, byte[] body) {
    String header(String name) {
      return head.lines()
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }
  }

  /// A connection that a test serves.
  final class Connection {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      this.out = socket.getOutputStream();
    }

    /// The next request with a `Content-Length`.
    Request read() throws IOException {
      var request = readHead();
      return new Request(
          request.head(), in.readNBytes(Integer.parseInt(request.header("Content-Length"))));
    }

    /// The next request, as if it had no body.
    Request readHead() throws IOException {
      var head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("no request");
        }
        head.append((char) next);
      }
      var bytes = head.toString().getBytes(StandardCharsets.ISO_8859_1);
      return new Request(new String(bytes, StandardCharsets.UTF_8).stripTrailing(), new byte[0]);
    }

    void write(String text) throws IOException {
      write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    /// Waits until the client closes the connection.
    void awaitEnd() throws IOException {
      in.transferTo(OutputStream.nullOutputStream());
    }

    /// Waits until the test is over.
    void hold() throws InterruptedException {
      over.await();
    }

    void shutdownOutput() throws IOException {
      socket.shutdownOutput();
    }

    /// Whether the test is over, after `time` at most.
    boolean isOver(Duration time) throws InterruptedException {
      return over.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Breaks the connection off.
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private RawServer(String scheme, ServerSocket listener, Service service) {
    this.scheme = scheme;
    this.service = service;
    this.listener = listener;
    Thread.ofVirtual().start(this::accept);
  }

  static RawServer start(Service service) {
    return at("127.0.0.1", 0, service);
  }

  static RawServer at(String address, int port, Service service) {
    try {
      var listener = new ServerSocket();
      listener.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port), 1_024);
      return new RawServer("http", listener, service);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// As [#start], with TLS on top, and the certificate of [Certificates].
  static RawServer startTls(Service service) {
    try {
      var sockets = Certificates.SERVER.sslContext().getServerSocketFactory();
      var listener = sockets.createServerSocket(0, 1_024, InetAddress.ofLiteral("127.0.0.1"));
      return new RawServer("https", listener, service);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Answers each request with the text.
  static RawServer answering(String answer) {
    return start(
        connection -> {
          while (true) {
            connection.read();
            connection.write(answer);
          }
        });
  }

  private void accept() {
    try {
      while (true) {
        var socket = listener.accept();
        connections.add(socket);
        accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException _) {
      // The server is closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      service.serve(new Connection(socket));
    } catch (IOException _) {
      // The client is gone.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  String url() {
    return scheme + "://hook.test:" + port() + "/in";
  }

  /// How many connections were made.
  int accepted() {
    return accepted.get();
  }

  @Override
  public void close() {
    over.countDown();
    try {
      listener.close();
      for (var connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.edgemq.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Passes connections on to a server and keeps what clients send, which a browser does not show to
/// pages or to tools: preflights, and the headers that it adds itself.
final class RecordingProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final Queue<String> sent = new ConcurrentLinkedQueue<>();

  /// @param target the port of the server
  RecordingProxy(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /// Where clients connect.
  String origin() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /// What clients sent, each read of theirs a part. Requests without a body are one each.
  List<String> sent() {
    return List.copyOf(sent);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var client = listener.accept();
        sockets.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      sockets.add(server);
      var back = Thread.ofVirtual().start(() -> answer(server, client));
      pass(client.getInputStream(), server.getOutputStream(), sent);
      server.shutdownOutput();
      back.join();
    } catch (IOException gone) {
      // Either side is.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(Socket server, Socket client) {
    try (client) {
      pass(server.getInputStream(), client.getOutputStream(), new ConcurrentLinkedQueue<>());
    } catch (IOException gone) {
      // Either side is.
    }
  }

  private static void pass(InputStream from, OutputStream to, Queue<String> record)
      throws IOException {
    var buffer = new byte[1 << 16];
    for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
      record.add(new String(buffer, 0, length, ISO_8859_1));
      to.write(buffer, 0, length);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (var socket : sockets) {
      socket.close();
    }
  }
}

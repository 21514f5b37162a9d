package io.edgemq.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A client of a listener with a certificate.
///
/// @param tls what it trusts and shows
record TlsClient(int port, SSLContext tls) {
  private static final int PATIENCE_MILLIS = 60_000;

  HttpClient http(Version version) {
    return HttpClient.newBuilder().sslContext(tls).version(version).build();
  }

  HttpRequest get(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path)).build();
  }

  /// The answer of `/health`, on a connection of its own.
  HttpResponse<String> health(Version version) throws IOException, InterruptedException {
    try (var http = http(version)) {
      return http.send(get("/health"), BodyHandlers.ofString());
    }
  }

  SSLSocket connect() throws IOException {
    var socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  static void send(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Everything that comes.
  static String read(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }
}

package io.edgemq.server;

import io.helidon.http.Headers;
import io.helidon.http.Method;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.RoutingRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/// A request's stream of HTTP/2, where the body comes whether anybody reads it or not: what it may
/// hold of the memory, and how it is got rid of.
final class Http2Stream {
  /// What a header is besides its name and value (RFC 9113, 6.5.2).
  private static final int PER_HEADER = 32;

  /// The first stream of a connection.
  static final int FIRST = 1;

  private final RoutingRequest request;
  private final Holding holding;
  private final long head;

  /// @param holding is told what the request keeps in memory
  Http2Stream(RoutingRequest request, Holding holding) {
    this.request = request;
    this.holding = holding;
    this.head = Holding.TWICE * size(request.headers());
    holding.keep(head + window());
  }

  private static long size(Headers headers) {
    long bytes = 0;
    for (var header : headers) {
      bytes += header.name().length() + PER_HEADER;
      for (var value : header.allValues()) {
        bytes += value.length();
      }
    }
    return bytes;
  }

  /// How much of the body may come before anybody reads it.
  private long window() {
    return hasContent()
        ? Math.min(request.headers().contentLength().orElse(InboundWindow.SIZE), InboundWindow.SIZE)
        : 0;
  }

  private boolean hasContent() {
    var method = request.prologue().method();
    return !method.equals(Method.GET) && !method.equals(Method.HEAD);
  }

  /// Whether the request came whole over HTTP/1.1 and asked for HTTP/2: no frame ends its stream
  /// (RFC 7540, 3.2).
  private boolean isUpgraded() {
    return request.id() == FIRST && ClientConnection.of(request).input().isUpgraded();
  }

  /// Where the answer's body is written to instead of `out`.
  OutputStream output(OutputStream out) {
    var input = ClientConnection.of(request).input();
    return new Http2Output(out, input.outbound(), request.id(), input.writePatience());
  }

  /// Whether the client takes an answer of so many bytes at once; if so, it is to be sent.
  boolean takesNow(int bytes) {
    return ClientConnection.of(request).input().outbound().takeNow(request.id(), bytes);
  }

  /// The answer is complete, or given up.
  void answered() {
    ClientConnection.of(request).input().outbound().ended(request.id());
  }

  /// Nothing more of the body can come.
  void bodyIsRead() {
    holding.keep(head);
  }

  /// Why a GET is refused, if it is: it has content, which nobody would read. Its answer may have
  /// no end, so that cannot wait until then.
  Optional<Fault> complaint() {
    if (hasContent() || isUpgraded()) {
      return Optional.empty();
    }
    try (var watch = ClientConnection.of(request).watchBody(request)) {
      var in = request.content().inputStream();
      var piece = new byte[1];
      int length = in.read(piece);
      while (length == 0) { // a frame may be empty
        length = in.read(piece);
      }
      if (watch.isGone()) {
        throw new CloseConnectionException("the client went away within a request");
      }
      return length < 0 ? Optional.empty() : Optional.of(new Fault.MalformedBody());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Takes in what is left of the body, so that the connection's window opens again; for no longer
  /// than a request may take.
  void drain() {
    if (isUpgraded() || request.content().consumed()) {
      return;
    }
    try (var _ = ClientConnection.of(request).watchRest(request)) {
      request.content().consume();
    } catch (RuntimeException gone) {
      // Then there is nothing left of it.
    }
  }
}

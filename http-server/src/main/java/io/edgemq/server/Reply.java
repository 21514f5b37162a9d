package io.edgemq.server;

import io.helidon.http.Header;
import io.helidon.http.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// What an endpoint answers.
public sealed interface Reply {
  /// A body of known length.
  ///
  /// @param headers what the answer carries besides the media type
  record Content(Status status, Header type, byte[] body, List<Header> headers) implements Reply {}

  /// No body.
  record Empty(Status status, List<Header> headers) implements Reply {
    public Empty(Status status) {
      this(status, List.of());
    }
  }

  /// A body whose loss matters: `undo` runs when it could not be handed to the client.
  record Undoable(Content content, Runnable undo) implements Reply {}

  /// A body that is written as it is made, with status 200. It has an end, and one that breaks off
  /// is no answer: its client can tell, and it is not counted as a success.
  record Streamed(List<Header> headers, Body body) implements Reply {}

  /// A body that grows for as long as both sides like, with status 200.
  record Live(List<Header> headers, Body body) implements Reply {}

  /// The end of requests and answers on this connection (RFC 9110, 7.8): 101 is written, then
  /// `takeover` owns the connection. Only on HTTP/1.1 ([Call#isHttp2] says which it is); on HTTP/2
  /// it is a bug.
  ///
  /// @param headers what the 101 carries besides `Connection: Upgrade`; `Upgrade` must be among
  /// them
  record Upgrade(List<Header> headers, Takeover takeover) implements Reply {}

  /// Writes a body.
  @FunctionalInterface
  interface Body {
    /// Writes until there is nothing more to come. Each write is on its way when it returns.
    void writeTo(OutputStream out) throws IOException, InterruptedException;
  }
}

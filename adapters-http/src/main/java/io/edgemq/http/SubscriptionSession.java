package io.edgemq.http;

import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.server.WebSocket;
import io.edgemq.server.WebSocketHandler;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A socket that is one subscription's: its messages stand bare, and the end of its stream is the
/// end of the socket (SPEC 5.2).
final class SubscriptionSession implements WebSocketHandler {
  private static final SocketFrames FRAMES = SocketFrames.bare();

  private final MessageStream stream;
  private final MessageJson.Form form;
  private final SocketEnding ending;
  private @Nullable WebSocket socket;
  private @Nullable SocketSender sender;

  /// @param ending is told when the server stops
  SubscriptionSession(MessageStream stream, MessageJson.Form form, SocketEnding ending) {
    this.stream = stream;
    this.form = form;
    this.ending = ending;
  }

  @Override
  public void opened(WebSocket opened) {
    socket = opened;
    sender = new SocketSender(opened, new StreamSource(stream, new Bare(form)), new Alone());
    sender.start();
    ending.opened(opened);
  }

  /// A client has nothing to ask for here but a sign of life.
  @Override
  public void received(String text) throws IOException {
    if (socket == null) {
      throw new IllegalStateException("a socket is read that was not opened");
    }
    socket.send(List.of(answer(text)));
  }

  private static byte[] answer(String text) {
    try {
      var object = JsonIn.object(text);
      var fields = Fields.of(object, List.of(SocketOp.FIELD));
      if (!fields.requiredText(SocketOp.FIELD).equals(SocketOp.PING.word())) {
        throw SocketProblems.onlyPing().asException();
      }
      return FRAMES.plain(SocketAnswer.PONG);
    } catch (ProblemException mistake) {
      return FRAMES.error(mistake.problem());
    }
  }

  @Override
  public void stopping() {
    ending.stopping();
  }

  @Override
  public void closed() {
    if (sender == null) {
      stream.close();
    } else {
      sender.stop();
    }
  }

  /// The stream is all that there is.
  private record Alone() implements SocketSender.Owner {
    @Override
    public void clientIsGone() {
      // The connection's thread learns it, too.
    }

    @Override
    public void ended() {
      // The source has closed the stream.
    }
  }

  private record Bare(MessageJson.Form form) implements StreamSource.Frames {
    @Override
    public void add(StreamItem item, SocketPack pack) throws IOException {
      var frame = FRAMES.of(item, form);
      if (frame.isPresent()) {
        pack.add(frame.get());
      }
    }

    @Override
    public void end(WebSocket to, StreamItem.Closed closed) {
      SocketEnding.close(to, closed);
    }
  }
}

package io.edgemq.http;

import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Subject;
import io.edgemq.ports.in.OpenSockets.OpenSocket;
import io.edgemq.ports.in.OpenStreams;
import io.edgemq.ports.in.PublishMessages;
import io.edgemq.ports.in.SettleMessages;
import io.edgemq.ports.in.WorkOnQueues;
import io.edgemq.server.Fault;
import io.edgemq.server.WebSocket;
import io.edgemq.server.WebSocketHandler;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A socket that carries many subscriptions (SPEC 5.2). Its thread reads a request, carries it out
/// and answers: a client that does not read its answers is not read either.
final class SocketSession implements WebSocketHandler {
  private static final Logger LOG = System.getLogger(SocketSession.class.getName());

  private final SocketCaller caller;
  private final Abilities abilities;
  private final SocketEnding ending;
  private final OpenSocket place;
  private @Nullable WebSocket socket;
  private @Nullable SocketSubscriptions subscriptions;

  /// What can be asked for over a socket.
  record Abilities(
      OpenStreams streams, PublishMessages publish, WorkOnQueues work, SettleMessages settle) {}

  /// @param ending is told when the server ends the socket
  /// @param place is freed when the socket is over
  SocketSession(SocketCaller caller, Abilities abilities, SocketEnding ending, OpenSocket place) {
    this.caller = caller;
    this.abilities = abilities;
    this.ending = ending;
    this.place = place;
  }

  @Override
  public void opened(WebSocket opened) {
    socket = opened;
    subscriptions = new SocketSubscriptions(caller, abilities.streams(), abilities.work(), opened);
    ending.opened(opened);
  }

  @Override
  public void received(String text) throws IOException, InterruptedException {
    if (socket == null || subscriptions == null) {
      throw new IllegalStateException("a socket is read that was not opened");
    }
    SocketId id = null;
    try {
      var object = JsonIn.object(text);
      id = SocketId.of(object);
      carryOut(SocketRequest.of(object, id), socket, subscriptions);
    } catch (RuntimeException thrown) {
      socket.send(List.of(SocketFrames.of(id).error(problem(thrown))));
    }
  }

  private Problem problem(RuntimeException thrown) {
    return Explanations.problem(thrown, caller.requestId())
        .orElseGet(
            () -> {
              LOG.log(
                  Level.ERROR,
                  "a request on a socket failed: request=" + caller.requestId(),
                  thrown);
              return FaultProblems.of(new Fault.Bug());
            });
  }

  private void carryOut(SocketRequest request, WebSocket to, SocketSubscriptions standing)
      throws IOException, InterruptedException {
    switch (request.op()) {
      case SUBSCRIBE -> {
        standing.requireFree(request.id());
        standing.subscribe(request);
      }
      case UNSUBSCRIBE -> standing.unsubscribe(request);
      case RECEIVE -> standing.receive(request);
      case PUBLISH -> {
        standing.requireFree(request.id());
        to.send(List.of(publish(request)));
      }
      case SETTLE -> {
        standing.requireFree(request.id());
        to.send(List.of(settle(request)));
      }
      case PING -> {
        standing.requireFree(request.id());
        to.send(List.of(request.frames().plain(SocketAnswer.PONG)));
      }
    }
  }

  private byte[] publish(SocketRequest request) {
    var topic = request.topic();
    var fields = request.fields();
    var subject = PublishEndpoints.subject(topic, fields.text("subject").orElse(null));
    var published =
        Results.require(
            abilities
                .publish()
                .publish(caller.principal(), topic, subject, () -> message(fields, subject)));
    var out =
        request
            .frames()
            .begin(SocketAnswer.PUBLISHED)
            .field("sequence", published.stored().sequence())
            .field("subject", published.subject().value());
    if (published.stored().origin() == Stored.Origin.REPLAYED) {
      out.field("replayed", true);
    }
    return out.endObject().toBytes();
  }

  private static NewTopicMessage message(Fields fields, Subject subject) {
    var key = BatchIn.key(fields, "idempotency_key");
    return new NewTopicMessage(subject, BatchIn.content(fields), key);
  }

  private byte[] settle(SocketRequest request) {
    var queue = PathParameters.queue(request.fields().requiredText("queue"));
    var asked = new Later<>(() -> Settlements.orders(request.fields()));
    var outcomes =
        Results.require(abilities.settle().settle(caller.principal(), queue, asked::value));
    var out = request.frames().begin(SocketAnswer.SETTLED);
    return Settlements.write(out, asked.value(), outcomes).endObject().toBytes();
  }

  @Override
  public void stopping() {
    ending.stopping();
  }

  @Override
  public void closed() {
    try {
      place.close();
    } finally {
      if (subscriptions != null) {
        subscriptions.close();
      }
    }
  }
}

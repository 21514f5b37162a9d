package io.edgemq.http;

import io.edgemq.domain.QueueName;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.ports.in.ReceiveMessages;
import io.edgemq.ports.in.Received;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;
import java.util.List;

/// Hands messages out. When the receiver hangs up before it has its answer, the messages are given
/// back, so that none is lost (SPEC 3).
final class ReceiveEndpoint {
  /// The room that an answer should find before anything is received.
  private static final long LEAST = 1 << 16;

  private final ReceiveMessages receive;

  ReceiveEndpoint(ReceiveMessages receive) {
    this.receive = receive;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.POST, "/v1/queues/{queue}/receive", this::receive).taking("body"));
  }

  private Reply receive(Call call) throws InterruptedException {
    var queue = PathParameters.queue(call.argument("queue"));
    var form = MessageJson.Form.of(call.query());
    var _ = Results.require(receive.mayReceive(call.principal(), queue));
    var request = request(call);
    call.dropBody(); // it may be long, and so may the wait
    call.hold(LEAST); // nothing is leased while there is no room for an answer
    call.hold(0); // and a wait needs none
    var messages =
        request.maxWait().isZero()
            ? Results.require(receive.receive(call.principal(), queue, request))
            : receiveWatched(call, queue, request);
    return reply(call, queue, messages, form);
  }

  private static ReceiveRequest request(Call call) {
    var fields = Fields.of(call, "max", "wait_seconds", "visibility_seconds");
    return new ReceiveRequest(
        fields.number("max", 1, Integer.MAX_VALUE).map(Long::intValue).orElse(1),
        fields.duration("visibility_seconds").orElse(null),
        fields.duration("wait_seconds").orElse(Duration.ZERO));
  }

  /// Waits for messages until the receiver hangs up.
  private List<Received> receiveWatched(Call call, QueueName queue, ReceiveRequest request)
      throws InterruptedException {
    var watch = call.watch();
    try (watch) {
      var messages = Results.require(receive.receive(call.principal(), queue, request));
      watch.close();
      if (watch.isGone()) {
        receive.giveBack(call.principal(), queue, messages);
        throw new CloseConnectionException("the receiver hung up");
      }
      return messages;
    } catch (InterruptedException interrupted) {
      if (watch.isGone()) {
        throw new CloseConnectionException("the receiver hung up", interrupted);
      }
      throw interrupted;
    }
  }

  private Reply reply(Call call, QueueName queue, List<Received> messages, MessageJson.Form form) {
    int expected = 32;
    long cost = 0;
    for (var each : messages) {
      expected += MessageJson.expected(each.message().content().payload());
      cost += MessageJson.cost(each, form);
    }
    if (!call.holdNow(cost)) {
      receive.giveBack(call.principal(), queue, messages);
      throw Call.overload();
    }
    var out = new JsonOut(expected).object().array("messages");
    messages.forEach(each -> MessageJson.write(out, each, form));
    var content = JsonReply.of(Status.OK_200, out.endArray().endObject());
    return messages.isEmpty()
        ? content
        : new Reply.Undoable(content, () -> receive.giveBack(call.principal(), queue, messages));
  }
}

package io.edgemq.http;

import io.edgemq.ports.in.SettleMessages;
import io.edgemq.ports.in.SettleMessages.Order;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.List;

/// Ends and extends leases (SPEC 3).
final class SettleEndpoints {
  private final SettleMessages settle;

  SettleEndpoints(SettleMessages settle) {
    this.settle = settle;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.DELETE, "/v1/queues/{queue}/messages/{receipt}", this::acknowledge),
        Route.of(Method.POST, "/v1/queues/{queue}/settle", this::settle));
  }

  private Reply acknowledge(Call call) {
    var queue = PathParameters.queue(call.argument("queue"));
    var order = new Order.Ack(call.argument("receipt"));
    var outcomes = Results.require(settle.settle(call.principal(), queue, List.of(order)));
    var _ = Results.require(outcomes.getFirst());
    return new Reply.Empty(Status.NO_CONTENT_204);
  }

  private Reply settle(Call call) {
    var queue = PathParameters.queue(call.argument("queue"));
    var asked =
        new Later<>(
            () -> Settlements.orders(Fields.of(call, Settlements.LISTS.toArray(String[]::new))));
    var outcomes = Results.require(settle.settle(call.principal(), queue, asked::value));
    var orders = asked.value();
    var out = new JsonOut(orders.size() * Settlements.EXPECTED).object();
    return JsonReply.ok(Settlements.write(out, orders, outcomes).endObject());
  }
}

package io.edgemq.http;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.SettleMessages;
import io.edgemq.ports.in.SettleMessages.Effect;
import io.edgemq.ports.in.SettleMessages.Order;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Ends and extends leases (SPEC 3).
final class SettleEndpoints {
  private static final int EXPECTED = 320;

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
    var asked = new Later<>(() -> orders(call));
    var outcomes = Results.require(settle.settle(call.principal(), queue, asked::value));
    var orders = asked.value();
    var out = new JsonOut(orders.size() * EXPECTED).object().array("results");
    for (int i = 0; i < orders.size(); i++) {
      write(out, orders.get(i), outcomes.get(i));
    }
    return JsonReply.ok(out.endArray().endObject());
  }

  private static List<Order> orders(Call call) {
    var orders = orders(Fields.of(call, "ack", "nack", "extend", "reject"));
    if (orders.isEmpty()) {
      throw Problems.missingField("ack").asException();
    }
    return orders;
  }

  private static List<Order> orders(Fields fields) {
    var orders = new ArrayList<Order>();
    fields.texts("ack").forEach(receipt -> orders.add(new Order.Ack(receipt)));
    each(
        fields,
        "nack",
        "delay_seconds",
        one ->
            orders.add(
                new Order.Nack(
                    one.requiredText("receipt"),
                    one.duration("delay_seconds").orElse(Duration.ZERO))));
    each(
        fields,
        "extend",
        "visibility_seconds",
        one ->
            orders.add(
                new Order.Extend(
                    one.requiredText("receipt"),
                    one.duration("visibility_seconds")
                        .orElseThrow(() -> one.missing("visibility_seconds")))));
    each(
        fields,
        "reject",
        "reason",
        one -> orders.add(new Order.Reject(one.requiredText("receipt"), reason(one))));
    return orders;
  }

  private static void each(
      Fields fields, String list, String detail, Function<Fields, Boolean> add) {
    int size = fields.elements(list).size();
    for (int i = 0; i < size; i++) {
      var _ = add.apply(fields.element(list, i, List.of("receipt", detail)));
    }
  }

  private static DeadLetterReason reason(Fields one) {
    var text = one.text("reason").orElse(null);
    try {
      return DeadLetterReason.rejected(text);
    } catch (IllegalArgumentException illegal) {
      throw one.invalid(
          "reason", "1 to %d characters, none of control".formatted(DeadLetterReason.MAX_LENGTH));
    }
  }

  private static void write(JsonOut out, Order order, Outcome<Effect> outcome) {
    out.object().field("receipt", order.receipt()).field("action", action(order));
    switch (outcome) {
      case Outcome.Done<Effect>(SettleMessages.Ended _) -> out.field("ok", true);
      case Outcome.Done<Effect>(SettleMessages.Extended(var receipt, var until)) ->
          out.field("ok", true)
              .field("new_receipt", receipt)
              .field("visible_until", until.toString());
      case Outcome.Refused<Effect>(var refusal) ->
          Problems.of(refusal).writeAs("error", out.field("ok", false));
    }
    out.endObject();
  }

  private static String action(Order order) {
    return switch (order) {
      case Order.Ack _ -> "ack";
      case Order.Nack _ -> "nack";
      case Order.Extend _ -> "extend";
      case Order.Reject _ -> "reject";
    };
  }
}

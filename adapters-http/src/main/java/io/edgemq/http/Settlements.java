package io.edgemq.http;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.SettleMessages;
import io.edgemq.ports.in.SettleMessages.Effect;
import io.edgemq.ports.in.SettleMessages.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What is to become of leases, and what became of them, as JSON (SPEC 3).
final class Settlements {
  /// The lists of receipts, each for one kind of settlement.
  static final List<String> LISTS = List.of("ack", "nack", "extend", "reject");

  /// How many bytes the result of one receipt probably takes.
  static final int EXPECTED = 320;

  private Settlements() {}

  /// The orders in the lists of `fields`, of which there must be one at least.
  static List<Order> orders(Fields fields) {
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
    if (orders.isEmpty()) {
      throw Problems.missingField("ack").asException();
    }
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

  /// Writes what became of `orders`, as the field `results`.
  static JsonOut write(JsonOut out, List<Order> orders, List<Outcome<Effect>> outcomes) {
    out.array("results");
    for (int i = 0; i < orders.size(); i++) {
      write(out, orders.get(i), outcomes.get(i));
    }
    return out.endArray();
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

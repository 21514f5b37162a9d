package io.edgemq.http;

import io.edgemq.domain.Limits;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.ports.in.SendMessages;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import java.util.List;

/// Puts messages into queues (SPEC 3).
final class SendEndpoints {
  private static final List<String> ENTRY =
      List.of(
          "body", "body_b64", "content_type", "attributes", "delay_seconds", "group", "dedup_id");
  private static final int EXPECTED = 128;

  private final SendMessages send;
  private final Limits limits;

  SendEndpoints(SendMessages send, Limits limits) {
    this.send = send;
    this.limits = limits;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.POST, "/v1/queues/{queue}/messages", this::send),
        Route.of(Method.POST, "/v1/queues/{queue}/messages/batch", this::sendBatch));
  }

  private Reply send(Call call) {
    var queue = PathParameters.queue(call.argument("queue"));
    var stored = Results.require(send.send(call.principal(), queue, () -> message(call)));
    var json = StoredJson.begin(new JsonOut(EXPECTED), queue.value(), stored).endObject();
    return StoredJson.reply(stored, json);
  }

  private NewQueueMessage message(Call call) {
    var delay = MessageIn.delay(call);
    var group = MessageIn.group(call);
    var key = MessageIn.key(call);
    return new NewQueueMessage(MessageIn.content(call, limits), delay, group, key);
  }

  private Reply sendBatch(Call call) {
    var queue = PathParameters.queue(call.argument("queue"));
    var batch = new Later<>(() -> BatchIn.of(call, limits, ENTRY, SendEndpoints::message));
    var outcomes =
        BatchIn.stored(
            batch, send.sendBatch(call.principal(), queue, () -> batch.value().messages()));
    var out = StoredJson.begin(batch.value());
    return StoredJson.batch(
        batch.value(),
        outcomes,
        stored -> {
          StoredJson.begin(out, queue.value(), stored);
          return stored;
        },
        out);
  }

  private static NewQueueMessage message(BatchIn.Item item) {
    var content = item.content();
    var delay = item.fields().duration("delay_seconds").orElse(null);
    var group = item.group();
    var key =
        item.key(
            content,
            delay == null ? null : Seconds.text(delay),
            group == null ? null : group.value());
    return new NewQueueMessage(content, delay, group, key);
  }
}

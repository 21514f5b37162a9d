package io.edgemq.bench;

import io.nats.client.JetStream;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.OrderedConsumerContext;
import io.nats.client.api.OrderedConsumerConfiguration;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.NatsMessage;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/// The floor of forwarding: it reads a stream in order and publishes each message to the subject
/// `<to>.<key>` of another one, with some hundred acknowledgements under way. No mark, no trimming.
/// Arguments: `nats`, `from` (a stream of a bucket), `to` (a stream and its subject).
public final class StreamLoop {
  private static final int IN_FLIGHT = 500;

  private StreamLoop() {}

  public static void main(String[] args) throws Exception {
    var arguments = Arguments.parse(args);
    var connection =
        Nats.connect(
            new Options.Builder().server(arguments.text("nats")).dontForceFlushOnRequest().build());
    var from =
        connection
            .getStreamContext(arguments.text("from"))
            .createOrderedConsumer(new OrderedConsumerConfiguration());
    try {
      copy(from, connection.jetStream(), arguments.text("to"));
    } finally {
      connection.close();
    }
  }

  private static void copy(OrderedConsumerContext from, JetStream target, String to)
      throws Exception {
    var underWay = new ArrayDeque<CompletableFuture<PublishAck>>(IN_FLIGHT);
    var messages = from.iterate();
    while (true) {
      var next = messages.nextMessage(1_000);
      if (next == null) continue;
      var key = next.getSubject().substring(next.getSubject().lastIndexOf('.') + 1);
      var message = NatsMessage.builder().subject(to + "." + key).data(next.getData()).build();
      underWay.add(target.publishAsync(message));
      if (underWay.size() == IN_FLIGHT) underWay.remove().join();
    }
  }
}

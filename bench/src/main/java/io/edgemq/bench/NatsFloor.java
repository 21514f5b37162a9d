package io.edgemq.bench;

import io.helidon.webserver.http.HttpRouting;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;

/// The floor of every request that ends in a JetStream stream. It publishes the body with jnats
/// over one connection, which gathers what many callers write at once. Arguments: `port`, `nats`.
public final class NatsFloor {
  private static final String SUBJECT = "floor";

  private NatsFloor() {}

  public static void main(String[] args)
      throws IOException, InterruptedException, JetStreamApiException {
    var arguments = Arguments.parse(args);
    var connection =
        Nats.connect(
            new Options.Builder().server(arguments.text("nats")).dontForceFlushOnRequest().build());
    var stream =
        StreamConfiguration.builder()
            .name(SUBJECT)
            .subjects(SUBJECT)
            .storageType(StorageType.File)
            .build();
    connection.jetStreamManagement().addStream(stream);
    var jetStream = connection.jetStream();
    FloorServer.start(
        arguments.number("port"),
        HttpRouting.builder()
            .post(
                "/messages",
                (request, response) -> {
                  try (var in = request.content().inputStream()) {
                    long sequence = jetStream.publish(SUBJECT, in.readAllBytes()).getSeqno();
                    FloorAnswer.PUBLISHED.send(response, sequence);
                  }
                }));
  }
}

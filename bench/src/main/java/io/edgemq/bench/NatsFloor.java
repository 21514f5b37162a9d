package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;

/// The floor of every request that ends in a JetStream stream. It publishes the body with jnats
/// over one connection, and answers its sequence.
public final class NatsFloor {
  private static final String SUBJECT = "floor";

  private NatsFloor() {}

  public static void main(String[] args)
      throws IOException, InterruptedException, JetStreamApiException {
    var arguments = Arguments.parse(args);
    var connection = Nats.connect(arguments.text("nats"));
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
                    response.status(Status.CREATED_201);
                    response.send(("{\"sequence\":" + sequence + "}").getBytes(US_ASCII));
                  }
                }));
  }
}

package io.edgemq.bench;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StorageType;
import java.io.IOException;

/// The floor of every request to a key on JetStream: `put` and `get` of jnats's [KeyValue] over one
/// connection, which gathers what many callers write at once. Arguments: `port`, `nats`.
public final class NatsKvFloor {
  private static final String BUCKET = "floor";

  private NatsKvFloor() {}

  public static void main(String[] args)
      throws IOException, InterruptedException, JetStreamApiException {
    var arguments = Arguments.parse(args);
    var connection =
        Nats.connect(
            new Options.Builder().server(arguments.text("nats")).dontForceFlushOnRequest().build());
    connection
        .keyValueManagement()
        .create(KeyValueConfiguration.builder().name(BUCKET).storageType(StorageType.File).build());
    var keys = connection.keyValue(BUCKET);
    FloorServer.start(
        arguments.number("port"),
        HttpRouting.builder()
            .put(
                KvAnswers.ROUTE,
                (request, response) -> {
                  try (var in = request.content().inputStream()) {
                    var key = request.path().pathParameters().get("key");
                    KvAnswers.stored(response, keys.put(key, in.readAllBytes()));
                  }
                })
            .get(
                KvAnswers.ROUTE,
                (request, response) -> {
                  var found = keys.get(request.path().pathParameters().get("key"));
                  var value = found == null ? null : found.getValue();
                  if (value == null) {
                    response.status(Status.NOT_FOUND_404).send();
                  } else {
                    KvAnswers.found(response, found.getRevision(), value);
                  }
                }));
  }
}

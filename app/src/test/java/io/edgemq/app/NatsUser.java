package io.edgemq.app;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;

/// A client of nats-server that is none of ours.
record NatsUser(Connection connection) implements AutoCloseable {
  /// Connects to a server without accounts.
  static NatsUser of(NatsBroker broker) throws IOException, InterruptedException {
    return new NatsUser(Nats.connect(broker.url()));
  }

  /// Connects as a user of the accounts.
  static NatsUser of(NatsBroker broker, String name) throws IOException, InterruptedException {
    var options = new Options.Builder().server(broker.url());
    return new NatsUser(Nats.connect(options.userInfo(name, NatsBroker.password(name)).build()));
  }

  /// Makes a bucket of this user's account.
  KeyValue make(String bucket) throws IOException, JetStreamApiException, InterruptedException {
    connection.keyValueManagement().create(KeyValueConfiguration.builder(bucket).build());
    return keys(bucket);
  }

  /// The keys of a bucket of this user's account.
  KeyValue keys(String bucket) throws IOException {
    return connection.keyValue(bucket);
  }

  /// Stores a message.
  void publish(String subject, byte[] body) throws IOException, JetStreamApiException {
    connection.jetStream().publish(subject, body);
  }

  /// The settings of a stream.
  StreamConfiguration settings(String stream) throws IOException, JetStreamApiException {
    return connection.jetStreamManagement().getStreamInfo(stream).getConfiguration();
  }

  /// Changes the settings of a stream.
  void change(StreamConfiguration wanted) throws IOException, JetStreamApiException {
    connection.jetStreamManagement().updateStream(wanted);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.edgemq.bench;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PublishOptions;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/// A client of the nats-server that writes into buckets as any NATS client does, while nobody
/// follows them, and sees how many messages streams have.
final class MissedWrites implements AutoCloseable {
  private static final int IN_FLIGHT = 2_000;
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Connection connection;
  private final JetStreamManagement streams;

  private MissedWrites(Connection connection) throws IOException {
    this.connection = connection;
    this.streams = connection.jetStreamManagement();
  }

  static MissedWrites connect(NatsServer nats) throws InterruptedException {
    try {
      return new MissedWrites(
          Nats.connect(new Options.Builder().server(nats.url()).dontForceFlushOnRequest().build()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Writes `count` values of 256 bytes to the bucket, to one key after the other.
  void write(String bucket, int count) {
    try {
      var target = connection.jetStream();
      var options = PublishOptions.builder().build();
      byte[] body = Requests.payload(Post.BYTES);
      var underWay = new ArrayDeque<CompletableFuture<PublishAck>>(IN_FLIGHT);
      for (int i = 0; i < count; i++) {
        var subject = "$KV." + bucket + "." + Keys.name(i % Keys.COUNT);
        underWay.add(target.publishAsync(subject, body, options));
        if (underWay.size() == IN_FLIGHT) underWay.remove().join();
      }
      underWay.forEach(CompletableFuture::join);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Makes a bucket `copy` whose stream has the settings of that of `bucket`.
  void makeAs(String bucket, String copy) {
    var settings = info(bucket);
    add(
        StreamConfiguration.builder(settings)
            .name("KV_" + copy)
            .subjects("$KV." + copy + ".>")
            .build());
  }

  /// Makes a stream with its name and everything below it as subjects.
  void make(String stream) {
    add(
        StreamConfiguration.builder()
            .name(stream)
            .subjects(stream + ".>")
            .storageType(StorageType.File)
            .build());
  }

  private StreamConfiguration info(String bucket) {
    try {
      return streams.getStreamInfo("KV_" + bucket).getConfiguration();
    } catch (IOException | JetStreamApiException failed) {
      throw new IllegalStateException("no bucket " + bucket, failed);
    }
  }

  private void add(StreamConfiguration wanted) {
    try {
      streams.addStream(wanted);
    } catch (IOException | JetStreamApiException failed) {
      throw new IllegalStateException("cannot make " + wanted.getName(), failed);
    }
  }

  void delete(String stream) {
    try {
      streams.deleteStream(stream);
    } catch (IOException | JetStreamApiException failed) {
      throw new IllegalStateException("cannot delete " + stream, failed);
    }
  }

  /// The last sequence of the stream.
  long last(String stream) {
    try {
      return streams.getStreamInfo(stream).getStreamState().getLastSequence();
    } catch (IOException | JetStreamApiException failed) {
      throw new IllegalStateException("no stream " + stream, failed);
    }
  }

  /// Waits until the stream has `count` messages. Returns how many a second came, from the first
  /// look that saw any of them on, so that nobody's start is measured.
  ///
  /// @param writer what writes them
  double perSecond(String stream, int count, Child writer) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long first = 0;
    long begin = 0;
    for (long seen = 0; seen < count; ) {
      seen = last(stream);
      long now = System.nanoTime();
      if (first == 0 && seen > 0) {
        first = seen;
        begin = now;
      }
      if (seen >= count) return (seen - first) * 1e9 / (now - begin);
      if (now > deadline || !writer.isAlive()) {
        throw new IllegalStateException(
            stream + " has only " + seen + " of " + count + writer.logTail());
      }
      Server.pause(POLL);
    }
    throw new IllegalArgumentException("nothing to wait for");
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}

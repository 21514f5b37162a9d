package io.edgemq.jetstream;

import io.nats.client.JetStreamApiException;
import io.nats.client.api.MessageInfo;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads single messages as a stream's leader has them. Every call is one round trip, and throws
/// [StoreException] when there was no answer.
final class LeaderReads {
  private LeaderReads() {}

  /// The message that `query` (JSON) asks for; empty when there is none.
  static Optional<Entry> get(Cluster cluster, String stream, String query) {
    var get =
        new Outgoing(
            "$JS.API.STREAM.MSG.GET." + stream,
            new MessageHeaders(),
            query.getBytes(StandardCharsets.UTF_8));
    var found = new MessageInfo(cluster.request(get), stream, false);
    if (found.getApiErrorCode() == Failures.NO_MESSAGE) {
      return Optional.empty();
    }
    try {
      found.throwOnHasError();
    } catch (JetStreamApiException refused) {
      throw Failures.of(refused);
    }
    return Optional.of(Entry.stored(found));
  }
}

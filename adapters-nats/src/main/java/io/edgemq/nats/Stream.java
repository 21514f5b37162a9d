package io.edgemq.nats;

import io.edgemq.domain.StoreException;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.PurgeOptions;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.Headers;
import io.nats.client.support.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// One stream of the cluster: its messages, read and written. Every call is one round trip unless
/// it says otherwise, and throws `StoreException` when it was not answered.
final class Stream {
  /// The most messages that one atomic batch may have; the server's own limit.
  static final int BATCH_MAX = 1000;

  private static final Duration MOMENT = Duration.ofMillis(5);

  private final Cluster cluster;
  private final String name;

  Stream(Cluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
  }

  String name() {
    return name;
  }

  /// How long one call may take.
  Duration timeout() {
    return cluster.timeout();
  }

  /// Stores one message. Where several parts of the condition fail, the answer is
  /// [Published.Behind] or, in a cluster, [Published.Known].
  Published publish(Outgoing message, Condition condition) {
    var outgoing = message;
    if (!condition.equals(Condition.NONE)) {
      var headers = new Headers(message.headers());
      condition.addTo(headers);
      outgoing = new Outgoing(message.subject(), headers, message.body());
    }
    long deadline = System.nanoTime() + cluster.timeout().toNanos();
    while (true) {
      var published = published(cluster.request(outgoing));
      if (published.isPresent()) {
        return published.get();
      }
      // somebody else is storing this id: in a moment it is known, or it failed there
      if (System.nanoTime() - deadline > 0) {
        throw Failures.timedOut(new TimeoutException("an id is being stored for too long"));
      }
      cluster.pause(MOMENT);
    }
  }

  /// Stores all messages or none, one after the other: an atomic batch of the server (2.12).
  /// `conditions` has one for each; only the first one's `last` counts. 1 to [#BATCH_MAX] messages.
  Published publish(List<Outgoing> messages, List<Condition> conditions) {
    if (messages.size() == 1) {
      return publish(messages.getFirst(), conditions.getFirst());
    }
    if (messages.size() > BATCH_MAX || messages.size() != conditions.size()) {
      throw new IllegalArgumentException("a batch of " + messages.size());
    }
    var id = io.nats.client.NUID.nextGlobal();
    var parts = new ArrayList<Outgoing>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      var message = messages.get(i);
      var headers = new Headers(message.headers());
      (i == 0 ? conditions.get(i) : Condition.id(conditions.get(i).id())).addTo(headers);
      headers.put(IdProbe.BATCH, id);
      headers.put(IdProbe.BATCH_SEQUENCE, Integer.toString(i + 1));
      if (i == messages.size() - 1) {
        headers.put(IdProbe.BATCH_COMMIT, "1");
      }
      parts.add(new Outgoing(message.subject(), headers, message.body()));
    }
    return published(cluster.requestLast(parts)).orElseGet(() -> new Published.Known(0));
  }

  /// Whether the stream has had a message with this id within its window; stores nothing.
  /// `subject` is one of the stream's.
  boolean knows(String id, String subject) {
    return knowsAny(List.of(id), subject);
  }

  /// The same for any of these ids: one at least, and less than [#BATCH_MAX].
  boolean knowsAny(List<String> ids, String subject) {
    return IdProbe.ask(cluster, ids, subject);
  }

  /// Empty when a message with this id is being stored by another call.
  private Optional<Published> published(Message answer) {
    try {
      var ack = new PublishAck(answer);
      if (!name.equals(ack.getStream())) {
        throw new IllegalStateException(ack.getStream() + " answered for " + name);
      }
      long at = ack.getSeqno();
      return Optional.of(ack.isDuplicate() ? new Published.Known(at) : new Published.Kept(at));
    } catch (JetStreamApiException refused) {
      return switch (refused.getApiErrorCode()) {
        case Failures.WRONG_LAST_SEQUENCE, Failures.WRONG_LAST_SEQUENCE_CONSTANT ->
            Optional.of(new Published.Behind());
        case Failures.KNOWN_ID_IN_BATCH -> Optional.of(new Published.Known(0));
        case Failures.ID_UNDER_WAY -> Optional.empty();
        default -> throw Failures.of(refused);
      };
    } catch (IOException unreadable) {
      throw Failures.of(unreadable);
    }
  }

  /// What to read.
  ///
  /// @param from the first sequence to look at
  /// @param filter the subjects that are wanted, with the server's wildcards
  /// @param max how many messages at most, from 1
  /// @param maxBytes after how many bytes to end; the first message comes in any case
  record Query(long from, String filter, int max, int maxBytes) {}

  /// Part of a stream.
  ///
  /// @param complete whether there was nothing more that `query` asks for
  record Part(List<Entry> entries, boolean complete) {}

  /// The messages that `query` asks for, in order; the server seeks to the first one by itself. Any
  /// replica may answer, so that what was stored just now may be missing.
  Part read(Query query) {
    var json =
        String.format(
            Locale.ROOT,
            "{\"seq\":%d,\"next_by_subj\":\"%s\",\"batch\":%d,\"max_bytes\":%d}",
            query.from(),
            quoted(query.filter()),
            query.max(),
            Math.max(1, query.maxBytes()));
    var answers = cluster.requestMany("$JS.API.DIRECT.GET." + name, bytes(json));
    var end = answers.getLast();
    var status = end.getStatus();
    if (Failures.isNoResponders(status)) {
      throw Failures.noResponders(new IOException(status.getMessage()));
    }
    var entries = answers.subList(0, answers.size() - 1).stream().map(Entry::direct).toList();
    if (status.getCode() == 404) {
      return new Part(entries, true);
    }
    if (status.getCode() != 204) {
      throw unexpected(status);
    }
    return new Part(entries, Entry.number(end.getHeaders(), "Nats-Num-Pending") == 0);
  }

  /// The message at `sequence`; empty when there is none, or the replica that answered does not
  /// have it yet.
  Optional<Entry> get(long sequence) {
    return single("{\"seq\":" + sequence + "}");
  }

  /// The last message of a subject; as with [#get].
  Optional<Entry> last(String subject) {
    return single("{\"last_by_subj\":\"" + quoted(subject) + "\"}");
  }

  /// The first message from `sequence` on that `filter` accepts, as the stream's leader has it:
  /// what was ever acknowledged is there. Dearer than [#read], because only one server can answer.
  Optional<Entry> fromLeader(long sequence, String filter) {
    var json = "{\"seq\":" + sequence + ",\"next_by_subj\":\"" + quoted(filter) + "\"}";
    var get = new Outgoing("$JS.API.STREAM.MSG.GET." + name, new Headers(), bytes(json));
    var found = new MessageInfo(cluster.request(get), name, false);
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

  private Optional<Entry> single(String json) {
    var answer =
        cluster.request(new Outgoing("$JS.API.DIRECT.GET." + name, new Headers(), bytes(json)));
    if (!answer.isStatusMessage()) {
      return Optional.of(Entry.direct(answer));
    }
    var status = answer.getStatus();
    if (status.getCode() == 404) {
      return Optional.empty();
    }
    throw unexpected(status);
  }

  private static StoreException unexpected(Status status) {
    return new StoreException.Unavailable(
        "the cluster answered " + status.getCode(), new IOException(status.getMessage()));
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  /// How the stream is, as its leader knows it; empty when there is no such stream.
  Optional<StreamInfo> info() {
    try {
      return Optional.of(cluster.administer(management -> management.getStreamInfo(name)));
    } catch (JetStreamApiException refused) {
      if (refused.getApiErrorCode() == Failures.NO_STREAM) {
        return Optional.empty();
      }
      throw Failures.of(refused);
    }
  }

  /// @param first the first message's sequence; one more than `last` when there is none
  /// @param last the sequence that was given last, whatever became of the message
  record Bounds(long first, long last) {}

  /// What the stream has, as its leader knows it. Throws `StoreException.NoResponders` when it is
  /// not there.
  Bounds bounds() {
    var state =
        info()
            .orElseThrow(() -> Failures.noResponders(new IOException("there is no " + name)))
            .getStreamState();
    long last = state.getLastSequence();
    boolean empty = state.getMsgCount() == 0;
    if (empty && last > 0 && state.getFirstSequence() != last + 1) {
      // removing moves the beginning: this leader has not got what there is
      throw Failures.noResponders(new IOException(name + " is not whole"));
    }
    return new Bounds(empty ? last + 1 : state.getFirstSequence(), last);
  }

  /// Removes every message before `sequence`. Without a filter of subjects, which the server is
  /// slow at, and which it may forget in part when it is killed.
  void purgeBefore(long sequence) {
    try {
      var before = PurgeOptions.builder().sequence(sequence).build();
      Object unused = cluster.administer(management -> management.purgeStream(name, before));
    } catch (JetStreamApiException refused) {
      throw Failures.of(refused);
    }
  }

  /// Removes the stream; whether there was one.
  boolean delete() {
    try {
      return cluster.administer(management -> management.deleteStream(name));
    } catch (JetStreamApiException refused) {
      if (refused.getApiErrorCode() == Failures.NO_STREAM) {
        return false;
      }
      throw Failures.of(refused);
    }
  }
}

package io.edgemq.jetstream;

import io.edgemq.domain.StoreException;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.PurgeOptions;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StreamInfo;
import io.nats.client.support.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Reads and writes the messages of one stream. Every call is one round trip unless it says
/// otherwise, and throws `StoreException` when there was no answer.
public final class StreamClient {
  /// The largest number of messages in one atomic batch; the server's own limit.
  public static final int BATCH_MAX = 1000;

  private static final Duration MOMENT = Duration.ofMillis(5);

  private final Cluster cluster;
  private final String name;

  public StreamClient(Cluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
  }

  /// The stream's name.
  public String name() {
    return name;
  }

  /// The largest message that the servers take, headers included, in bytes.
  public long maxPayload() {
    return cluster.maxPayload();
  }

  /// Room for what frees room.
  public Reserve reserve() {
    return cluster.reserve();
  }

  /// The time limit of one call.
  public Duration timeout() {
    return cluster.timeout();
  }

  /// Stores one message. When several parts of the condition fail, the result is [Published.Behind]
  /// or, in a cluster, [Published.Known].
  public Published publish(Outgoing message, Condition condition) {
    var outgoing = message;
    if (!condition.equals(Condition.NONE)) {
      var added = new HeaderLines();
      condition.addTo(added);
      outgoing = new Outgoing(message.subject(), added.behind(message.headers()), message.body());
    }
    long deadline = System.nanoTime() + cluster.timeout().toNanos();
    while (true) {
      var published = published(cluster.request(outgoing));
      if (published.isPresent()) {
        return published.get();
      }
      // another call is storing this id: soon it is known, or has failed there
      if (System.nanoTime() - deadline > 0) {
        throw Failures.timedOut(
            new TimeoutException("another call has been storing the id for too long"));
      }
      cluster.pause(MOMENT);
    }
  }

  /// Stores all messages or none, in order: an atomic batch of the server (2.12). `conditions` has
  /// one for each message; only the first one's `last` counts. Takes 1 to [#BATCH_MAX] messages.
  public Published publish(List<Outgoing> messages, List<Condition> conditions) {
    if (messages.size() == 1) {
      return publish(messages.getFirst(), conditions.getFirst());
    }
    if (messages.size() > BATCH_MAX || messages.size() != conditions.size()) {
      throw new IllegalArgumentException("a batch of " + messages.size());
    }
    var parts = SentBatch.parts(messages, conditions);
    return published(cluster.requestLast(parts)).orElseGet(() -> new Published.Known(0));
  }

  /// As above, but it is stored only when somebody calls [SentBatch#commit].
  public SentBatch send(List<Outgoing> messages, List<Condition> conditions) {
    return SentBatch.send(cluster, this, SentBatch.parts(messages, conditions));
  }

  /// Whether the stream had a message with this id within its window; stores nothing. `subject` is
  /// any subject of the stream.
  public boolean knows(String id, String subject) {
    return knowsAny(List.of(id), subject);
  }

  /// As above, for any of these ids: at least one, and fewer than [#BATCH_MAX].
  boolean knowsAny(List<String> ids, String subject) {
    return DedupProbe.ask(cluster, ids, subject);
  }

  /// Empty when another call is storing a message with this id.
  Optional<Published> published(Message answer) {
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
  /// @param filter the wanted subjects, with the server's wildcards
  /// @param max the largest number of messages, at least 1
  /// @param maxBytes the size after which to stop; the first message is returned in any case
  public record Query(long from, String filter, int max, int maxBytes) {}

  /// Part of a stream.
  ///
  /// @param pending how many more match the query
  public record Part(List<Entry> entries, long pending) {
    /// Whether nothing more matches the query.
    public boolean complete() {
      return pending == 0;
    }
  }

  /// The messages that match `query`, in order. The server seeks to the first one. Any replica may
  /// answer, so a message that was just stored may be missing.
  public Part read(Query query) {
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
      return new Part(entries, 0);
    }
    if (status.getCode() != 204) {
      throw unexpected(status);
    }
    return new Part(entries, Entry.number(MessageHeaders.of(end.getHeaders()), "Nats-Num-Pending"));
  }

  /// The message at `sequence`; empty when there is none, or when the answering replica does not
  /// have it yet.
  public Optional<Entry> get(long sequence) {
    return single("{\"seq\":" + sequence + "}");
  }

  /// The last message of a subject; empty as with [#get].
  public Optional<Entry> last(String subject) {
    return single("{\"last_by_subj\":\"" + quoted(subject) + "\"}");
  }

  /// The first message from `sequence` on that matches `filter`, as the stream's leader has it, so
  /// every acknowledged message is found. Costs more than [#read], because only one server can
  /// answer.
  public Optional<Entry> fromLeader(long sequence, String filter) {
    return LeaderReads.get(
        cluster, name, "{\"seq\":" + sequence + ",\"next_by_subj\":\"" + quoted(filter) + "\"}");
  }

  /// As above, the last message of a subject.
  public Optional<Entry> lastFromLeader(String subject) {
    return LeaderReads.get(cluster, name, "{\"last_by_subj\":\"" + quoted(subject) + "\"}");
  }

  /// As [#lastFromLeader], in the fastest way that finds every acknowledged message.
  public Optional<Entry> lastForSure(String subject) {
    return cluster.isSingle() ? last(subject) : lastFromLeader(subject);
  }

  private Optional<Entry> single(String json) {
    var answer =
        cluster.request(
            new Outgoing("$JS.API.DIRECT.GET." + name, new MessageHeaders(), bytes(json)));
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

  /// The stream's state, as its leader knows it; empty when there is no such stream.
  public Optional<StreamStatus> info() {
    return rawInfo().map(StreamStatus::of);
  }

  /// As [#info], with how it is configured.
  public Optional<StreamDescription> describe() {
    return rawInfo().map(info -> StreamDescription.of(name, info));
  }

  /// As [#info], but everything that the client library returns.
  public Optional<StreamInfo> rawInfo() {
    try {
      return Optional.of(cluster.administer(management -> management.getStreamInfo(name)));
    } catch (JetStreamApiException refused) {
      if (refused.getApiErrorCode() == Failures.NO_STREAM) {
        return Optional.empty();
      }
      throw Failures.of(refused);
    }
  }

  /// @param first the first message's sequence; `last` + 1 when there is none
  /// @param last the highest sequence ever assigned, even when its message is gone
  public record Bounds(long first, long last) {}

  /// The first and the last sequence, as the stream's leader knows them. Throws
  /// `StoreException.NoResponders` when there is no such stream.
  public Bounds bounds() {
    var status =
        info().orElseThrow(() -> Failures.noResponders(new IOException("there is no " + name)));
    long last = status.last();
    boolean empty = status.messages() == 0;
    if (empty && last > 0 && status.first() != last + 1) {
      // a purge moves the first sequence: this leader lacks part of the stream
      throw Failures.noResponders(new IOException(name + " is incomplete"));
    }
    return new Bounds(empty ? last + 1 : status.first(), last);
  }

  /// Removes every message before `sequence`. It uses no subject filter: the server is slow at
  /// that, and may lose part of the purge when it is killed.
  public void purgeBefore(long sequence) {
    try {
      var before = PurgeOptions.builder().sequence(sequence).build();
      Object unused = cluster.administer(management -> management.purgeStream(name, before));
    } catch (JetStreamApiException refused) {
      throw Failures.of(refused);
    }
  }

  /// Deletes the stream; returns whether there was one.
  public boolean delete() {
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

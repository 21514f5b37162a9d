package io.edgemq.nats.topic;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.LogState;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.DedupAppender;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.RecentKeys;
import io.edgemq.jetstream.SingleFlight;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamStatus;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.ResourceLookup;
import io.edgemq.nats.catalog.ResourceStreams;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.ports.out.SourceId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/// This process's view of a topic; all of it can be read from the cluster again. For any number of
/// threads.
final class JetStreamTopic {
  /// The share of bytes that may lie in the stream without being retained, in halves.
  private static final long SPARE = 32L << 20;

  /// How many batches are forwarded at once: a server allows 50 unfinished ones a stream.
  private static final int FORWARDS = 8;

  private final ResourceLookup<TopicRef, Topic> catalog;
  private final TopicRef ref;
  private final long incarnation;
  private final StreamClient stream;
  private final DedupAppender appending;
  private final RetainedRange bounds;
  private final AtomicLong newest = new AtomicLong();
  private final AtomicLong purged = new AtomicLong(1);
  private final ForeignMessages foreign;
  private final StampLimit limit;
  private final SingleFlight looking = new SingleFlight();
  private final Map<SourceId, SourceLane> lanes = new ConcurrentHashMap<>();
  private final Semaphore forwards = new Semaphore(FORWARDS);
  private final Set<NatsTopicReader> readers = ConcurrentHashMap.newKeySet();
  private volatile TopicConfig config;
  private volatile boolean known;
  private volatile boolean removed;

  JetStreamTopic(Parts parts, TopicRef ref, Incarnated<Topic> topic) {
    var cluster = parts.cluster();
    this.catalog = parts.catalog();
    this.ref = ref;
    this.foreign = parts.foreign();
    this.limit = parts.limit();
    this.incarnation = topic.incarnation();
    this.config = topic.value().config();
    this.stream = new StreamClient(cluster, StreamNames.topic(ref));
    this.appending = new DedupAppender(stream, parts.recent());
    this.bounds = new RetainedRange(cluster, ref, stream, limit);
  }

  /// What the topics of a process share.
  record Parts(
      Cluster cluster,
      ResourceLookup<TopicRef, Topic> catalog,
      RecentKeys recent,
      ForeignMessages foreign,
      StampLimit limit) {}

  /// The message of an entry; empty, and counted, when no adapter wrote it.
  Optional<TopicMessage> message(Entry entry) {
    var message = TopicFormat.message(ref, entry, limit);
    if (message.isEmpty()) {
      foreign.passedOver(stream.name(), entry.sequence());
    }
    return message;
  }

  TopicRef ref() {
    return ref;
  }

  long incarnation() {
    return incarnation;
  }

  StreamClient stream() {
    return stream;
  }

  DedupAppender appending() {
    return appending;
  }

  RetainedRange bounds() {
    return bounds;
  }

  TopicConfig config() {
    return config;
  }

  /// Whether this is still the topic of that name in the catalog; if so, takes over its limits.
  boolean follows(Incarnated<Topic> topic) {
    if (removed || topic.incarnation() != incarnation) {
      return false;
    }
    config = topic.value().config();
    return true;
  }

  /// What `source` has in the topic, as far as this process has looked.
  SourceLane lane(SourceId source) {
    return lanes.computeIfAbsent(source, _ -> new SourceLane(this, source, forwards));
  }

  /// Forgets what `source` has in the topic.
  void retire(SourceId source) {
    lanes.remove(source);
  }

  LogBounds boundsAt(Instant now) {
    return bounds.at(now, config);
  }

  /// As [#boundsAt], without counting bytes.
  LogBounds knownBoundsAt(Instant now) {
    return bounds.knownAt(now, config);
  }

  LogState stateAt(Instant now) {
    return bounds.stateAt(now, config);
  }

  /// The timestamp of a message that is stored at `now`: never before a known one, as far as the
  /// limit allows.
  long timestamp(Instant now) {
    return limit.next(newest.get(), now.toEpochMilli());
  }

  /// Called for each message that was read.
  void saw(Entry entry) {
    saw(entry.sequence(), limit.stamp(entry));
  }

  /// Called for each message that was appended, and its timestamp.
  void saw(long sequence, long time) {
    bounds.reaches(sequence);
    newest.accumulateAndGet(time, Math::max);
  }

  /// Reads what the stream held before this process used it; returns whether the topic exists. Asks
  /// the cluster the first time only.
  boolean isReady() {
    return known ? !removed : looking.runNow(stream.timeout(), this::learn);
  }

  private boolean learn() {
    if (known) {
      return !removed;
    }
    var info = look();
    if (info.isPresent()) {
      long last = Math.max(1, info.get().last());
      stream.get(last).or(() -> stream.fromLeader(last, ">")).ifPresent(this::saw);
      known = true;
    }
    return info.isPresent();
  }

  /// The stream's state, as its leader knows it; empty when the topic was removed, is about to go,
  /// or its stream is a successor's, which is remembered. Throws `StoreException.Damaged` when the
  /// catalog has the topic and the cluster lacks its stream.
  Optional<StreamStatus> look() {
    if (removed) {
      return Optional.empty();
    }
    var info = stream.info();
    if (info.isEmpty() && catalog.isThere(ref, incarnation)) {
      throw new StoreException.Damaged(
          stream.name(), new IllegalStateException("the cluster does not have the stream"));
    }
    if (info.isEmpty() || info.get().incarnation() != incarnation || info.get().sealed()) {
      remove();
      return Optional.empty();
    }
    var held = info.get();
    bounds.begins(ResourceStreams.first(held));
    bounds.reaches(held.last());
    // an empty stream begins after its end; otherwise the stream is incomplete at the moment
    if (held.messages() > 0 || held.first() == held.last() + 1) {
      bounds.begins(held.first());
    }
    return info;
  }

  /// Purges messages that are no longer retained at `now`, once they are a hundredth of the whole.
  /// Messages stay while their dedup keys may count, unless they are too many. The newest message
  /// always stays, because later timestamps must not precede its own.
  void tidy(Instant now) {
    var kept = boundsAt(now);
    long beginning = Math.min(kept.first(), kept.last());
    if (removed || (beginning - purged.get()) * 100 <= kept.last() - beginning) {
      return;
    }
    long forgotten = now.minus(TopicConfig.DEDUP_WINDOW).toEpochMilli();
    long sequence =
        isOversized() ? beginning : bounds.since(forgotten + 1, purged.get(), beginning);
    // checked last, because a purge request cannot name the incarnation
    if (sequence > purged.get() && isLeft(sequence - 1, now) && look().isPresent()) {
      stream.purgeBefore(sequence);
      purged.accumulateAndGet(sequence, Math::max);
    }
  }

  /// Whether the message at `sequence` is certainly no longer retained; a message that cannot be
  /// read may be young. The server removes the others by itself, only later.
  private boolean isLeft(long sequence, Instant now) {
    var most = config.maxMessages();
    if (config.maxBytes() != null || (most != null && sequence <= boundsAt(now).last() - most)) {
      return true;
    }
    long horizon = config.horizon(now).toEpochMilli();
    return stream
        .fromLeader(sequence, ">")
        .filter(entry -> entry.sequence() == sequence && limit.time(entry) <= horizon)
        .isPresent();
  }

  private boolean isOversized() {
    var most = config.maxBytes();
    return most != null && look().filter(info -> info.bytes() / 2 > most + SPARE).isPresent();
  }

  boolean isRemoved() {
    return removed;
  }

  /// Called when the topic was removed, or another one has its name: its readers end.
  void remove() {
    removed = true;
    readers.forEach(NatsTopicReader::wake);
    bounds.close();
  }

  void join(NatsTopicReader reader) {
    readers.add(reader);
  }

  void leave(NatsTopicReader reader) {
    readers.remove(reader);
  }
}

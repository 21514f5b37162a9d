package io.edgemq.nats;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.LogState;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import io.nats.client.api.StreamInfo;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// What this process knows of a topic: all of it can be learnt from the cluster again. For any
/// number of threads.
final class TopicState {
  /// How many bytes may be there, in halves, that are no longer kept.
  private static final long SPARE = 32L << 20;

  private final TopicRef ref;
  private final long incarnation;
  private final Stream stream;
  private final Appending appending;
  private final TopicBounds bounds;
  private final AtomicLong newest = new AtomicLong();
  private final AtomicLong purged = new AtomicLong(1);
  private final SingleFlight looking = new SingleFlight();
  private final Set<NatsTopicReader> readers = ConcurrentHashMap.newKeySet();
  private volatile TopicConfig config;
  private volatile boolean known;
  private volatile boolean removed;

  TopicState(Cluster cluster, TopicRef ref, Existing<Topic> topic, RecentKeys recent) {
    this.ref = ref;
    this.incarnation = topic.incarnation();
    this.config = topic.value().config();
    this.stream = new Stream(cluster, StreamNames.topic(ref));
    this.appending = new Appending(stream, recent);
    this.bounds = new TopicBounds(cluster, ref, stream);
  }

  TopicRef ref() {
    return ref;
  }

  Stream stream() {
    return stream;
  }

  Appending appending() {
    return appending;
  }

  TopicBounds bounds() {
    return bounds;
  }

  TopicConfig config() {
    return config;
  }

  /// Whether this is still what the catalog has of that name; takes over its limits if so.
  boolean follows(Existing<Topic> topic) {
    if (removed || topic.incarnation() != incarnation) {
      return false;
    }
    config = topic.value().config();
    return true;
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

  /// The timestamp of a message that is stored at `now`: never before one that is known.
  long timestamp(Instant now) {
    return Math.max(newest.get(), now.toEpochMilli());
  }

  /// Told of a message of the topic.
  void saw(long sequence, long time) {
    bounds.reaches(sequence);
    newest.accumulateAndGet(time, Math::max);
  }

  /// Sees to it that what the stream held before this process came is known; whether the topic is
  /// there. Asks the cluster the first time only.
  boolean isReady() {
    return known ? !removed : looking.runNow(stream.timeout(), this::learn);
  }

  private boolean learn() {
    if (known) {
      return !removed;
    }
    var info = look();
    if (info.isPresent()) {
      long last = Math.max(1, info.get().getStreamState().getLastSequence());
      stream
          .get(last)
          .or(() -> stream.fromLeader(last, ">"))
          .ifPresent(entry -> saw(entry.sequence(), TopicFormat.time(entry)));
      known = true;
    }
    return info.isPresent();
  }

  /// How the stream is, as its leader knows it; empty when it is gone or a successor's, which is
  /// remembered.
  Optional<StreamInfo> look() {
    if (removed) {
      return Optional.empty();
    }
    var info = stream.info();
    if (info.isEmpty() || Streams.incarnation(info.get().getConfiguration()) != incarnation) {
      remove();
      return Optional.empty();
    }
    var held = info.get().getStreamState();
    bounds.begins(Streams.first(info.get().getConfiguration()));
    bounds.reaches(held.getLastSequence());
    // an empty stream begins after its end; one that says otherwise is not whole at the moment
    if (held.getMsgCount() > 0 || held.getFirstSequence() == held.getLastSequence() + 1) {
      bounds.begins(held.getFirstSequence());
    }
    return info;
  }

  /// Frees the room of what is no longer kept at `now`, once it is a hundredth of the whole. What
  /// may have a dedup key that still counts stays, unless that is too much; and the newest message
  /// stays: timestamps go on from its own.
  void tidy(Instant now) {
    var kept = boundsAt(now);
    long beginning = Math.min(kept.first(), kept.last());
    if (removed || (beginning - purged.get()) * 100 <= kept.last() - beginning) {
      return;
    }
    long forgotten = now.minus(TopicConfig.DEDUP_WINDOW).toEpochMilli();
    long sequence =
        isOversized() ? beginning : bounds.since(forgotten + 1, purged.get(), beginning);
    // asked last of all: the request can not say whose messages it means
    if (sequence > purged.get() && isLeft(sequence - 1, now) && look().isPresent()) {
      stream.purgeBefore(sequence);
      purged.accumulateAndGet(sequence, Math::max);
    }
  }

  /// Whether the message at `sequence` is certainly kept no longer: what can not be read is not
  /// known to be old. The server removes by itself what nobody else does, only later.
  private boolean isLeft(long sequence, Instant now) {
    var most = config.maxMessages();
    if (config.maxBytes() != null || (most != null && sequence <= boundsAt(now).last() - most)) {
      return true;
    }
    long horizon = config.horizon(now).toEpochMilli();
    return stream
        .fromLeader(sequence, ">")
        .filter(entry -> entry.sequence() == sequence && TopicFormat.time(entry) <= horizon)
        .isPresent();
  }

  private boolean isOversized() {
    var most = config.maxBytes();
    return most != null
        && look()
            .filter(info -> info.getStreamState().getByteCount() / 2 > most + SPARE)
            .isPresent();
  }

  boolean isRemoved() {
    return removed;
  }

  /// Told that the topic is no more, or that another one has its name: its readers end.
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

package io.edgemq.jetstream.kv;

import io.edgemq.domain.kv.KvKey;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.SharedConsumer;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.WorkStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.PurgeOptions;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Timers of keys, which the servers run: a message of a schedule waits in a stream of ours, and
/// when its time has come the server puts a message in its place that one of our processes takes.
/// Each key has one timer; a later one replaces it. The stream also keeps for each bucket how far
/// its markers were dropped. Every call throws [StoreException] when there was no answer.
public final class KvTimers {
  /// The stream's name.
  public static final String STREAM = "mq-kv-timers-v1";

  private static final String ALL = "mq.kv.";
  private static final String WAITING = ALL + "timers.";
  private static final String DUE = ALL + "due.";
  private static final String DROPPED = ALL + "dropped.";
  private static final String SCHEDULE = "Nats-Schedule";
  private static final String AT = "@at ";
  private static final byte[] NOTHING = new byte[0];

  private final Cluster cluster;
  private final StreamClient stream;

  public KvTimers(Cluster cluster) {
    this.cluster = cluster;
    this.stream = new StreamClient(cluster, STREAM);
  }

  /// A bucket of ours: its name for NATS clients, and which of the successive ones of that name.
  public record Which(String bucket, long incarnation) {
    private String token() {
      return bucket + "." + incarnation + ".";
    }
  }

  /// Creates the stream if it is missing, with as many replicas as the cluster can place. Any
  /// number of processes may do so at once. Takes several round trips.
  public void make() {
    new WorkStream(cluster, STREAM, ALL + ">").make();
  }

  /// Sets the key's timer. One that is in the past goes off at once.
  public void set(Which which, KvKey key, Instant at) {
    var unused = stream.publish(timer(which, key, at), Condition.NONE);
  }

  /// As above, unless one waits that goes off sooner: who takes that looks at the key and sees what
  /// is to come after it. So this never delays the timer of a value that is about to be written.
  public void setUnlessSooner(Which which, KvKey key, Instant at) {
    var timer = timer(which, key, at);
    while (true) {
      var waiting = stream.lastForSure(timer.subject());
      if (waiting.filter(known -> isSooner(known, at)).isPresent()) {
        return;
      }
      var condition = Condition.lastOfSubject(waiting.map(Entry::sequence).orElse(0L));
      if (!(stream.publish(timer, condition) instanceof Published.Behind)) {
        return;
      }
    }
  }

  private static Outgoing timer(Which which, KvKey key, Instant at) {
    var name = which.token() + key.value();
    var headers =
        new MessageHeaders()
            .put(SCHEDULE, AT + at.truncatedTo(ChronoUnit.MILLIS))
            .put("Nats-Schedule-Target", DUE + name);
    return new Outgoing(WAITING + name, headers, NOTHING);
  }

  /// A message that is none of ours goes off at no time.
  private static boolean isSooner(Entry waiting, Instant at) {
    var schedule = waiting.headers().first(SCHEDULE);
    try {
      return schedule != null
          && schedule.startsWith(AT)
          && !Instant.parse(schedule.substring(AT.length())).isAfter(at);
    } catch (DateTimeParseException noneOfOurs) {
      return false;
    }
  }

  /// Takes the timers that go off, shared with all processes that do.
  public SharedConsumer due() {
    return new SharedConsumer(cluster, STREAM, "due", DUE + ">");
  }

  /// A timer that went off.
  ///
  /// @param at when it did, by the server's clock
  public record Due(Which which, KvKey key, Instant at) {}

  /// What a message of [#due] stands for; empty when somebody else put it there.
  public static Optional<Due> due(Entry entry) {
    var tokens = entry.subject().substring(DUE.length()).split("\\.", 3);
    if (tokens.length < 3 || !tokens[1].matches("[0-9]{1,18}") || !KvKey.isLegal(tokens[2])) {
      return Optional.empty();
    }
    return Optional.of(
        new Due(
            new Which(tokens[0], Long.parseLong(tokens[1])),
            new KvKey(tokens[2]),
            Instant.ofEpochMilli(entry.storedAt())));
  }

  /// Notes that markers of the bucket up to `sequence` are dropped, before they are.
  public void noteDropped(Which which, long sequence) {
    var subject = DROPPED + which.token() + "to";
    while (true) {
      var found = stream.lastForSure(subject);
      if (found.isPresent() && number(found.get()) >= sequence) {
        return;
      }
      var headers = new MessageHeaders().put("Mq-Sequence", Long.toString(sequence));
      var condition = Condition.lastOfSubject(found.map(Entry::sequence).orElse(0L));
      if (!(stream.publish(new Outgoing(subject, headers, NOTHING), condition)
          instanceof Published.Behind)) {
        return;
      }
    }
  }

  /// Up to which sequence markers of the bucket may be dropped; 0 when none was.
  public long dropped(Which which) {
    return stream.lastForSure(DROPPED + which.token() + "to").map(KvTimers::number).orElse(0L);
  }

  private static long number(Entry entry) {
    return Entry.number(entry.headers(), "Mq-Sequence");
  }

  /// Removes everything of a bucket that was removed.
  public void forget(Which which) {
    try {
      var these = PurgeOptions.builder().subject(ALL + "*." + which.token() + ">").build();
      Object unused = cluster.administer(management -> management.purgeStream(STREAM, these));
    } catch (JetStreamApiException refused) {
      if (refused.getApiErrorCode() != Failures.NO_STREAM) {
        throw Failures.of(refused);
      }
    }
  }
}

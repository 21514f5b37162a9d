package io.edgemq.nats.change;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.LatestMessages;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.Published;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.ports.out.StoreTime;

/// Which process forwards: the one that has written one key last. It writes it again and again.
/// Nobody compares clocks: a leader is gone for others when they have seen the same message of it
/// for [#SILENT_MILLIS] of their own time.
final class Leadership {
  private static final String KEY = "leader";
  private static final long SILENT_MILLIS = 6_000;

  /// Who has not looked for so long was away itself, and cannot tell who else was.
  private static final long AWAY_MILLIS = DeliveryStore.SIGN_OF_LIFE.multipliedBy(2).toMillis();

  /// A second try is for a sign of life whose answer was lost.
  private static final int TRIES = 2;

  private final Cluster cluster;
  private final LatestMessages messages;
  private final StoreTime time;
  private long revision = -1;
  private long firstSeenAt;
  private long lookedAt;

  Leadership(Cluster cluster, LatestMessages messages, StoreTime time) {
    this.cluster = cluster;
    this.messages = messages;
    this.time = time;
  }

  /// What the leader of the key has of it.
  ///
  /// @param owner no text when nobody leads
  private record Sign(long revision, String owner) {}

  private Sign read() {
    return messages.stream()
        .fromLeader(1, messages.subject(KEY))
        .map(entry -> new Sign(entry.sequence(), new String(entry.body(), UTF_8)))
        .orElse(new Sign(0, ""));
  }

  /// Says that `owner` would forward; whether it is the one that does.
  synchronized boolean lead(OwnerId owner) {
    for (int i = 0; i < TRIES; i++) {
      var sign = read();
      boolean silent = isSilent(sign);
      boolean isAnothers = !sign.owner().isEmpty() && !sign.owner().equals(owner.value());
      if (isAnothers && !silent) {
        return false;
      }
      if (write(owner.value(), sign.revision())) {
        return true;
      }
    }
    return false;
  }

  private boolean isSilent(Sign sign) {
    long now = time.elapsedMillis();
    if (sign.revision() != revision || now - lookedAt > AWAY_MILLIS) {
      revision = sign.revision();
      firstSeenAt = now;
    }
    lookedAt = now;
    return now - firstSeenAt >= SILENT_MILLIS;
  }

  /// `owner` leads no more.
  void resign(OwnerId owner) {
    var sign = read();
    if (sign.owner().equals(owner.value())) {
      boolean unused = write("", sign.revision());
    }
  }

  private boolean write(String owner, long expected) {
    var message = new Outgoing(messages.subject(KEY), new MessageHeaders(), owner.getBytes(UTF_8));
    var condition = Condition.lastOfSubject(expected);
    var published = cluster.reserve().freeing(() -> messages.stream().publish(message, condition));
    return published instanceof Published.Kept;
  }
}

package io.edgemq.nats.push;

import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.ports.out.DeliveryStore.Claim;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.store.ProgressFormat;
import java.util.Optional;

/// What is stored of a lane. Only its last message is kept, and each write is conditional on the
/// message before it, so its sequence is the fence of its owner's claim.
///
/// @param owner who delivers; empty when nobody does
/// @param saving the save that wrote this; empty when a claim did
/// @param progress what was saved last, in its format; no bytes when nothing was
record LaneRecord(Optional<OwnerId> owner, Optional<Saving> saving, byte[] progress) {
  private static final String OWNER = "Mq-Owner";
  private static final String SAVED_BY = "Mq-Saved-By";
  private static final String BASE = "Mq-Base";

  /// A lane about which nothing is stored.
  static final LaneRecord NEW = new LaneRecord(Optional.empty(), Optional.empty(), new byte[0]);

  /// Tells one save from all others.
  ///
  /// @param base the fence of the claim that it was called with
  record Saving(OwnerId by, long base) {
    static Saving of(Claim claim) {
      return new Saving(claim.owner(), claim.fence());
    }
  }

  static LaneRecord of(Entry entry) {
    var headers = entry.headers();
    var base = headers.first(BASE);
    return new LaneRecord(
        owner(headers, OWNER),
        owner(headers, SAVED_BY)
            .filter(_ -> base != null)
            .map(by -> new Saving(by, Entry.number(headers, BASE))),
        entry.body());
  }

  private static Optional<OwnerId> owner(MessageHeaders headers, String header) {
    return Optional.ofNullable(headers.first(header)).map(OwnerId::new);
  }

  Outgoing outgoing(String subject) {
    var headers = new MessageHeaders();
    owner.ifPresent(id -> headers.put(OWNER, id.value()));
    saving.ifPresent(
        save -> headers.put(SAVED_BY, save.by().value()).put(BASE, Long.toString(save.base())));
    return new Outgoing(subject, headers, progress);
  }

  /// What was saved last; empty when nothing was.
  Optional<DeliveryProgress> read() {
    return progress.length == 0 ? Optional.empty() : Optional.of(ProgressFormat.read(progress));
  }

  /// The same lane with another owner.
  LaneRecord claimedBy(OwnerId another) {
    return new LaneRecord(Optional.of(another), Optional.empty(), progress);
  }

  /// Whether a save by `claim` wrote this, after which the owner was `owner`.
  boolean isOf(Claim claim, Optional<OwnerId> after) {
    boolean kept = owner.equals(after) || owner.equals(Optional.of(claim.owner()));
    return kept && saving.equals(Optional.of(Saving.of(claim)));
  }
}

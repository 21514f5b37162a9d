package io.edgemq.application;

import io.edgemq.domain.Principal;
import io.edgemq.domain.PushState;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.ports.in.ManageDeadLetters;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.ports.out.DeadLetterStore.Selection;
import java.util.ArrayList;

/// Shows what subscriptions could not deliver, and has it tried again.
public final class DeadLetters implements ManageDeadLetters {
  /// How many are read at once: each may be as large as a message can be.
  private static final int STEP = 8;

  /// The payload bytes after which a page ends.
  private static final long PAGE_BYTES = 4 << 20;

  private final Access access;
  private final DeadLetterStore letters;
  private final SubscriptionRows rows;

  public DeadLetters(Access access, SubscriptionStores stores) {
    this.access = access;
    this.letters = stores.deadLetters();
    this.rows = new SubscriptionRows(stores.subscriptions());
  }

  @Override
  public Outcome<Page> list(Principal who, SubscriptionId id, long after, int limit) {
    return access
        .toRead(who, id)
        .then(
            ref ->
                rows.find(ref)
                    .then(found -> seen(who, ref, found))
                    .then(
                        seen ->
                            rows.findDelivered(ref)
                                .then(_ -> Outcome.done(page(ref, seen, after, limit)))));
  }

  /// What the caller may see of the letters: whatever it may read of the topic, since some may be
  /// of an earlier pattern of the subscription.
  private Outcome<SubjectFilter> seen(Principal who, SubscriptionRef ref, Subscription found) {
    return access
        .toSee(who, ref, found)
        .then(_ -> access.toRead(who, found.config().topic(), SubjectFilter.ALL))
        .then(part -> Outcome.done(part.filter()));
  }

  /// Letters that the caller may not see are passed over.
  private Page page(SubscriptionRef ref, SubjectFilter seen, long after, int limit) {
    var page = new ArrayList<DeadLetter>();
    long last = after;
    long bytes = 0;
    while (page.size() < limit && bytes < PAGE_BYTES) {
      int step = Math.min(STEP, limit - page.size());
      var part = letters.list(ref, last, step);
      for (var letter : part) {
        last = letter.message().sequence();
        bytes += letter.message().content().payload().size();
        if (seen.accepts(letter.message().subject())) {
          page.add(letter);
        }
      }
      if (part.size() < step) {
        return new Page(page, null);
      }
    }
    return new Page(page, last);
  }

  @Override
  public Outcome<Long> count(Principal who, SubscriptionId id, Selection selection) {
    return access
        .toManage(who, id)
        .then(ref -> toChange(who, ref))
        .then(ref -> rows.findPush(ref).then(_ -> Outcome.done(letters.count(ref, selection))));
  }

  @Override
  public Outcome<Long> redrive(Principal who, SubscriptionId id, Selection selection) {
    return access
        .toManage(who, id)
        .then(ref -> toChange(who, ref))
        .then(ref -> rows.findPush(ref).then(_ -> redrive(ref, selection)));
  }

  private Outcome<SubscriptionRef> toChange(Principal who, SubscriptionRef ref) {
    return rows.find(ref)
        .then(found -> access.toChange(who, found.config()))
        .then(_ -> Outcome.done(ref));
  }

  /// Whoever delivers is told by the change of the subscription. It is told even when nothing was
  /// moved: an earlier call may have moved letters and then failed.
  private Outcome<Long> redrive(SubscriptionRef ref, Selection selection) {
    long moved = letters.redrive(ref, selection);
    return rows.revise(ref, current -> Outcome.done(current.pushing(PushState::redriven)))
        .then(_ -> Outcome.done(moved));
  }
}

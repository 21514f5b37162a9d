package io.edgemq.application;

import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.out.SubscriptionStore;

/// A stream that is open on behalf of a subscription, kept in step with it.
final class SubscribedStream {
  private final LiveStream stream;
  private final SubscriptionRef ref;
  private long replaysSeen;

  /// A stream that was opened as the subscription was when it was `seen`.
  SubscribedStream(LiveStream stream, SubscriptionRef ref, Subscription seen) {
    this.stream = stream;
    this.ref = ref;
    this.replaysSeen = seen.replays();
  }

  SubscriptionRef ref() {
    return ref;
  }

  LiveStream stream() {
    return stream;
  }

  /// Brings the stream up to date with its subscription. For a reader that may see nothing more of
  /// what it delivers, the subscription is gone. Reads the subscription and changes the stream
  /// under one lock, so that the later of two callers has the newer state.
  synchronized void refresh(SubscriptionStore store) {
    store
        .find(ref.tenant(), ref.id())
        .ifPresentOrElse(this::follow, () -> stream.end(StreamItem.Reason.DELETED));
  }

  private void follow(Subscription now) {
    Access.seen(stream.principal(), now)
        .ifPresentOrElse(seen -> follow(now, seen), () -> stream.end(StreamItem.Reason.DELETED));
  }

  /// @param seen what the reader's scopes leave of what the subscription delivers now
  private void follow(Subscription now, SubjectFilter seen) {
    stream.filterBy(seen);
    if (now.state() != SubscriptionState.ACTIVE) {
      stream.steering().pause();
    }
    if (now.replays() > replaysSeen) {
      replaysSeen = now.replays();
      stream.steering().rewindTo(start(now));
    }
    if (now.state() == SubscriptionState.ACTIVE) {
      stream.steering().resume();
    }
  }

  /// Where the subscription was told to go on. What pushes was told a sequence.
  private static Start start(Subscription now) {
    return now.push()
        .<Start>map(push -> new Start.AtSequence(push.from()))
        .orElse(now.config().start());
  }
}

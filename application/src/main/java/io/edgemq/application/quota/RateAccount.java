package io.edgemq.application.quota;

import io.edgemq.domain.RateShare;
import io.edgemq.ports.in.Refusal;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How many messages somebody sends to this process, and how many more it may within its second.
/// Seconds begin when the account does; each has the whole rate, and keeps nothing of the one
/// before. Whoever uses an account holds its monitor.
///
/// What is not this process's share of the rate stays in the bucket, for the other processes (ADR
/// 0037). The share follows the demand, so it may grow or shrink within a second.
final class RateAccount {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /// What is more than the share of a second is taken all the same when nothing was for so many
  /// seconds that their shares suffice; seconds before these do not count.
  private static final long MOST_SECONDS = 5;

  private final TimeMeter time;
  private final LastSecond wanted;
  private long most;
  private @Nullable Bucket bucket;
  private long others;
  private long lastUse;
  private long lastTake;
  private boolean forgotten;

  /// @param others how many messages came for it to other processes
  RateAccount(TimeMeter time, long others) {
    this.time = time;
    this.others = others;
    this.lastUse = time.currentTimeNanos();
    this.lastTake = lastUse - MOST_SECONDS * SECOND.toNanos();
    this.wanted = new LastSecond(lastUse);
  }

  /// How many messages came within the last second, refused ones too.
  long wanted() {
    return wanted.sum(time.currentTimeNanos());
  }

  /// Counts messages that have come.
  void want(int messages) {
    lastUse = time.currentTimeNanos();
    wanted.add(lastUse, messages);
  }

  /// Why no `messages` more may come now at a rate of `rate` a second; empty when they may. Takes
  /// nothing.
  Optional<Refusal> objection(int messages, long rate, Refusal.RateAccount whose) {
    var tokens = bucket(rate);
    long taken = rate - tokens.getAvailableTokens();
    double share = new RateShare(rate, Math.max(1, wanted()), others).messages();
    if (taken + messages <= share || (taken == 0 && messages <= rate && isSaved(messages, share))) {
      return Optional.empty();
    }
    long left = Math.min(messages - 1L, Math.max(0, (long) share - taken));
    return Optional.of(
        messages > rate
            ? new Refusal.RateExceeded(whose, rate, Math.max(0, (long) share - taken), null)
            : new Refusal.RateExceeded(whose, rate, left, untilNext(tokens, taken)));
  }

  /// Whether the shares of the seconds in which nothing was taken suffice.
  private boolean isSaved(int messages, double share) {
    long unused = Math.min(time.currentTimeNanos() - lastTake, MOST_SECONDS * SECOND.toNanos());
    return share * unused >= (double) messages * SECOND.toNanos();
  }

  /// How long it is until the next second begins; a whole one when nothing was taken of this.
  private static Duration untilNext(Bucket tokens, long taken) {
    return taken == 0
        ? SECOND
        : Duration.ofNanos(
            tokens
                .estimateAbilityToConsume(tokens.getAvailableTokens() + 1)
                .getNanosToWaitForRefill());
  }

  /// Takes `messages` to which there was no objection.
  void take(int messages, long rate) {
    if (!bucket(rate).tryConsume(messages)) {
      throw new IllegalStateException("nobody else takes anything meanwhile");
    }
    lastTake = time.currentTimeNanos();
  }

  /// What other processes tell of it.
  void hear(long messages) {
    others = messages;
  }

  /// Whether it was not used for so long that a new account is the same.
  boolean isIdle() {
    return time.currentTimeNanos() - lastUse > (MOST_SECONDS + 1) * SECOND.toNanos();
  }

  /// Whoever finds it afterwards needs a new one.
  void forget() {
    forgotten = true;
  }

  boolean isForgotten() {
    return forgotten;
  }

  /// The tokens of this second, one for each message. Another rate counts from now on; it gives
  /// nothing back of what was taken in this second.
  private Bucket bucket(long rate) {
    var current = bucket;
    if (current != null && most == rate) {
      return current;
    }
    long left = current == null ? rate : Math.max(0, rate - (most - current.getAvailableTokens()));
    most = rate;
    var next =
        Bucket.builder()
            .addLimit(
                limit -> limit.capacity(rate).refillIntervally(rate, SECOND).initialTokens(left))
            .withCustomTimePrecision(time)
            .withSynchronizationStrategy(SynchronizationStrategy.NONE)
            .build();
    bucket = next;
    return next;
  }
}

package io.edgemq.domain.push;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Decides which message of a subscription is sent when, and what each answer does (SPEC 5.3). It
/// holds numbers and subjects, never bodies, and a bounded number of both. For one thread.
///
/// A message takes a slot when it is sent. The slot is free again when what its answer did is
/// saved: so a process that is killed repeats as many messages as there are slots, at most.
public final class DeliveryLane {
  /// How many messages are unsettled at most; then nothing new is looked at.
  public static final int MOST_UNSETTLED = 1_000;

  /// With subjects of so many bytes in JSON nothing new is looked at either. So what is saved fits
  /// in the 1 MiB that NATS takes in one message.
  public static final int MOST_SUBJECT_BYTES = 256 << 10;

  private static final Duration UNSENT = Duration.ofSeconds(1);

  private final UnsettledMessages unsettled;
  private final ReadAhead redrives;
  private final ReadAhead topic;
  private final EndpointHealth health;
  private LanePolicy policy;
  private @Nullable AttemptRate rate;
  private long instruction;
  private long expired;
  private int flying;
  private int unsaved;

  /// Goes on where `saved` ends. What was on its way then is sent again.
  public DeliveryLane(LanePolicy policy, DeliveryProgress saved, Instant now) {
    this.policy = policy;
    this.rate = AttemptRate.of(policy.ratePerSecond(), now);
    this.health = new EndpointHealth(saved.breaker(), saved.quietUntil(), saved.lastError());
    this.instruction = saved.instruction();
    this.expired = saved.expired();
    this.redrives = new ReadAhead(saved.redrives());
    this.topic = new ReadAhead(saved.next());
    this.unsettled = new UnsettledMessages(policy.ordering());
    saved.unsettled().forEach(unsettled::look);
  }

  /// Goes by another policy from now on.
  public void follow(LanePolicy other, Instant now) {
    if (!other.ratePerSecond().equals(policy.ratePerSecond())) {
      rate = AttemptRate.of(other.ratePerSecond(), now);
    }
    policy = other;
    unsettled.order(other.ordering());
  }

  /// Its messages go to another endpoint from now on. What waits for a retry waits on.
  public void changeEndpoint() {
    health.renew();
  }

  /// Goes on with sequence `from`, and counts every attempt of the topic's messages anew. Answers
  /// to what is on its way settle nothing.
  ///
  /// @param number of the instruction that says so
  public void goTo(long number, long from) {
    instruction = number;
    unsettled.clear(Backlog.TOPIC);
    topic.goTo(from);
    health.unquiet();
  }

  /// Forgets what was read and not looked at, because the subscription wants others now.
  public void readAgain() {
    topic.goTo(topic.first());
  }

  /// The number of the last instruction that was carried out.
  public long instruction() {
    return instruction;
  }

  /// Where reading goes on.
  public long next(Backlog backlog) {
    return of(backlog).next();
  }

  /// Whether more is to be read.
  public boolean wantsMore(Backlog backlog) {
    return of(backlog).size() < policy.maxInFlight() && !unsettled.isFull() && health.isUsable();
  }

  /// Takes what was read.
  ///
  /// @param found in order
  /// @param next where reading goes on
  public void add(Backlog backlog, Collection<Candidate> found, long next) {
    of(backlog).add(found, next);
  }

  /// The topic keeps nothing before `first`. Answers how many sequences were lost to this delivery:
  /// of those that all lanes lose, nobody knows which were whose, and each counts its part.
  public long dropped(long first, SubjectShare share) {
    long gap = first - topic.next();
    if (gap <= 0) {
      return 0;
    }
    topic.add(List.of(), first);
    long lost = share.of(gap);
    expired += lost;
    return lost;
  }

  private ReadAhead of(Backlog backlog) {
    return switch (backlog) {
      case REDRIVE -> redrives;
      case TOPIC -> topic;
    };
  }

  /// What to do now. A message to send is on its way from then on: call [#settle], [#missing] or
  /// [#unsent] with its attempt.
  public Step step(Instant now) {
    if (flying + unsaved >= policy.maxInFlight()) {
      return new Step.Wait(Optional.empty());
    }
    boolean rested = !health.isUsable();
    var usable = health.usableAt(now);
    if (rested && health.isUsable() && mayFindNew(now)) {
      return new Step.Wait(Optional.of(now));
    }
    var allowed = rate == null ? now : rate.next(now);
    if (usable.isEmpty() || usable.get().isAfter(now) || allowed.isAfter(now)) {
      return new Step.Wait(usable.map(at -> at.isAfter(allowed) ? at : allowed));
    }
    return (health.isProbing() ? probe(now) : choose(now))
        .<Step>map(message -> new Step.Send(send(message, now)))
        .orElseGet(() -> new Step.Wait(earliest(now)));
  }

  /// Whether a message that was not tried may be sent once more is read: nothing was while the
  /// breaker was open, and the probe is to be a new message where there is one.
  private boolean mayFindNew(Instant now) {
    boolean hasNone = unsettled.untried().isEmpty() && redrives.size() == 0 && topic.size() == 0;
    return hasNone && wantsMore(Backlog.TOPIC) && !health.isQuiet(now);
  }

  private Optional<Unsettled> choose(Instant now) {
    return unsettled.dueAt(now).findFirst().or(() -> untried(now));
  }

  private Optional<Unsettled> probe(Instant now) {
    return untried(now)
        .or(() -> unsettled.dueAt(now).min(Comparator.comparingInt(Unsettled::attempts)));
  }

  private Optional<Unsettled> untried(Instant now) {
    if (health.isQuiet(now)) {
      return Optional.empty();
    }
    while (unsettled.untried().isEmpty() && !unsettled.isFull()) {
      var backlog = redrives.size() > 0 ? Backlog.REDRIVE : Backlog.TOPIC;
      var candidate = of(backlog).poll();
      if (candidate.isEmpty()) {
        return Optional.empty();
      }
      var key = new MessageKey(backlog, candidate.get().number());
      unsettled.look(new Unsettled(key, candidate.get().subject(), 0, now));
    }
    return unsettled.untried();
  }

  private Optional<Instant> earliest(Instant now) {
    boolean untried = unsettled.untried().isPresent() || redrives.size() > 0 || topic.size() > 0;
    var quiet = untried ? health.quietUntil(now) : Optional.<Instant>empty();
    return Stream.of(unsettled.nextDue(), quiet)
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }

  private Attempt send(Unsettled message, Instant now) {
    unsettled.depart(message);
    flying++;
    if (rate != null) {
      rate.take(now);
    }
    return new Attempt(
        message.key(), message.subject(), message.attempts() + 1, instruction, health.begin());
  }

  /// Takes the answer to an attempt.
  ///
  /// @param random from 0 to 1
  public Settlement settle(Attempt attempt, Answer answer, Instant now, double random) {
    land();
    var outcome = Outcome.of(answer);
    health.heard(attempt.turn(), answer, now, random);
    var landed = landed(attempt);
    if (landed.isEmpty()) {
      return new Settlement.Ignored();
    }
    var message = landed.get();
    var status =
        answer instanceof Answer.Responded(int code, _, _)
            ? OptionalInt.of(code)
            : OptionalInt.empty();
    return switch (outcome) {
      case Outcome.Delivered _ -> {
        unsettled.remove(message);
        yield new Settlement.Delivered();
      }
      case Outcome.Rejected(int code) -> bury(message, new Settlement.Reason.Status(code), status);
      case Outcome.Gone _ ->
          new Settlement.Disabled(bury(message, new Settlement.Reason.Status(410), status));
      case Outcome.Transient(var asked) -> {
        asked.ifPresent(time -> health.quiet(now, time));
        yield attempt.attempt() >= policy.maxDeliver()
            ? bury(message, new Settlement.Reason.MaxDeliver(), status)
            : retry(
                message,
                attempt.attempt(),
                now.plus(Backoff.after(asked, attempt.attempt(), random)));
      }
    };
  }

  private Settlement retry(Unsettled message, int attempts, Instant due) {
    var waiting = new Unsettled(message.key(), message.subject(), attempts, due);
    unsettled.retry(waiting);
    return new Settlement.Retried(due);
  }

  private Settlement.Dead bury(Unsettled message, Settlement.Reason reason, OptionalInt status) {
    unsettled.remove(message);
    return new Settlement.Dead(reason, status, message.attempts() + 1);
  }

  /// The message of an attempt is no longer there; it was not sent.
  public void missing(Attempt attempt) {
    land();
    health.unheard(attempt.turn());
    var message = landed(attempt);
    if (message.isPresent()) {
      unsettled.remove(message.get());
      expired++;
    }
  }

  /// The message of an attempt was not sent. It is tried again in a second; that does not count.
  public void unsent(Attempt attempt, Instant now) {
    land();
    health.unheard(attempt.turn());
    landed(attempt).ifPresent(message -> unsettled.retry(message.dueAt(now.plus(UNSENT))));
  }

  private void land() {
    flying--;
    unsaved++;
  }

  /// The message of an attempt, which is no longer on its way; empty when the subscription was told
  /// to go on elsewhere since.
  private Optional<Unsettled> landed(Attempt attempt) {
    boolean overruled =
        attempt.key().backlog() == Backlog.TOPIC && attempt.instruction() != instruction;
    return overruled ? Optional.empty() : unsettled.arrive(attempt.key());
  }

  /// How many attempts are on their way.
  public int inFlight() {
    return flying;
  }

  /// What outlives the process. Each slot of an answer before it is free when it is saved.
  public LaneSnapshot snapshot() {
    return new LaneSnapshot(
        new DeliveryProgress(
            instruction,
            redrives.first(),
            topic.first(),
            unsettled.all(),
            health.breaker(),
            health.quietUntil(),
            health.lastError(),
            expired,
            flying),
        unsaved);
  }

  /// A snapshot was saved.
  ///
  /// @param slots of it
  public void saved(int slots) {
    unsaved -= slots;
  }
}

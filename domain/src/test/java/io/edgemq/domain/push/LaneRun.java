package io.edgemq.domain.push;

import io.edgemq.domain.Ordering;
import io.edgemq.domain.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.LongStream;

/// A lane and its time. Whatever is answered is saved at once.
final class LaneRun {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final LanePolicy POLICY = new LanePolicy(16, OptionalDouble.empty(), 10, Ordering.NONE);

  final DeliveryLane lane;
  Instant now = START;

  LaneRun(LanePolicy policy) {
    this(policy, DeliveryProgress.begin(0, 1));
  }

  LaneRun(LanePolicy policy, DeliveryProgress saved) {
    this.lane = new DeliveryLane(policy, saved, START);
  }

  static LanePolicy inFlight(int most) {
    return new LanePolicy(most, OptionalDouble.empty(), 10, Ordering.NONE);
  }

  static LanePolicy ordered(int most) {
    return new LanePolicy(most, OptionalDouble.empty(), 10, Ordering.SUBJECT);
  }

  static Answer status(int status) {
    return new Answer.Responded(status, Optional.empty(), "");
  }

  static Answer asking(int status, long seconds) {
    return new Answer.Responded(status, Optional.of(Duration.ofSeconds(seconds)), "");
  }

  /// The topic has these messages next, all of one subject.
  LaneRun topic(int count) {
    long from = lane.next(Backlog.TOPIC);
    var found =
        LongStream.range(from, from + count)
            .mapToObj(n -> new Candidate(n, new Subject("orders")))
            .toList();
    lane.add(Backlog.TOPIC, found, from + count);
    return this;
  }

  /// The topic has messages with these subjects next.
  LaneRun subjects(String... subjects) {
    long from = lane.next(Backlog.TOPIC);
    var found = new ArrayList<Candidate>();
    for (int i = 0; i < subjects.length; i++) {
      found.add(new Candidate(from + i, new Subject("orders." + subjects[i])));
    }
    lane.add(Backlog.TOPIC, found, from + subjects.length);
    return this;
  }

  LaneRun redriven(long... numbers) {
    var found =
        LongStream.of(numbers).mapToObj(n -> new Candidate(n, new Subject("orders"))).toList();
    lane.add(Backlog.REDRIVE, found, numbers[numbers.length - 1] + 1);
    return this;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  /// All that can be sent now.
  List<Attempt> sendAll() {
    var sent = new ArrayList<Attempt>();
    while (lane.step(now) instanceof Step.Send(var attempt)) {
      sent.add(attempt);
    }
    return sent;
  }

  Attempt send() {
    if (lane.step(now) instanceof Step.Send(var attempt)) {
      return attempt;
    }
    throw new AssertionError("nothing is sent now");
  }

  /// When something can be sent; empty when only an answer can say so.
  Optional<Instant> waits() {
    if (lane.step(now) instanceof Step.Wait(var until)) {
      return until;
    }
    throw new AssertionError("something is sent now");
  }

  Settlement answer(Attempt attempt, Answer answer) {
    var settlement = lane.settle(attempt, answer, now, 0);
    save();
    return settlement;
  }

  DeliveryProgress save() {
    var snapshot = lane.snapshot();
    lane.saved(snapshot.slots());
    return snapshot.progress();
  }

  DeliveryProgress progress() {
    return lane.snapshot().progress();
  }

  static List<Long> numbers(List<Attempt> attempts) {
    return attempts.stream().map(a -> a.key().number()).toList();
  }
}

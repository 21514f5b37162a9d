package io.edgemq.domain.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.lease.StateChange.Becomes;
import io.edgemq.domain.lease.StateChange.Gone;
import io.edgemq.domain.lease.StateChange.Move;
import io.edgemq.domain.lease.StateChange.Moves;
import io.edgemq.domain.lease.StateChange.Purged;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Books that have heard the same agree, in whichever order they heard of messages and changes.
class LeaseBookTest {
  private static final long START = 1_000_000;
  private static final long NOW = START + 200;
  private static final int MESSAGES = 12;
  private static final QueueConfig CONFIG = QueueConfig.standard(1_000);
  private static final Move GRAVE =
      new Move.DeadLettered(new QueueName("dead"), new DeadLetterReason("x"));

  /// Every fourth message was moved here.
  private static MessageEntry message(long sequence) {
    var group = new GroupId("g" + sequence % 3);
    var message = new MessageEntry(sequence, START + sequence, START + sequence, group, 10);
    var source = new MoveSource(new QueueName("jobs"), 7, sequence, START);
    return message.movedFrom(sequence % 4 == 0 ? source : null);
  }

  private static Moment at(long time) {
    return new Moment(time, time);
  }

  private static Proposal proposal(LeaseBook book, long now) {
    return new Proposal(book, CONFIG, at(now), Capacity.UNLIMITED);
  }

  /// What a store may decide: about messages that are there, as their states allow.
  private static List<StateChange> history(Random random, QueueType type) {
    var book = new LeaseBook(type);
    var changes = new ArrayList<StateChange>();
    arriveAll(book);
    for (int step = 0; step < 40; step++) {
      var proposal = proposal(book, START + 100 + step);
      book.passTime(at(proposal.now()), CONFIG);
      decide(random, proposal);
      changes.addAll(proposal.changes());
    }
    return changes;
  }

  private static void arriveAll(LeaseBook book) {
    LongStream.rangeClosed(1, MESSAGES).forEach(sequence -> book.arrive(message(sequence)));
    book.arrivedUpTo(MESSAGES);
  }

  private static void decide(Random random, Proposal proposal) {
    var book = proposal.book();
    long now = proposal.now();
    var any = book.find(1L + random.nextInt(MESSAGES)).filter(m -> !m.isMoving());
    switch (random.nextInt(8)) {
      case 0 -> any.ifPresent(m -> proposal.decide(new Gone(m.sequence())));
      case 1 -> any.ifPresent(m -> proposal.decide(m, m.state().released(now, now + 5)));
      case 2 ->
          any.ifPresent(
              m ->
                  proposal.decide(new Moves(m.sequence(), m.state().moving(now, now + 50), GRAVE)));
      case 3 -> {
        if (random.nextInt(10) == 0) {
          proposal.decide(new Purged(Math.min(book.firstLive(), book.arrived())));
        }
      }
      default ->
          book.firstReady(Set.of())
              .ifPresent(
                  m ->
                      proposal.decide(
                          m, m.state().leased(proposal.token(), now, now + random.nextInt(9))));
    }
  }

  /// About any message, whether it is there or not.
  private static void decideBlindly(Random random, Proposal proposal) {
    long sequence = 1L + random.nextInt(MESSAGES);
    var state = LeaseState.sent(START, START);
    proposal.decide(
        switch (random.nextInt(4)) {
          case 0 -> new Gone(sequence);
          case 1 -> new Moves(sequence, state.moving(NOW, NOW + random.nextInt(9)), GRAVE);
          case 2 -> new Purged(random.nextInt(4));
          default -> new Becomes(sequence, state.leased(proposal.token(), NOW, NOW + 3));
        });
  }

  /// A new book, which hears of everything now.
  private static LeaseBook book(QueueType type) {
    var book = new LeaseBook(type);
    book.tell(at(NOW));
    return book;
  }

  /// A book that knew all messages before it heard of a change.
  private static LeaseBook heard(List<StateChange> changes, QueueType type) {
    var book = book(type);
    arriveAll(book);
    changes.forEach(book::apply);
    return book;
  }

  /// A book at which messages arrive between the changes, in any order, and some not at all.
  private static LeaseBook heardInPart(List<StateChange> changes, QueueType type, Random random) {
    var book = book(type);
    var coming = new ArrayList<>(LongStream.rangeClosed(1, MESSAGES).boxed().toList());
    Collections.shuffle(coming, random);
    for (var change : changes) {
      if (!coming.isEmpty() && random.nextInt(3) == 0) {
        book.arrive(message(coming.removeLast()));
        var next = coming.stream().mapToLong(sequence -> sequence).min();
        book.arrivedUpTo(next.orElse(MESSAGES + 1) - 1);
      }
      book.apply(change);
    }
    return book;
  }

  @Property(tries = 500)
  void books_that_heard_the_same_agree_whatever_came_first(
      @ForAll long seed, @ForAll QueueType type) {
    var changes = history(new Random(seed), type);
    var one = heardInPart(changes, type, new Random(1));
    var other = heardInPart(changes, type, new Random(seed));

    arriveAll(one);
    arriveAll(other);

    assertSameNow(one, other);
    assertSameNow(one, heard(changes, type));
  }

  @Property(tries = 500)
  void a_snapshot_leads_to_an_equal_book(@ForAll long seed, @ForAll QueueType type) {
    var book = heardInPart(history(new Random(seed), type), type, new Random(seed));
    var again = book(type);

    book.snapshot().forEach(again::apply);

    arriveAll(again);
    arriveAll(book);
    book.tombstones().forget(book.tombstones().some(MESSAGES).keySet());
    again.tombstones().forget(again.tombstones().some(MESSAGES).keySet());
    assertSameNow(book, again);
  }

  @Property(tries = 500)
  void what_is_undone_never_was(@ForAll long seed, @ForAll QueueType type) {
    var random = new Random(seed);
    var changes = history(random, type);
    var book = heardInPart(changes, type, new Random(seed));
    var untouched = heardInPart(changes, type, new Random(seed));
    book.passTime(at(NOW), CONFIG);
    untouched.passTime(at(NOW), CONFIG);
    var proposal = proposal(book, NOW);
    for (int i = 0; i < 10; i++) {
      decide(random, proposal);
      decideBlindly(random, proposal);
    }

    proposal.undo();

    assertThat(proposal.isEmpty()).isTrue();
    assertThat(book.tokens()).isEqualTo(untouched.tokens());
    assertSameNow(book, untouched);
    arriveAll(book);
    arriveAll(untouched);
    assertSameNow(book, untouched);
  }

  @Property(tries = 500)
  void what_is_undone_in_part_is_as_it_was_at_that_point(
      @ForAll long seed, @ForAll QueueType type) {
    var random = new Random(seed);
    var changes = history(random, type);
    var book = heard(changes, type);
    var other = heard(changes, type);
    var proposal = proposal(book, NOW);
    decideBlindly(random, proposal);
    proposal.changes().forEach(other::apply);
    var point = proposal.point();
    decide(random, proposal);
    decideBlindly(random, proposal);

    proposal.undoTo(point);

    assertThat(proposal.hasChangedSince(point)).isFalse();
    assertThat(proposal.changes()).hasSize(1);
    assertSameNow(book, other);
  }

  @Property(tries = 500)
  void what_arrives_meanwhile_stays_when_a_decision_is_undone(
      @ForAll long seed, @ForAll QueueType type) {
    var random = new Random(seed);
    var changes = history(random, type);
    var book = heardInPart(changes, type, new Random(seed));
    var untouched = heardInPart(changes, type, new Random(seed));
    var proposal = proposal(book, NOW);
    decide(random, proposal);

    arriveAll(book);
    proposal.undo();

    arriveAll(untouched);
    assertSameNow(book, untouched);
  }

  @Property(tries = 500)
  void a_book_at_which_nothing_arrived_counts_by_what_it_heard(
      @ForAll long seed, @ForAll QueueType type) {
    var changes = history(new Random(seed), type);
    var whole = heard(changes, type);
    var unread = new LeaseBook(type);
    changes.forEach(unread::apply);
    whole.passTime(at(NOW), CONFIG);

    var counts = unread.unread().count(MESSAGES, NOW);

    var exact = whole.count(NOW);
    assertThat(counts.ready()).isEqualTo(exact.ready());
    assertThat(counts.inFlight()).isEqualTo(exact.inFlight());
    assertThat(counts.delayed()).isEqualTo(exact.delayed());
    assertThat(unread.unread().first()).isEqualTo(whole.firstLive());
    assertThat(unread.unread().count(0, NOW).ready()).isZero();
  }

  private static void assertSameNow(LeaseBook one, LeaseBook other) {
    long now = NOW;
    one.passTime(at(now), CONFIG);
    other.passTime(at(now), CONFIG);
    assertThat(one.snapshot()).isEqualTo(other.snapshot());
    assertThat(one.tombstones().some(MESSAGES)).isEqualTo(other.tombstones().some(MESSAGES));
    assertThat(one.firstLive()).isEqualTo(other.firstLive());
    assertThat(one.firstKept()).isEqualTo(other.firstKept());
    assertThat(one.count(now)).isEqualTo(other.count(now));
    assertThat(turns(one)).isEqualTo(turns(other));
    assertThat(one.nextChange(at(now), CONFIG)).isEqualTo(other.nextChange(at(now), CONFIG));
    assertThat(abandoned(one, now)).isEqualTo(abandoned(other, now));
  }

  private static List<Long> abandoned(LeaseBook book, long now) {
    return book.abandonedMoves(at(now), 100).stream()
        .map(pending -> pending.message().sequence())
        .toList();
  }

  private static List<Long> turns(LeaseBook book) {
    var turns = new ArrayList<Long>();
    var next = book.firstReady(Set.of());
    while (next.isPresent()) {
      turns.add(next.get().sequence());
      next = book.firstReady(Set.copyOf(turns));
    }
    return turns;
  }

  @Example
  void what_has_not_arrived_is_not_taken_for_gone() {
    var book = new LeaseBook(QueueType.STANDARD);
    book.arrivedUpTo(5);

    book.arrive(message(7));

    assertThat(book.firstLive()).isEqualTo(6);
    assertThat(book.snapshot()).containsExactly(new Purged(5));
  }

  @Example
  void a_lease_of_a_message_that_has_not_arrived_does_not_stand_for_it() {
    var book = new LeaseBook(QueueType.STANDARD);
    var message = message(1);

    book.apply(new Becomes(1, message.state().leased(1, START, START + 500)));
    assertThat(book.hasHeardOf(1)).isFalse();
    book.arrive(message);
    assertThat(book.hasHeardOf(1)).isTrue();

    book.apply(new Gone(2));
    assertThat(book.hasHeardOf(2)).isTrue();
  }

  @Example
  void a_lease_ends_by_the_clock_of_who_gave_it_and_not_later_than_it_lasts() {
    var book = new LeaseBook(QueueType.STANDARD);
    book.tell(new Moment(START, 70));
    for (long sequence = 1; sequence <= 3; sequence++) {
      book.arrive(new MessageEntry(sequence, START, START, null, 10));
    }

    var sent = LeaseState.sent(START, START);
    book.apply(new Becomes(1, sent.leased(1, START - 20, START + 10)));
    book.apply(new Becomes(2, sent.leased(2, START + 3_600_000, START + 3_600_030)));
    book.apply(new Becomes(3, sent.leased(3, START - 3_600_000, START - 3_599_970)));

    assertThat(visible(book, new Moment(START - 50_000, 79))).containsExactly(3L);
    assertThat(visible(book, new Moment(START + 50_000, 80))).containsExactly(1L, 3L);
    assertThat(visible(book, new Moment(START - 50_000, 99))).containsExactly(1L, 3L);
    assertThat(visible(book, new Moment(START - 50_000, 100))).containsExactly(1L, 2L, 3L);
  }

  @Example
  void a_book_that_was_read_again_counts_from_then_on() {
    var book = new LeaseBook(QueueType.STANDARD);
    book.arrive(new MessageEntry(1, START, START + 30, null, 10));

    book.restart(new Moment(START - 3_600_000, 500));

    assertThat(visible(book, new Moment(START - 3_600_000, 529))).isEmpty();
    assertThat(visible(book, new Moment(START - 3_600_000, 530))).containsExactly(1L);
  }

  private static List<Long> visible(LeaseBook book, Moment moment) {
    book.passTime(moment, CONFIG);
    return turns(book).stream().sorted().toList();
  }
}

package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import io.edgemq.nats.Departures.OnItsWay;
import io.edgemq.nats.LedgerEntry.Kind;
import io.edgemq.nats.LedgerEntry.Mark;
import io.edgemq.nats.Ruling.Gone;
import io.edgemq.nats.Ruling.Move;
import io.edgemq.nats.Ruling.Moves;
import io.edgemq.nats.Ruling.Purged;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Books that have heard the same agree, in whichever order they heard of messages and rulings.
class LeaseBookTest {
  private static final long START = 1_000_000;
  private static final QueueConfig CONFIG = QueueConfig.standard(1_000);
  private static final Move GRAVE =
      new Move.Buried(new QueueName("dead"), new DeadLetterReason("x"));

  private static Letter letter(long sequence) {
    var group = new GroupId("g" + sequence % 3);
    return new Letter(sequence, START + sequence, START + sequence, group, 10);
  }

  /// What a clerk may decide next: of letters that are there, as their standings allow.
  private static List<Ruling> history(Random random, QueueType type) {
    var book = new LeaseBook(type);
    var rulings = new ArrayList<Ruling>();
    for (long sequence = 1; sequence <= 12; sequence++) {
      book.arrive(letter(sequence));
      book.arrivedUpTo(sequence);
    }
    for (int step = 0; step < 40; step++) {
      var plan = new Plan(book, CONFIG, START + 100 + step);
      book.passTime(plan.now(), CONFIG);
      decide(random, plan);
      rulings.addAll(plan.rulings());
    }
    return rulings;
  }

  private static void decide(Random random, Plan plan) {
    var book = plan.book();
    var any =
        book.find(1 + random.nextInt(12)).filter(l -> l.standing.state() != Standing.State.MOVING);
    switch (random.nextInt(8)) {
      case 0 -> any.ifPresent(l -> plan.decide(new Gone(l.sequence)));
      case 1 -> any.ifPresent(l -> plan.stands(l, l.standing.released(plan.now(), plan.now() + 5)));
      case 2 ->
          any.ifPresent(
              l -> plan.decide(new Moves(l.sequence, l.standing.moving(plan.now() + 50), GRAVE)));
      case 3 -> {
        if (random.nextInt(10) == 0) {
          plan.decide(new Purged(book.firstLive()));
        }
      }
      default ->
          book.firstReady(Set.of())
              .ifPresent(
                  l ->
                      plan.stands(
                          l, l.standing.leased(plan.token(), plan.now() + random.nextInt(9))));
    }
  }

  private static LeaseBook heard(List<Ruling> rulings, QueueType type, Random random) {
    var book = new LeaseBook(type);
    long arrived = 0;
    for (var ruling : rulings) {
      while (arrived < 12 && random.nextBoolean()) {
        book.arrive(letter(++arrived));
        book.arrivedUpTo(arrived);
      }
      var unused = book.apply(ruling);
    }
    while (arrived < 12) {
      book.arrive(letter(++arrived));
      book.arrivedUpTo(arrived);
    }
    return book;
  }

  @Property(tries = 500)
  void books_that_heard_the_same_agree_whichever_stream_was_faster(
      @ForAll long seed, @ForAll QueueType type) {
    var rulings = history(new Random(seed), type);

    var one = heard(rulings, type, new Random(1));
    var other = heard(rulings, type, new Random(seed));

    assertThat(one.summary()).isEqualTo(other.summary());
    assertSameNow(one, other);
  }

  @Property(tries = 500)
  void a_summary_leads_to_the_same_book(@ForAll long seed, @ForAll QueueType type) {
    var rulings = history(new Random(seed), type);
    var book = heard(rulings, type, new Random(seed));

    var again = heard(book.summary(), type, new Random(7));

    assertThat(again.summary()).isEqualTo(book.summary());
    assertSameNow(book, again);
  }

  @Property(tries = 500)
  void what_is_undone_never_was(@ForAll long seed, @ForAll QueueType type) {
    var random = new Random(seed);
    var rulings = history(random, type);
    var book = heard(rulings, type, new Random(seed));
    var untouched = heard(rulings, type, new Random(seed));
    book.passTime(START + 200, CONFIG);
    untouched.passTime(START + 200, CONFIG);
    var plan = new Plan(book, CONFIG, START + 200);
    for (int i = 0; i < 10; i++) {
      decide(random, plan);
    }

    plan.undo();

    assertThat(book.tokens()).isEqualTo(untouched.tokens());
    assertThat(book.summary()).isEqualTo(untouched.summary());
    assertSameNow(book, untouched);
  }

  private static void assertSameNow(LeaseBook one, LeaseBook other) {
    long now = START + 200;
    one.passTime(now, CONFIG);
    other.passTime(now, CONFIG);
    assertThat(one.count(now)).isEqualTo(other.count(now));
    assertThat(turns(one)).isEqualTo(turns(other));
    assertThat(one.nextChange(now, CONFIG)).isEqualTo(other.nextChange(now, CONFIG));
    assertThat(abandoned(one, now)).isEqualTo(abandoned(other, now));
  }

  private static List<Long> abandoned(LeaseBook book, long now) {
    return book.abandonedMoves(now, 100).stream().map(moved -> moved.letter().sequence).toList();
  }

  private static List<Long> turns(LeaseBook book) {
    var turns = new ArrayList<Long>();
    var next = book.firstReady(Set.of());
    while (next.isPresent()) {
      turns.add(next.get().sequence);
      next = book.firstReady(Set.copyOf(turns));
    }
    return turns;
  }

  @Example
  void what_was_not_heard_of_yet_is_not_taken_for_gone() {
    var book = new LeaseBook(QueueType.STANDARD);
    book.arrivedUpTo(5);

    book.arrive(letter(7));

    assertThat(book.firstLive()).isEqualTo(6);
    assertThat(book.summary()).containsExactly(new Purged(5));
  }

  private static void move(LeaseBook book, long sequence, long until) {
    var standing = book.find(sequence).orElseThrow().standing;
    var unused = book.apply(new Moves(sequence, standing.moving(until), GRAVE));
  }

  @Example
  void a_move_is_abandoned_from_the_end_of_its_claim_until_somebody_renews_it() {
    var book = heard(List.of(), QueueType.FIFO, new Random(1));
    move(book, 1, START + 90);
    move(book, 2, START + 80);
    move(book, 3, START + 100);

    assertThat(abandoned(book, START + 79)).isEmpty();
    assertThat(abandoned(book, START + 90)).containsExactly(2L, 1L);
    assertThat(book.abandonedMoves(START + 90, 1))
        .extracting(OnItsWay::move)
        .containsExactly(GRAVE);

    move(book, 2, START + 200);
    var unused = book.apply(new Gone(3));

    assertThat(abandoned(book, START + 100)).containsExactly(1L);
    assertThat(abandoned(book, START + 200)).containsExactly(1L, 2L);
  }

  @Example
  void the_end_of_a_claim_is_something_to_wake_up_for() {
    var book = new LeaseBook(QueueType.STANDARD);
    book.arrive(letter(1));
    assertThat(book.nextChange(START, CONFIG)).isEmpty();

    move(book, 1, START + 5_000);

    assertThat(book.nextChange(START, CONFIG)).hasValue(5_000);
    assertThat(book.nextChange(START + 5_001, CONFIG)).hasValue(1_000);
  }

  @Property(tries = 500)
  void an_entry_is_read_as_it_was_written(@ForAll long seed, @ForAll QueueType type) {
    var rulings = history(new Random(seed), type);
    var entry = new LedgerEntry(Kind.SUMMARY, new Mark(seed, 3), 17, rulings);

    assertThat(LedgerEntry.decode(entry.encode())).isEqualTo(entry);
  }

  @Example
  void a_lease_that_is_heard_of_before_its_message_does_not_stand_for_it() {
    var book = new LeaseBook(QueueType.STANDARD);
    var letter = letter(1);

    book.apply(new Ruling.Stands(1, letter.standing.leased(1, START + 500)));
    assertThat(book.hasHeardOf(1)).isFalse();
    book.arrive(letter);
    assertThat(book.hasHeardOf(1)).isTrue();

    book.apply(new Gone(2));
    assertThat(book.hasHeardOf(2)).isTrue();
  }
}

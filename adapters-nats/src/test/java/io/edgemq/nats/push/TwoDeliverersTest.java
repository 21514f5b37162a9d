package io.edgemq.nats.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.push.Redriven;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.LatestMessages;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.NatsStore;
import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.ports.out.DeliveryStore.Claim;
import io.edgemq.ports.out.DeliveryStore.ClaimResult;
import io.edgemq.ports.out.DeliveryStore.Claimed;
import io.edgemq.ports.out.DeliveryStore.Overtaken;
import io.edgemq.ports.out.DeliveryStore.Owned;
import io.edgemq.ports.out.DeliveryStore.Saved;
import io.edgemq.ports.out.DeliveryStore.Settled;
import io.edgemq.ports.out.LaneRef;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.testkit.Pushes;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Two processes that deliver, on one server; their time is the test's.
class TwoDeliverersTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final OwnerId FIRST = new OwnerId("first");
  private static final OwnerId SECOND = new OwnerId("second");
  private static final Duration SIGN = Duration.ofSeconds(2);
  private static final SubscriptionRef SUBSCRIPTION = new SubscriptionRef(TENANT, Pushes.id(1));
  private static final LaneRef LANE = LaneRef.of(SUBSCRIPTION);

  private final TestTime time = new TestTime();
  private final Opened opened = new Opened();
  private Cluster cluster;
  private NatsStore one;
  private NatsStore other;

  @BeforeEach
  void open() {
    var config = NatsConfig.of(opened.add(NatsServer.start()).url());
    cluster = opened.add(Cluster.connect(config));
    one = opened.add(NatsStore.open(config, time));
    other = opened.add(NatsStore.open(config, time));
    var topic = new Topic(new TopicName("orders"), TopicConfig.DEFAULT, TestTime.START);
    assertThat(one.topicCatalog().create(TENANT, topic)).isEqualTo(new TopicCatalog.Created());
    one.subscriptions().create(TENANT, Pushes.subscription(1));
    Await.until(() -> other.subscriptions().find(TENANT, Pushes.id(1)).isPresent());
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private Claim claimed(NatsStore store, OwnerId owner) {
    store.deliveries().alive(owner);
    var result = store.deliveries().claim(LANE, owner);
    assertThat(result).isInstanceOf(Claimed.class);
    return ((Claimed) result).claim();
  }

  private static Claim saved(NatsStore store, Claim claim, Settled settled) {
    var result = store.deliveries().save(claim, settled);
    assertThat(result).isInstanceOf(Saved.class);
    return ((Saved) result).claim();
  }

  /// The second process says every 2 s that it lives, for so long; the first says nothing.
  private void passWithoutTheFirst(Duration duration) {
    var left = duration;
    while (left.compareTo(SIGN) > 0) {
      time.advance(SIGN);
      left = left.minus(SIGN);
      other.deliveries().alive(SECOND);
    }
    time.advance(left);
  }

  private StreamClient stream(String bucket) {
    return new StreamClient(cluster, "KV_" + bucket);
  }

  @Test
  void an_owner_without_signs_of_life_is_dead_after_6_seconds_and_not_before() {
    claimed(one, FIRST);
    assertThat(other.deliveries().alive(SECOND)).containsExactlyInAnyOrder(FIRST, SECOND);

    passWithoutTheFirst(Duration.ofMillis(5_999));

    assertThat(other.deliveries().alive(SECOND)).contains(FIRST);
    assertThat(other.deliveries().claim(LANE, SECOND)).isEqualTo(new Owned(FIRST));

    time.advance(Duration.ofMillis(1));

    assertThat(other.deliveries().claim(LANE, SECOND)).isInstanceOf(Claimed.class);
    assertThat(other.deliveries().alive(SECOND)).containsExactly(SECOND);
  }

  @Test
  void an_owner_that_says_that_it_lives_stays() {
    claimed(one, FIRST);
    for (int i = 0; i < 10; i++) {
      one.deliveries().alive(FIRST);
      other.deliveries().alive(SECOND);
      time.advance(SIGN);
    }

    assertThat(other.deliveries().claim(LANE, SECOND)).isEqualTo(new Owned(FIRST));
  }

  @Test
  void who_was_away_itself_takes_nobody_for_dead() {
    claimed(one, FIRST);
    other.deliveries().alive(SECOND);

    time.advance(Duration.ofMinutes(1));

    assertThat(other.deliveries().alive(SECOND)).contains(FIRST);
    assertThat(other.deliveries().claim(LANE, SECOND)).isEqualTo(new Owned(FIRST));
  }

  @Test
  void an_owner_that_comes_back_after_a_minute_saves_nothing() {
    var stale = saved(one, claimed(one, FIRST), Pushes.progress(2));
    other.deliveries().alive(SECOND);
    passWithoutTheFirst(Duration.ofMinutes(1));
    var claim = saved(other, claimed(other, SECOND), Pushes.progress(7));

    assertThat(one.deliveries().alive(FIRST)).contains(SECOND);
    var late = new Settled(Pushes.upTo(9), List.of(Pushes.letter(8)), List.of());
    assertThat(one.deliveries().save(stale, late)).isEqualTo(new Overtaken());
    assertThat(one.deliveries().claim(LANE, FIRST)).isEqualTo(new Owned(SECOND));

    assertThat(one.deliveries().read(LANE)).contains(Pushes.upTo(7));
    assertThat(one.deadLetters().list(SUBSCRIPTION, 0, 10)).isEmpty();
    saved(other, claim, Pushes.progress(8));
  }

  @Test
  void of_two_processes_that_claim_at_once_one_does() throws Exception {
    for (int round = 0; round < 20; round++) {
      one.deliveries().alive(FIRST);
      other.deliveries().alive(SECOND);
      one.deliveries().alive(FIRST); // sees the second one
      List<Callable<ClaimResult>> both =
          List.of(
              () -> one.deliveries().claim(LANE, FIRST),
              () -> other.deliveries().claim(LANE, SECOND));
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var results = threads.invokeAll(both);
        var claims =
            Stream.of(results.get(0).get(), results.get(1).get())
                .filter(Claimed.class::isInstance)
                .map(result -> ((Claimed) result).claim())
                .toList();
        assertThat(claims).hasSize(1);
        var released = one.deliveries().release(claims.getFirst(), Pushes.progress(round + 2));
        assertThat(released).isInstanceOf(Saved.class);
      }
    }
  }

  @Test
  void a_save_that_is_repeated_because_its_answer_was_lost_is_saved() {
    var claim = claimed(one, FIRST);
    var settled = Pushes.dead(Pushes.letter(4));
    var unheard = one.deliveries().save(claim, settled);

    var repeated = one.deliveries().save(claim, settled);

    assertThat(unheard).isInstanceOf(Saved.class);
    assertThat(repeated).isInstanceOf(Saved.class);
    var next = saved(one, ((Saved) repeated).claim(), Pushes.progress(5));
    assertThat(one.deadLetters().list(SUBSCRIPTION, 0, 10)).containsExactly(Pushes.letter(4));
    assertThat(one.deliveries().save(claim, settled)).isEqualTo(new Overtaken());
    assertThat(one.deliveries().release(next, Pushes.progress(6))).isInstanceOf(Saved.class);
    assertThat(one.deliveries().release(next, Pushes.progress(6))).isInstanceOf(Saved.class);
    assertThat(one.deliveries().save(next, Pushes.progress(7))).isEqualTo(new Overtaken());
  }

  @Test
  void a_repeated_save_takes_no_redrive_back() {
    var claim = claimed(one, FIRST);
    var settled = Pushes.dead(Pushes.letter(1), Pushes.letter(2));
    saved(one, claim, settled);
    other.deadLetters().redrive(SUBSCRIPTION, new DeadLetterStore.Between(2, 2));

    saved(one, claim, settled);

    assertThat(one.deadLetters().list(SUBSCRIPTION, 0, 10)).containsExactly(Pushes.letter(1));
    assertThat(one.deadLetters().redriven(SUBSCRIPTION, 1, 10, Long.MAX_VALUE))
        .containsExactly(new Redriven(1, Pushes.letter(2)));
  }

  @Test
  void idle_lanes_write_nothing() {
    saved(one, claimed(one, FIRST), Pushes.progress(2));
    other.deliveries().alive(SECOND);
    long before = stream("mq-deliveries-v1").bounds().last();

    for (int i = 0; i < 5; i++) {
      time.advance(SIGN);
      one.deliveries().alive(FIRST);
      other.deliveries().alive(SECOND);
      assertThat(other.deliveries().claim(LANE, SECOND)).isEqualTo(new Owned(FIRST));
    }

    assertThat(stream("mq-deliveries-v1").bounds().last()).isEqualTo(before);
    assertThat(new LatestMessages(cluster, "mq-lanes-v1").keys(">"))
        .containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void nothing_is_left_of_what_was_forgotten_or_settled() {
    var messages = new LatestMessages(cluster, "mq-deliveries-v1");
    var claim = saved(one, claimed(one, FIRST), Pushes.dead(Pushes.letter(1), Pushes.letter(2)));
    one.deadLetters().redrive(SUBSCRIPTION, new DeadLetterStore.All());
    claim = saved(one, claim, Pushes.delivered(1L, 2L));
    assertThat(messages.keys(">"))
        .noneMatch(key -> key.contains("dead") || key.contains("redrive"));

    one.subscriptions().delete(TENANT, Pushes.id(1));
    one.deliveries().forget(SUBSCRIPTION);

    assertThat(one.deliveries().save(claim, Pushes.progress(9))).isEqualTo(new Overtaken());
    assertThat(messages.keys(">")).isEmpty();
  }

  @Test
  void two_redrives_at_once_move_each_letter_once() throws Exception {
    var letters = LongStream.rangeClosed(1, 1_000).mapToObj(Pushes::letter);
    var settled = new Settled(Pushes.upTo(1), letters.toList(), List.of());
    saved(one, claimed(one, FIRST), settled);
    var all = new DeadLetterStore.All();
    List<Callable<Long>> both =
        List.of(
            () -> one.deadLetters().redrive(SUBSCRIPTION, all),
            () -> other.deadLetters().redrive(SUBSCRIPTION, all));

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = threads.invokeAll(both);
      assertThat(results.get(0).get() + results.get(1).get()).isEqualTo(1_000);
    }

    var redriven = one.deadLetters().redriven(SUBSCRIPTION, 1, 2_000, Long.MAX_VALUE);
    assertThat(redriven).extracting(Redriven::number).doesNotHaveDuplicates().isSorted();
    assertThat(redriven)
        .extracting(each -> each.letter().message().sequence())
        .doesNotHaveDuplicates()
        .hasSize(1_000);
  }

  @Test
  void beyond_the_most_the_oldest_go_and_are_counted() {
    var messages = new LatestMessages(cluster, "mq-deliveries-v1");
    var claim = claimed(one, FIRST);
    for (long sequence = 1; sequence <= 5; sequence++) {
      claim = saved(one, claim, Pushes.dead(Pushes.letter(sequence)));
    }

    new LetterLimit(messages, 3).added(SUBSCRIPTION, 1);

    assertThat(one.deadLetters().list(SUBSCRIPTION, 0, 10))
        .containsExactly(Pushes.letter(3), Pushes.letter(4), Pushes.letter(5));
    assertThat(one.deadLetters().count(SUBSCRIPTION)).isEqualTo(new DeadLetterStore.Counts(3, 2));
  }

  @Test
  @Tag("soak")
  void more_letters_than_the_server_lists_at_once_are_counted_moved_and_limited() {
    int most = Math.toIntExact(DeadLetterStore.MOST);
    var claim = claimed(one, FIRST);
    for (long from = 1; from <= most + 2_000; from += 1_000) {
      var letters = LongStream.range(from, from + 1_000).mapToObj(Pushes::letter).toList();
      claim = saved(one, claim, new Settled(Pushes.upTo(from), letters, List.of()));
    }

    var counts = one.deadLetters().count(SUBSCRIPTION);
    assertThat(counts).isEqualTo(new DeadLetterStore.Counts(most, 2_000));
    assertThat(one.deadLetters().list(SUBSCRIPTION, 0, 1)).containsExactly(Pushes.letter(2_001));
    assertThat(one.deadLetters().redrive(SUBSCRIPTION, new DeadLetterStore.All())).isEqualTo(most);
    assertThat(one.deadLetters().count(SUBSCRIPTION).kept()).isZero();
    assertThat(one.deadLetters().redriven(SUBSCRIPTION, most, 5, Long.MAX_VALUE))
        .containsExactly(new Redriven(most, Pushes.letter(most + 2_000)));
  }
}

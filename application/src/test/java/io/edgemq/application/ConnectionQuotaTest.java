package io.edgemq.application;

import static io.edgemq.application.QueueFixture.refusal;
import static io.edgemq.application.QueueFixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.application.quota.TenantQuotas;
import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.Start;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.ManageSubscriptions.Wish;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.StreamWish;
import io.edgemq.ports.out.PeerUsage;
import io.edgemq.ports.out.SubscriptionStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How many streams a tenant has open, and how many subscriptions it has.
final class ConnectionQuotaTest extends QuotaFixture {
  private final List<PeerUsage.Report> elsewhere = new ArrayList<>();
  private final PeerUsage peers =
      new PeerUsage() {
        @Override
        public void report(Report own) {}

        @Override
        public Collection<Report> others() {
          return List.copyOf(elsewhere);
        }
      };
  private final TenantQuotas shared =
      new TenantQuotas(store.tenants(), store.storage(), peers, nanos::get);
  private final OpenCalls calls = new OpenCalls(access, TestKeys.with(store.keys(), demo), clock);
  private final Streams streams = streams(store.subscriptions());
  private final AtomicInteger ids = new AtomicInteger();

  private Streams streams(SubscriptionStore subscriptions) {
    return new Streams(
        access,
        subscriptions,
        store.topicLog(),
        new Streams.Tools(100, traffic, clock, new Random(1), calls, shared));
  }

  @BeforeEach
  void makeTopic() {
    value(topics.create(demo, TOPIC, TopicConfig.DEFAULT));
  }

  private Outcome<MessageStream> open() {
    return streams.ofTopic(demo, TOPIC, SubjectFilter.ALL, StreamWish.at(new Cursor.Default()));
  }

  private static Refusal full(long most) {
    return new Refusal.QuotaExceeded(QuotaKind.CONNECTIONS, most);
  }

  @Test
  void a_stream_counts_until_it_is_closed_and_once() {
    quota(QuotaKind.CONNECTIONS, 2);
    var first = value(open());
    var second = value(open());
    assertThat(refusal(open())).isEqualTo(full(2));

    first.close();
    first.close();

    var third = value(open());
    assertThat(refusal(open())).isEqualTo(full(2));
    second.close();
    third.close();
    assertThat(shared.connections(DEMO)).isZero();
  }

  @Test
  void what_other_processes_have_open_counts_too() {
    quota(QuotaKind.CONNECTIONS, 5);
    elsewhere.add(new PeerUsage.Report("b", Map.of(), Map.of(DEMO, 3)));
    elsewhere.add(new PeerUsage.Report("c", Map.of(), Map.of(DEMO, 1)));

    var only = value(open());

    assertThat(refusal(open())).isEqualTo(full(5));
    assertThat(shared.connections(DEMO)).isEqualTo(5);
    elsewhere.clear();
    value(open()).close();
    only.close();
  }

  @Test
  void a_stream_that_nobody_gets_does_not_count() {
    quota(QuotaKind.CONNECTIONS, 1);
    var id = value(subscriptions(shared).create(demo, wish("s"))).thing().id();
    var finds = new AtomicInteger();
    var failing =
        ControlFixture.failing(
            SubscriptionStore.class,
            store.subscriptions(),
            method -> method.getName().equals("find") && finds.incrementAndGet() > 1);

    assertThatThrownBy(
            () -> streams(failing).ofSubscription(demo, id, StreamWish.at(new Cursor.Default())))
        .isInstanceOf(StoreException.class);
    assertThat(
            refusal(
                streams.ofTopic(
                    demo,
                    new TopicName("none"),
                    SubjectFilter.ALL,
                    StreamWish.at(new Cursor.Default()))))
        .isInstanceOf(Refusal.NoSuchTopic.class);

    value(open()).close();
    assertThat(shared.connections(DEMO)).isZero();
  }

  @Test
  void a_stream_that_the_server_ends_counts_until_its_reader_is_gone() throws Exception {
    quota(QuotaKind.CONNECTIONS, 1);
    var stream = value(open());

    streams.drain(StreamDrain.within(Duration.ZERO));
    stream.close();

    assertThat(shared.connections(DEMO)).isZero();
  }

  private static Wish wish(String name) {
    return Wish.of(
        new SubscriptionConfig(
            name,
            TOPIC,
            SubjectFilter.ALL,
            new DeliveryType.Sse(),
            Start.LATEST,
            DeliveryPolicy.DEFAULT));
  }

  private Subscriptions subscriptions(TenantQuotas quotas) {
    return new Subscriptions(
        new SubscriptionStores(
            store.subscriptions(),
            store.topicLog(),
            store.deliveries(),
            store.deadLetters(),
            new QueueTargets(store.queueCatalog(), store.queueStore())),
        streams,
        new SubscriptionTools(
            access,
            () -> "%024d".formatted(ids.incrementAndGet()),
            byte[]::new,
            clock,
            TestEvents.over(store, clock),
            new FakeWebhooks(),
            new FakeEvents(),
            quotas));
  }

  @Test
  void a_tenant_makes_so_many_subscriptions() {
    quota(QuotaKind.SUBSCRIPTIONS, 2);
    var subscriptions = subscriptions(shared);
    value(subscriptions.create(demo, wish("a")));
    value(subscriptions.create(demo, wish("b")));

    assertThat(refusal(subscriptions.create(demo, wish("c"))))
        .isEqualTo(new Refusal.QuotaExceeded(QuotaKind.SUBSCRIPTIONS, 2));
    assertThat(value(subscriptions.create(demo, wish("b")))).isInstanceOf(Creation.Existing.class);
  }
}

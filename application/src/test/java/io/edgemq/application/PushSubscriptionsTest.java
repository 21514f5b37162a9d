package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.BodyFormat;
import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Limit;
import io.edgemq.domain.PushConfig;
import io.edgemq.domain.PushState;
import io.edgemq.domain.Range;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.SigningSecrets;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.ManageSubscriptions.Given;
import io.edgemq.ports.in.ManageSubscriptions.Unsaid;
import io.edgemq.ports.in.ManageSubscriptions.Wish;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Refusal.FixedProperty;
import io.edgemq.ports.out.WebhookClient;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Making, changing and moving subscriptions that push.
final class PushSubscriptionsTest extends PushFixture {
  private static PushState push(Subscription subscription) {
    return subscription.push().orElseThrow();
  }

  private static Stream<Arguments> starts() {
    return Stream.of(
        Arguments.of(Start.LATEST, 6L),
        Arguments.of(Start.EARLIEST, 1L),
        Arguments.of(new Start.AtSequence(4), 4L),
        Arguments.of(new Start.AtSequence(1_000), 6L),
        Arguments.of(new Start.LastN(2), 4L),
        Arguments.of(new Start.AtTime(START.plusSeconds(60)), 6L));
  }

  @ParameterizedTest
  @MethodSource("starts")
  void a_start_is_a_sequence_before_the_answer(Start start, long expected) {
    publish(5);

    var made = value(subscriptions.create(demo, wish(start))).thing();

    assertThat(push(made).from()).isEqualTo(expected);
    assertThat(made.config().start()).isEqualTo(start);
    publish(1);
    assertThat(push(stored(made.id())).from()).isEqualTo(expected);
  }

  @Test
  void a_subscription_of_no_topic_is_refused() {
    var elsewhere =
        new SubscriptionConfig(
            "s",
            new TopicName("none"),
            config("s", Start.LATEST).filter(),
            config("s", Start.LATEST).delivery(),
            Start.LATEST,
            DeliveryPolicy.DEFAULT);

    assertThat(refusal(subscriptions.create(demo, Wish.of(elsewhere))))
        .isEqualTo(new Refusal.NoSuchTopic(new TopicName("none")));
  }

  @Test
  void a_secret_is_made_when_none_is_given() {
    var secret = push(pushing()).secrets().current();

    assertThat(secret.text()).matches("[A-Za-z0-9_-]{43}");
    assertThat(secret.origin()).isEqualTo(SigningSecret.Origin.MADE);
    var other = value(subscriptions.create(demo, Wish.of(config("other", Start.LATEST)))).thing();
    assertThat(push(other).secrets().current().text()).isNotEqualTo(secret.text());
  }

  @Test
  void no_secret_equals_one_that_was_made() {
    var made = pushing();

    assertThat(value(subscriptions.create(demo, wish(Start.LATEST))))
        .isEqualTo(new Creation.Existing<>(made));
    assertThat(refusal(subscriptions.create(demo, wish(Start.LATEST, "given"))))
        .isEqualTo(new Refusal.SubscriptionExists("s"));
    assertThat(
            value(
                subscriptions.create(
                    demo, wish(Start.LATEST, push(made).secrets().current().text()))))
        .isEqualTo(new Creation.Existing<>(made));
  }

  @Test
  void a_secret_that_was_given_equals_itself_only() {
    var made = value(subscriptions.create(demo, wish(Start.LATEST, "given"))).thing();

    assertThat(value(subscriptions.create(demo, wish(Start.LATEST, "given"))))
        .isEqualTo(new Creation.Existing<>(made));
    assertThat(refusal(subscriptions.create(demo, wish(Start.LATEST, "other"))))
        .isEqualTo(new Refusal.SubscriptionExists("s"));
    assertThat(refusal(subscriptions.create(demo, wish(Start.LATEST))))
        .isEqualTo(new Refusal.SubscriptionExists("s"));
    assertThat(refusal(subscriptions.create(demo, wish(Start.EARLIEST, "given"))))
        .isEqualTo(new Refusal.SubscriptionExists("s"));
  }

  @Test
  void an_address_that_is_forbidden_is_refused_and_an_unknown_one_is_not() {
    webhooks.hosts.put("hooks.example", new WebhookClient.Forbidden());
    assertThat(refusal(subscriptions.create(demo, wish(Start.LATEST))))
        .isEqualTo(new Refusal.UrlForbidden());

    webhooks.hosts.put("hooks.example", new WebhookClient.Unresolved());
    assertThat(subscriptions.create(demo, wish(Start.LATEST))).isInstanceOf(Outcome.Done.class);
  }

  private Outcome<Subscription> change(Subscription of, UnaryOperator<SubscriptionConfig> change) {
    return subscriptions.change(
        demo, of.id(), current -> Outcome.done(change.apply(current)), new Unsaid());
  }

  private static SubscriptionConfig calling(SubscriptionConfig config, String url) {
    return config(config.name(), config.start(), new DeliveryType.HttpPush(push(url)));
  }

  @Test
  void a_change_of_the_url_is_checked_and_any_other_change_is_not() {
    var made = pushing();
    webhooks.hosts.put("hooks.example", new WebhookClient.Forbidden());
    webhooks.hosts.put("inside.example", new WebhookClient.Forbidden());
    webhooks.checked.clear();

    var inside = change(made, config -> calling(config, "https://inside.example/"));
    var other =
        change(made, config -> withPolicy(config, new DeliveryPolicy(Duration.ofSeconds(30), 2)));

    assertThat(refusal(inside)).isEqualTo(new Refusal.UrlForbidden());
    assertThat(value(other).config().policy().maxDeliver()).isEqualTo(2);
    assertThat(webhooks.checked).containsExactly("inside.example");
  }

  private static SubscriptionConfig withPolicy(SubscriptionConfig config, DeliveryPolicy policy) {
    return new SubscriptionConfig(
        config.name(), config.topic(), config.filter(), config.delivery(), config.start(), policy);
  }

  private static SubscriptionConfig withPush(
      SubscriptionConfig config, OptionalDouble rate, Duration timeout) {
    var old = push("https://hooks.example/in");
    var push =
        new PushConfig(
            old.url(),
            old.headers(),
            old.maxInFlight(),
            rate,
            timeout,
            old.signatures(),
            old.ordering(),
            old.lanes(),
            old.format());
    return new SubscriptionConfig(
        config.name(),
        config.topic(),
        config.filter(),
        new DeliveryType.HttpPush(push),
        config.start(),
        config.policy());
  }

  private static Stream<Arguments> outOfRange() {
    var config = config("s", Start.LATEST);
    var none = OptionalDouble.empty();
    var second = Duration.ofSeconds(1);
    var timeouts = new Range.Durations(second, Duration.ofMinutes(5));
    var rates = new Range.Decimals(0.1, 10_000);
    return Stream.of(
        Arguments.of(withPush(config, none, Duration.ofMillis(999)), Limit.PUSH_TIMEOUT, timeouts),
        Arguments.of(
            withPush(config, none, Duration.ofMillis(300_001)), Limit.PUSH_TIMEOUT, timeouts),
        Arguments.of(withPush(config, OptionalDouble.of(0.09), second), Limit.PUSH_RATE, rates),
        Arguments.of(withPush(config, OptionalDouble.of(10_001), second), Limit.PUSH_RATE, rates),
        Arguments.of(
            withPush(config, OptionalDouble.of(Double.NaN), second), Limit.PUSH_RATE, rates),
        Arguments.of(
            withPolicy(config, new DeliveryPolicy(Duration.ofMillis(600_001), 1)),
            Limit.ACK_WAIT,
            new Range.Durations(Duration.ofSeconds(20), Duration.ofMinutes(10))),
        Arguments.of(
            withPolicy(config, new DeliveryPolicy(Duration.ofMillis(19_999), 1)),
            Limit.ACK_WAIT,
            new Range.Durations(Duration.ofSeconds(20), Duration.ofMinutes(10))),
        Arguments.of(
            withPolicy(config, new DeliveryPolicy(Duration.ofSeconds(20), 1001)),
            Limit.MAX_DELIVER,
            new Range.Numbers(1, 1000)));
  }

  @ParameterizedTest
  @MethodSource("outOfRange")
  void what_is_out_of_range_is_refused_when_it_is_made_and_when_it_is_changed(
      SubscriptionConfig wanted, Limit limit, Range allowed) {
    var refused = new Refusal.OutOfRange(limit, allowed);
    assertThat(refusal(subscriptions.create(demo, Wish.of(wanted)))).isEqualTo(refused);

    var made = pushing();

    assertThat(refusal(change(made, _ -> wanted))).isEqualTo(refused);
  }

  @Test
  void what_is_at_the_limits_is_accepted() {
    var most =
        withPolicy(
            withPush(
                config("most", Start.LATEST), OptionalDouble.of(10_000), Duration.ofMinutes(5)),
            new DeliveryPolicy(Duration.ofMinutes(10), 1000));
    var least =
        withPolicy(
            withPush(config("least", Start.LATEST), OptionalDouble.of(0.1), Duration.ofSeconds(1)),
            new DeliveryPolicy(Duration.ofSeconds(1), 1));

    assertThat(subscriptions.create(demo, Wish.of(most))).isInstanceOf(Outcome.Done.class);
    assertThat(subscriptions.create(demo, Wish.of(least))).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void start_and_delivery_type_stay() {
    var made = pushing();

    assertThat(refusal(change(made, config -> config.startingAt(Start.EARLIEST))))
        .isEqualTo(new Refusal.Immutable(FixedProperty.SUBSCRIPTION_START));
    assertThat(refusal(change(made, _ -> config("s", Start.LATEST, new DeliveryType.Sse()))))
        .isEqualTo(new Refusal.Immutable(FixedProperty.SUBSCRIPTION_DELIVERY));
  }

  private static SubscriptionConfig with(SubscriptionConfig config, int lanes, BodyFormat format) {
    var push = push("https://hooks.example/in").with(lanes, format);
    return config(config.name(), config.start(), new DeliveryType.HttpPush(push));
  }

  @Test
  void lanes_and_format_stay() {
    var made = pushing();

    assertThat(refusal(change(made, config -> with(config, 2, BodyFormat.RAW))))
        .isEqualTo(new Refusal.Immutable(FixedProperty.PUSH_LANES));
    assertThat(refusal(change(made, config -> with(config, 1, BodyFormat.CLOUDEVENTS_BINARY))))
        .isEqualTo(new Refusal.Immutable(FixedProperty.PUSH_FORMAT));
    assertThat(value(change(made, config -> with(config, 1, BodyFormat.RAW)))).isEqualTo(made);
    assertThat(stored(made.id())).isEqualTo(made);
  }

  @Test
  void a_creation_with_other_lanes_or_another_format_is_a_conflict() {
    var config = config("s", Start.LATEST);
    var wanted = with(config, 4, BodyFormat.CLOUDEVENTS_BINARY);
    var made = value(subscriptions.create(demo, Wish.of(wanted))).thing();

    assertThat(value(subscriptions.create(demo, Wish.of(wanted))))
        .isEqualTo(new Creation.Existing<>(made));
    for (var other :
        List.of(
            with(config, 3, BodyFormat.CLOUDEVENTS_BINARY),
            with(config, 4, BodyFormat.CLOUDEVENTS_STRUCTURED),
            config)) {
      assertThat(refusal(subscriptions.create(demo, Wish.of(other))))
          .isEqualTo(new Refusal.SubscriptionExists("s"));
    }
  }

  private Outcome<Subscription> resecret(Subscription of, String secret) {
    return subscriptions.change(demo, of.id(), Outcome::done, new Given(given(secret)));
  }

  @Test
  void a_change_of_the_secret_holds_at_once() {
    var made = pushing();

    var changed = value(resecret(made, "new"));

    assertThat(push(changed).secrets()).isEqualTo(SigningSecrets.of(given("new")));
    assertThat(push(stored(made.id())).secrets()).isEqualTo(SigningSecrets.of(given("new")));
    assertThat(refusal(resecret(streaming(), "new"))).isEqualTo(new Refusal.NotPush());
  }

  @Test
  void a_replay_goes_to_a_sequence_and_counts() {
    publish(5);
    var made = pushing();

    var replayed = value(subscriptions.replay(demo, made.id(), new Start.LastN(2)));
    publish(3);

    assertThat(push(replayed).from()).isEqualTo(4);
    assertThat(replayed.replays()).isEqualTo(1);
    assertThat(replayed.config().start()).isEqualTo(new Start.LastN(2));
    assertThat(stored(made.id())).isEqualTo(replayed);
  }

  @Test
  void a_resume_goes_on_where_it_stopped_or_where_it_is_told() {
    publish(5);
    var made = pushing();
    store.subscriptions().update(demo.tenant(), made, made.with(SubscriptionState.DISABLED));

    var resumed = value(subscriptions.resume(demo, made.id()));
    value(subscriptions.pause(demo, made.id()));
    var moved = value(subscriptions.resume(demo, made.id(), new Start.AtSequence(2)));

    assertThat(resumed).isEqualTo(made);
    assertThat(moved.state()).isEqualTo(SubscriptionState.ACTIVE);
    assertThat(moved.replays()).isEqualTo(1);
    assertThat(push(moved).from()).isEqualTo(2);
  }

  @Test
  void a_stream_is_resumed_where_it_is_told() {
    var made = streaming();
    value(subscriptions.pause(demo, made.id()));

    var moved = value(subscriptions.resume(demo, made.id(), Start.EARLIEST));

    assertThat(moved.state()).isEqualTo(SubscriptionState.ACTIVE);
    assertThat(moved.config().start()).isEqualTo(Start.EARLIEST);
    assertThat(moved.replays()).isEqualTo(1);
  }
}

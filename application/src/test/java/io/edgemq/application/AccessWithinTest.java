package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Operator;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What of a topic a reader gets, and whom suspension stops.
final class AccessWithinTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final TopicName ORDERS = new TopicName("orders");
  private static final TopicRef TOPIC = new TopicRef(TENANT, ORDERS);
  private static final QueueName JOBS = new QueueName("jobs");
  private static final SubscriptionId ID = new SubscriptionId("sub_" + "a".repeat(24));
  private static final SubscriptionRef REF = new SubscriptionRef(TENANT, ID);
  private static final Subject CREATED = new Subject("orders.eu.created");
  private static final Refusal SUSPENDED = new Refusal.TenantSuspended();
  private static final Refusal DELETED = new Refusal.NoSuchTenant();

  private static final Access ACCESS = new Access();

  private static Principal with(String... scopes) {
    return new Principal(TENANT, new Principal.Key("ak_1"), Scopes.of(scopes), null);
  }

  private static SubjectFilter matching(String pattern) {
    return new SubjectFilter.Matching(new Pattern(pattern));
  }

  private static SubscriptionConfig config(SubjectFilter filter, DeliveryType delivery) {
    return new SubscriptionConfig(
        "s", ORDERS, filter, delivery, Start.LATEST, DeliveryPolicy.DEFAULT);
  }

  private static SubscriptionConfig streamed(String pattern) {
    return config(matching(pattern), new DeliveryType.Sse());
  }

  private static Subscription row(SubscriptionConfig config) {
    return Subscription.active(ID, config, Instant.EPOCH, Optional.empty());
  }

  private static SubjectFilter filter(Outcome<Access.Part> outcome) {
    return ((Outcome.Done<Access.Part>) outcome).value().filter();
  }

  @Test
  void without_a_pattern_a_reader_gets_what_its_scopes_cover() {
    var one = ACCESS.toRead(with("subscribe:orders.eu.>"), ORDERS, SubjectFilter.ALL);
    var two = with("subscribe:orders.eu", "subscribe:*.us", "subscribe:other");
    var both = ACCESS.toRead(two, ORDERS, SubjectFilter.ALL);
    var all = ACCESS.toRead(with("subscribe:>"), ORDERS, SubjectFilter.ALL);

    assertThat(filter(one)).isEqualTo(matching("orders.eu.>"));
    assertThat(filter(both))
        .isEqualTo(
            new SubjectFilter.AnyOf(List.of(new Pattern("orders.eu"), new Pattern("orders.us"))));
    assertThat(filter(all)).isEqualTo(SubjectFilter.ALL);
  }

  @Test
  void with_a_pattern_a_reader_gets_what_the_pattern_matches() {
    var part = ACCESS.toRead(with("subscribe:orders.>"), ORDERS, matching("orders.eu.*"));

    assertThat(part).isEqualTo(Outcome.done(new Access.Part(TOPIC, matching("orders.eu.*"))));
  }

  @Test
  void a_pattern_of_another_topic_matches_nothing_and_tells_nothing() {
    var strange = matching("other.>");

    assertThat(filter(ACCESS.toRead(with("subscribe:orders"), ORDERS, strange))).isEqualTo(strange);
    assertThat(ACCESS.toRead(with("subscribe:other.>"), ORDERS, strange))
        .isEqualTo(Outcome.refused(new Refusal.InsufficientScope("subscribe:orders.>")));
  }

  @Test
  void of_a_subscription_is_seen_what_the_scopes_cover() {
    var seen = ACCESS.toSee(with("subscribe:orders.*.created"), REF, row(streamed("orders.eu.*")));

    assertThat(filter(seen)).isEqualTo(matching("orders.eu.created"));
    assertThat(ACCESS.mayDescribe(with("subscribe:orders.us"), row(streamed("orders.eu.*"))))
        .isFalse();
  }

  private static Access gated(Refusal why) {
    return new Access(_ -> Optional.of(why));
  }

  @Test
  void suspension_stops_the_keys_of_a_tenant_and_not_who_looks_into_it() {
    var access = gated(SUSPENDED);
    var key = with("manage");
    var support =
        new Principal(TENANT, new Principal.SupportKey("ak_2"), Scopes.of("manage"), null);
    var operator = Principal.of(new Operator("ops"), TENANT);

    assertThat(access.toManageKeys(key)).isEqualTo(Outcome.refused(SUSPENDED));
    assertThat(access.toManageKeys(support)).isEqualTo(Outcome.done(TENANT));
    assertThat(access.toManageKeys(operator)).isEqualTo(Outcome.done(TENANT));
    assertThat(access.toSend(support, JOBS))
        .isEqualTo(Outcome.refused(new Refusal.InsufficientScope("queue:jobs")));
    assertThat(access.toForward(TENANT, JOBS)).isEqualTo(Outcome.refused(SUSPENDED));
    assertThat(access.serves(TENANT)).isFalse();
  }

  @Test
  void nobody_acts_in_a_tenant_that_was_removed() {
    var access = gated(DELETED);
    var operator = Principal.of(new Operator("ops"), TENANT);

    assertThat(access.toList(operator)).isEqualTo(Outcome.refused(DELETED));
    assertThat(access.toSeeItself(with("manage"))).isEqualTo(Outcome.refused(DELETED));
  }

  @Test
  void a_tenant_that_is_not_served_learns_nothing_of_its_scopes() {
    var access = gated(SUSPENDED);

    assertThat(access.toPublish(with("manage"), ORDERS, CREATED))
        .isEqualTo(Outcome.refused(SUSPENDED));
  }
}

package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.KeyRef;
import io.edgemq.domain.Operator;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.ports.in.Authenticate;
import io.edgemq.ports.in.MakeTickets;
import io.edgemq.ports.in.MakeTickets.OfBucket;
import io.edgemq.ports.in.MakeTickets.OfSocket;
import io.edgemq.ports.in.MakeTickets.OfSubscription;
import io.edgemq.ports.in.MakeTickets.OfTopic;
import io.edgemq.ports.in.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TicketsTest extends ControlFixture {
  private static final TopicName ORDERS = new TopicName("orders");
  private static final String PATH = "/v1/topics/orders/stream";
  private static final SubscriptionId ID = new SubscriptionId("sub_" + "a".repeat(24));
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final TicketSigner signer = new TicketSigner(secret);
  private final Tickets tickets =
      new Tickets(
          access,
          new Tickets.Stores(store.subscriptions(), store.topicLog(), store.buckets()),
          new Tickets.Tools(signer, clock));
  private final KeyAuthentication authentication =
      new KeyAuthentication(keys, () -> AdminTokens.NONE, signer, clock);

  @BeforeEach
  void make() {
    make(ACME);
    store.topicCatalog().create(ACME, new Topic(ORDERS, TopicConfig.DEFAULT, Instant.EPOCH));
    var config =
        new SubscriptionConfig(
            "s",
            ORDERS,
            new SubjectFilter.Matching(new Pattern("orders.eu.*")),
            new DeliveryType.Sse(),
            Start.LATEST,
            DeliveryPolicy.DEFAULT);
    store
        .subscriptions()
        .create(ACME, Subscription.active(ID, config, Instant.EPOCH, Optional.empty()));
  }

  private Authenticate.Verdict of(MakeTickets.Ticket ticket) {
    return authentication.ticket(ticket.token(), PATH);
  }

  private MakeTickets.Ticket ticket(Principal who) {
    return value(tickets.make(who, new OfTopic(ORDERS), PATH, MINUTE));
  }

  @Test
  void a_ticket_opens_its_path_as_its_maker_until_it_expires() {
    var who = caller(null, "subscribe:orders.eu.>");

    var ticket = ticket(who);

    assertThat(of(ticket)).isEqualTo(new Authenticate.Known(who));
    now = ticket.expiresAt().minusMillis(1);
    assertThat(of(ticket)).isEqualTo(new Authenticate.Known(who));
    now = ticket.expiresAt();
    assertThat(of(ticket)).isEqualTo(new Authenticate.Unknown());
  }

  @Test
  void a_ticket_for_a_watch_is_for_who_may_read_a_bucket_that_is_there() {
    var users = new BucketName("users");
    var watch = new OfBucket(users);
    var path = "/v1/kv/users/watch";
    var who = caller(null, "kv:users");
    assertThat(refusal(tickets.make(who, watch, path, MINUTE)))
        .isEqualTo(new Refusal.NoSuchBucket(users));
    store.buckets().create(ACME, new Bucket(users, BucketConfig.DEFAULT, Instant.EPOCH));

    var ticket = value(tickets.make(who, watch, path, MINUTE));

    assertThat(authentication.ticket(ticket.token(), path)).isEqualTo(new Authenticate.Known(who));
    assertThat(authentication.ticket(ticket.token(), "/v1/kv/other/watch"))
        .isEqualTo(new Authenticate.Unknown());
    assertThat(refusal(tickets.make(caller(null, "manage", "kv:other"), watch, path, MINUTE)))
        .isEqualTo(new Refusal.InsufficientScope("kv:users"));
  }

  @Test
  void a_ticket_for_a_socket_is_for_everybody_whose_tenant_is_served() {
    var who = caller(null, "kv:users");
    var path = "/v1/ws";

    var ticket = value(tickets.make(who, new OfSocket(), path, MINUTE));

    assertThat(authentication.ticket(ticket.token(), path)).isEqualTo(new Authenticate.Known(who));
    assertThat(authentication.ticket(ticket.token(), path + "/subscriptions/x"))
        .isEqualTo(new Authenticate.Unknown());
  }

  @Test
  void a_ticket_is_good_for_no_other_path_and_is_no_key() {
    var ticket = ticket(caller(null, "subscribe:>"));

    assertThat(authentication.ticket(ticket.token(), "/v1/topics/other/stream"))
        .isEqualTo(new Authenticate.Unknown());
    assertThat(authentication.authenticate(Sha256.of(ticket.token())))
        .isEqualTo(new Authenticate.Unknown());
    assertThat(ticket.toString()).doesNotContain(ticket.token());
  }

  @Test
  void a_ticket_is_void_when_its_key_is_revoked() {
    var who = caller(null, "subscribe:>");
    var ticket = ticket(who);

    store.keys().revoke(ACME, who.actor(), now);

    assertThat(of(ticket)).isEqualTo(new Authenticate.Unknown());
  }

  @Test
  void a_ticket_of_another_deployment_or_that_was_changed_is_void() {
    var ticket = ticket(caller(null, "subscribe:>"));
    var token = ticket.token();
    var other = new byte[ReceiptSigner.KEY_BYTES];
    other[0] = 1;
    var elsewhere =
        new KeyAuthentication(
            keys, () -> AdminTokens.NONE, new TicketSigner(new DeploymentKey(other)), clock);

    assertThat(elsewhere.ticket(token, PATH)).isEqualTo(new Authenticate.Unknown());
    for (var text : new String[] {"", "tk_", "tk_!", token.substring(3), token + "A"}) {
      assertThat(authentication.ticket(text, PATH)).isEqualTo(new Authenticate.Unknown());
    }
    for (int i = 3; i < token.length(); i++) {
      char flipped = token.charAt(i) == 'A' ? 'B' : 'A';
      var changed = token.substring(0, i) + flipped + token.substring(i + 1);
      // The last character of base64 holds bits that mean nothing.
      assertThat(i == token.length() - 1 ? new Authenticate.Unknown() : ticketed(changed))
          .isEqualTo(new Authenticate.Unknown());
    }
  }

  private Authenticate.Verdict ticketed(String token) {
    return authentication.ticket(token, PATH);
  }

  @Test
  void a_ticket_does_not_outlive_its_key() {
    var end = Instant.parse("2026-01-02T03:04:30Z");
    var who = caller(end, "subscribe:>");

    assertThat(ticket(who).expiresAt()).isEqualTo(end);
  }

  @Test
  void who_could_not_open_the_stream_gets_no_ticket() {
    var writer = caller(null, "publish:>", "manage");
    var other = caller(null, "subscribe:other.>");
    var us = caller(null, "subscribe:orders.us.>");

    assertThat(refusal(tickets.make(writer, new OfTopic(ORDERS), PATH, MINUTE)))
        .isEqualTo(new Refusal.InsufficientScope("subscribe:orders.>"));
    assertThat(refusal(tickets.make(other, new OfTopic(ORDERS), PATH, MINUTE)))
        .isEqualTo(new Refusal.InsufficientScope("subscribe:orders.>"));
    assertThat(refusal(tickets.make(writer, new OfSubscription(ID), PATH, MINUTE)))
        .isEqualTo(new Refusal.InsufficientScope("subscribe:>"));
    assertThat(refusal(tickets.make(us, new OfSubscription(ID), PATH, MINUTE)))
        .isEqualTo(new Refusal.InsufficientScope("subscribe:orders.eu.*"));
    value(
        tickets.make(caller(null, "subscribe:orders.eu.x"), new OfSubscription(ID), PATH, MINUTE));
  }

  @Test
  void there_is_no_ticket_for_what_is_not_there() {
    var who = caller(null, "subscribe:>");
    var other = new TopicName("other");
    var none = new SubscriptionId("sub_" + "b".repeat(24));

    assertThat(refusal(tickets.make(who, new OfTopic(other), PATH, MINUTE)))
        .isEqualTo(new Refusal.NoSuchTopic(other));
    assertThat(refusal(tickets.make(who, new OfSubscription(none), PATH, MINUTE)))
        .isEqualTo(new Refusal.NoSuchSubscription());
  }

  @Test
  void an_operator_who_acts_for_a_tenant_has_no_key_for_a_ticket() {
    var operator = Principal.of(new Operator("ops"), ACME);

    assertThat(refusal(tickets.make(operator, new OfTopic(ORDERS), PATH, MINUTE)))
        .isEqualTo(new Refusal.KeyNeeded());
  }

  @Test
  void a_suspended_tenant_gets_no_ticket() {
    var who = caller(null, "subscribe:>");
    put(Tenant.State.SUSPENDED);

    assertThat(refusal(tickets.make(who, new OfTopic(ORDERS), PATH, MINUTE)))
        .isEqualTo(new Refusal.TenantSuspended());
  }

  @Test
  void a_ticket_is_good_for_five_minutes_at_most() {
    var who = caller(null, "subscribe:>");
    var topic = new OfTopic(ORDERS);
    var longest = MakeTickets.LONGEST;

    value(tickets.make(who, topic, PATH, longest));
    assertThatThrownBy(() -> tickets.make(who, topic, PATH, longest.plusMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tickets.make(who, topic, PATH, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_ticket_carries_the_longest_ids() {
    var tenant = new TenantId("t".repeat(64));
    var content = new TicketSigner.Content(new KeyRef(tenant, "k".repeat(64)), now);

    assertThat(signer.verify(signer.sign(content, PATH), PATH).orElseThrow().key())
        .isEqualTo(content.key());
  }
}

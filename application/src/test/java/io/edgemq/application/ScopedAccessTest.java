package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.JobId;
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
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Which scopes permit what (SPEC 7), and what a caller is told that it lacks.
final class ScopedAccessTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final TopicName ORDERS = new TopicName("orders");
  private static final QueueName JOBS = new QueueName("jobs");
  private static final SubscriptionId ID = new SubscriptionId("sub_" + "a".repeat(24));
  private static final SubscriptionRef REF = new SubscriptionRef(TENANT, ID);
  private static final JobId JOB = new JobId("job_" + "a".repeat(24));
  private static final Subject CREATED = new Subject("orders.eu.created");

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

  private static SubscriptionConfig queued(String pattern) {
    return config(matching(pattern), new DeliveryType.ToQueue(JOBS));
  }

  private static Subscription row(SubscriptionConfig config) {
    return Subscription.active(ID, config, Instant.EPOCH, Optional.empty());
  }

  /// A call, who may make it, and who may not.
  ///
  /// @param missing what the latter are told
  private record Rule(
      String name,
      Function<Principal, Outcome<?>> call,
      List<String[]> good,
      List<String[]> bad,
      String missing) {}

  private static List<String[]> each(String... scopes) {
    return Stream.of(scopes).map(text -> text.split(" ")).toList();
  }

  private static List<Rule> rules() {
    return Stream.of(topics(), queues(), subscriptions(), others()).flatMap(List::stream).toList();
  }

  private static List<Rule> topics() {
    var noPublish = each("publish:other.>", "subscribe:>", "manage", "queue:*");
    var managers = each("manage", "manage publish:x");
    var noManage = each("publish:> subscribe:> queue:* kv:*");
    return List.of(
        new Rule(
            "publish",
            who -> ACCESS.toPublish(who, ORDERS, CREATED),
            each("publish:>", "publish:orders.>", "publish:*.eu.*", "publish:orders.eu.created"),
            each("publish:orders.us.>", "publish:orders", "subscribe:>", "manage queue:*"),
            "publish:orders.eu.created"),
        new Rule(
            "publish a batch",
            who -> ACCESS.toPublishSome(who, ORDERS),
            each("publish:>", "publish:orders.us", "publish:*"),
            noPublish,
            "publish:orders"),
        new Rule(
            "read",
            who -> ACCESS.toRead(who, ORDERS, SubjectFilter.ALL),
            each("subscribe:>", "subscribe:orders.eu", "subscribe:*.eu"),
            each("publish:>", "manage", "subscribe:other.>"),
            "subscribe:orders.>"),
        new Rule(
            "read a pattern",
            who -> ACCESS.toRead(who, ORDERS, matching("orders.eu.*")),
            each("subscribe:orders.>", "subscribe:orders.*.*", "subscribe:orders.eu.*"),
            each("subscribe:orders.eu.created", "subscribe:orders.*", "publish:>", "manage"),
            "subscribe:orders.eu.*"),
        new Rule(
            "describe a topic",
            who -> ACCESS.toDescribe(who, ORDERS),
            each("manage", "publish:orders.x", "subscribe:orders", "subscribe:>"),
            each("publish:other", "queue:*", "kv:*"),
            "subscribe:orders.>"),
        new Rule(
            "manage a topic", who -> ACCESS.toManage(who, ORDERS), managers, noManage, "manage"));
  }

  private static List<Rule> queues() {
    var workers = each("queue:jobs", "queue:*", "queue:jo* kv:x");
    var noWorkers = each("queue:other", "queue:job", "manage", "publish:>", "kv:jobs");
    var managers = each("manage");
    var noManage = each("queue:*", "publish:> subscribe:> queue:* kv:*");
    return List.of(
        new Rule("send", who -> ACCESS.toSend(who, JOBS), workers, noWorkers, "queue:jobs"),
        new Rule("receive", who -> ACCESS.toReceive(who, JOBS), workers, noWorkers, "queue:jobs"),
        new Rule("settle", who -> ACCESS.toSettle(who, JOBS), workers, noWorkers, "queue:jobs"),
        new Rule(
            "describe a queue",
            who -> ACCESS.toDescribe(who, JOBS),
            each("queue:jobs", "manage"),
            each("queue:other", "publish:>", "kv:jobs"),
            "queue:jobs"),
        new Rule("manage a queue", who -> ACCESS.toManage(who, JOBS), managers, noManage, "manage"),
        new Rule("redrive", who -> ACCESS.toRedrive(who, JOBS), managers, noManage, "manage"),
        new Rule("move into", who -> ACCESS.toMoveInto(who, JOBS), managers, noManage, "manage"),
        new Rule(
            "look for a job",
            who -> ACCESS.toDescribe(who, JOB),
            each("manage", "queue:x"),
            each("publish:> subscribe:>"),
            "manage"));
  }

  private static List<Rule> subscriptions() {
    var noManage = each("subscribe:>", "subscribe:> queue:*");
    return List.of(
        new Rule(
            "subscribe",
            who -> ACCESS.toSubscribe(who, streamed("orders.eu.*")),
            each("manage subscribe:orders.>", "manage subscribe:orders.eu.*"),
            each("manage", "manage publish:>", "manage subscribe:orders.eu.created"),
            "subscribe:orders.eu.*"),
        new Rule(
            "subscribe without managing",
            who -> ACCESS.toSubscribe(who, streamed("orders.eu.*")),
            each("manage subscribe:>"),
            noManage,
            "manage"),
        new Rule(
            "subscribe into a queue",
            who -> ACCESS.toSubscribe(who, queued("orders.eu.*")),
            each("manage subscribe:> queue:jobs"),
            each("manage subscribe:>", "manage subscribe:> queue:other"),
            "queue:jobs"),
        new Rule(
            "subscribe to a whole topic",
            who -> ACCESS.toSubscribe(who, config(SubjectFilter.ALL, new DeliveryType.Sse())),
            each("manage subscribe:>", "manage subscribe:orders subscribe:orders.>"),
            each("manage subscribe:orders.>", "manage subscribe:orders"),
            "subscribe:orders.>"),
        new Rule(
            "change a subscription",
            who -> ACCESS.toChange(who, queued("orders.eu.*")),
            each("manage subscribe:orders.eu.* queue:jobs"),
            each("manage subscribe:orders.eu.*"),
            "queue:jobs"),
        new Rule(
            "look for a subscription to change it",
            who -> ACCESS.toManage(who, ID),
            each("manage subscribe:x"),
            noManage,
            "manage"),
        new Rule(
            "look for a subscription",
            who -> ACCESS.toRead(who, ID),
            each("subscribe:x"),
            each("manage", "publish:>", "queue:*"),
            "subscribe:>"),
        new Rule(
            "see a subscription",
            who -> ACCESS.toSee(who, REF, row(streamed("orders.eu.*"))),
            each("subscribe:>", "subscribe:orders.eu.created", "subscribe:orders.*.created"),
            each("subscribe:orders.us.>", "subscribe:orders", "manage"),
            "subscribe:orders.eu.*"));
  }

  private static List<Rule> others() {
    return List.of(
        new Rule(
            "manage keys",
            who -> ACCESS.toManageKeys(who).then(_ -> ACCESS.toCreate(who)),
            each("manage"),
            each("publish:> subscribe:> queue:* kv:*"),
            "manage"),
        new Rule("see itself", ACCESS::toSeeItself, each("manage", "kv:x"), List.of(), ""),
        new Rule("list", ACCESS::toList, each("manage", "kv:x"), List.of(), ""));
  }

  @TestFactory
  Stream<DynamicTest> a_call_is_permitted_by_these_scopes_and_by_no_others() {
    return rules().stream()
        .map(
            rule ->
                dynamicTest(
                    rule.name(),
                    () -> {
                      for (var scopes : rule.good()) {
                        assertThat(rule.call().apply(with(scopes)))
                            .as("%s", List.of(scopes))
                            .isInstanceOf(Outcome.Done.class);
                      }
                      for (var scopes : rule.bad()) {
                        assertThat(rule.call().apply(with(scopes)))
                            .as("%s", List.of(scopes))
                            .isEqualTo(
                                Outcome.refused(new Refusal.InsufficientScope(rule.missing())));
                      }
                    }));
  }
}

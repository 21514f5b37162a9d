package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Received;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.in.StreamWish;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a tenant has under way ends when it is suspended.
@Timeout(60)
final class SuspendedCallsTest extends SuspensionFixture {
  private static final Duration LONG = Duration.ofSeconds(20);

  private MessageStream stream(Principal principal) {
    return value(
        streams.ofTopic(
            principal, new TopicName("t"), SubjectFilter.ALL, StreamWish.at(new Cursor.Default())));
  }

  private static StreamItem.Reason end(MessageStream stream) throws InterruptedException {
    while (true) {
      for (var item : stream.next(LONG)) {
        if (item instanceof StreamItem.Closed(var reason, _)) {
          return reason;
        }
      }
    }
  }

  /// Begins to wait for a message, in the background.
  private CompletableFuture<Outcome<List<Received>>> receiveLater(Principal principal) {
    int before = waits.count();
    var answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return receiving.receive(principal, JOBS.name(), new ReceiveRequest(1, null, LONG));
              } catch (InterruptedException stopped) {
                throw new CompletionException(stopped);
              }
            },
            Executors.newVirtualThreadPerTaskExecutor());
    await().until(() -> waits.count() > before);
    return answer;
  }

  @Test
  void a_stream_ends_and_is_told_why_and_others_go_on() throws Exception {
    begin();
    try (var ended = stream(who);
        var good = stream(other);
        var looking = stream(support)) {
      put(Tenant.State.SUSPENDED);

      assertThat(end(ended)).isEqualTo(StreamItem.Reason.SUSPENDED);
      var moment = Duration.ofMillis(50);
      assertThat(good.next(moment)).noneMatch(StreamItem.Closed.class::isInstance);
      assertThat(looking.next(moment)).noneMatch(StreamItem.Closed.class::isInstance);
    }
  }

  @Test
  void the_streams_of_a_tenant_that_was_removed_end_for_everybody() throws Exception {
    begin();
    try (var ended = stream(who);
        var looking = stream(support)) {
      put(Tenant.State.DELETED);

      assertThat(end(ended)).isEqualTo(StreamItem.Reason.REVOKED);
      assertThat(end(looking)).isEqualTo(StreamItem.Reason.REVOKED);
    }
  }

  @Test
  void a_wait_is_refused_and_leases_nothing() throws Exception {
    begin();
    var waiting = receiveLater(who);
    var others = receiveLater(other);

    put(Tenant.State.SUSPENDED);

    assertThat(waiting.get(10, TimeUnit.SECONDS))
        .isEqualTo(Outcome.refused(new Refusal.TenantSuspended()));
    send(JOBS, "kept");
    assertThat(ready(JOBS)).isEqualTo(1);
    send(new QueueRef(OTHER, JOBS.name()), "good");
    assertThat(value(others.get(10, TimeUnit.SECONDS))).hasSize(1);
  }

  @Test
  void a_wait_ends_when_its_key_expires_and_leases_nothing() throws Exception {
    begin();
    var soon = key(TENANT, "ak_9", wall.instant().plusMillis(300));
    TestKeys.with(store.keys(), soon);

    var answer = receiving.receive(soon, JOBS.name(), new ReceiveRequest(1, null, LONG));
    send(JOBS, "kept");

    assertThat(answer).isEqualTo(Outcome.refused(new Refusal.KeyExpired()));
    assertThat(ready(JOBS)).isEqualTo(1);
    assertThat(waits.count()).isZero();
  }

  @Test
  void a_message_that_was_leased_for_an_expired_key_is_given_back() throws Exception {
    var soon = key(TENANT, "ak_9", wall.instant().minusMillis(1));
    TestKeys.with(store.keys(), soon);
    send(JOBS, "kept");

    var answer = receiving.receive(soon, JOBS.name(), new ReceiveRequest(1, null, LONG));

    assertThat(answer).isEqualTo(Outcome.refused(new Refusal.KeyExpired()));
    assertThat(ready(JOBS)).isEqualTo(1);
  }
}

package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Principal;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.Tenant;
import io.edgemq.ports.in.OpenSockets.OpenSocket;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.StreamItem;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The places of sockets, and what ends them.
@Timeout(60)
final class SocketsTest extends KvFixture {
  private final Sockets sockets = new Sockets(access, streams.places());
  private final BlockingQueue<StreamItem.Reason> ends = new LinkedBlockingQueue<>();

  private Outcome<OpenSocket> open(Principal who) {
    return sockets.open(
        who,
        (reason, retryAfter) -> {
          assertThat(retryAfter).isPositive();
          ends.add(reason);
        });
  }

  private StreamItem.Reason end() throws InterruptedException {
    return ends.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void a_socket_takes_a_place_until_it_is_closed() {
    var first = value(open(all));
    var second = value(open(all));
    assertThat(streams.count()).isEqualTo(2);
    assertThat(refusal(open(all))).isEqualTo(new Refusal.TooManyStreams(2));

    first.close();
    first.close();

    var third = value(open(all));
    assertThat(streams.count()).isEqualTo(2);
    second.close();
    third.close();
    assertThat(streams.count()).isZero();
    assertThat(ends).isEmpty();
  }

  @Test
  void a_socket_is_one_of_its_tenants_connections() {
    quota(QuotaKind.CONNECTIONS, 1);
    var only = value(open(all));

    assertThat(refusal(open(all))).isEqualTo(new Refusal.QuotaExceeded(QuotaKind.CONNECTIONS, 1));
    only.close();
    value(open(all)).close();
  }

  @Test
  void a_revoked_key_ends_its_socket_once() throws Exception {
    var socket = value(open(all));
    var key = all.key().orElseThrow();
    keys.revoke(ACME, key.keyId(), now);

    calls.refresh(key);
    calls.refresh(key);

    assertThat(end()).isEqualTo(StreamItem.Reason.REVOKED);
    streams.drain(StreamDrain.within(Duration.ZERO));
    assertThat(ends).isEmpty();
    socket.close();
  }

  @Test
  void a_key_that_expires_ends_its_socket() throws Exception {
    var socket = value(open(caller(now.plusSeconds(5), "kv:users")));

    now = now.plusSeconds(5);

    assertThat(end()).isEqualTo(StreamItem.Reason.EXPIRED);
    socket.close();
  }

  @Test
  void a_suspended_tenant_has_no_socket() throws Exception {
    var socket = value(open(all));
    put(Tenant.State.SUSPENDED);

    calls.refresh(ACME);

    assertThat(end()).isEqualTo(StreamItem.Reason.SUSPENDED);
    socket.close();
    assertThat(refusal(open(all))).isEqualTo(new Refusal.TenantSuspended());
  }

  @Test
  void a_shutdown_ends_sockets_and_opens_no_more() throws Exception {
    var socket = value(open(all));

    streams.drain(StreamDrain.within(Duration.ZERO));

    assertThat(end()).isEqualTo(StreamItem.Reason.SHUTDOWN);
    assertThat(refusal(open(all))).isEqualTo(new Refusal.Draining());
    socket.close();
  }

  @Test
  void who_has_closed_is_told_nothing() {
    value(open(all)).close();

    streams.drain(StreamDrain.within(Duration.ZERO));

    assertThat(ends).isEmpty();
  }
}

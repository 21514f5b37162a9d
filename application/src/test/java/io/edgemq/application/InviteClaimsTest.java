package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.Paging;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.audit.Origin;
import io.edgemq.domain.invite.Invite;
import io.edgemq.domain.invite.InviteRequest.Status;
import io.edgemq.ports.in.ClaimInvites.Claimed;
import io.edgemq.ports.in.ManageInvites.Issued;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class InviteClaimsTest extends ControlFixture {
  private static final Paging ALL = new Paging(null, 100);
  private static final Refusal GONE = new Refusal.InviteGone();

  private final FakeInvites stored = new FakeInvites();
  private final FakeInviteRequests requests = new FakeInviteRequests();
  private final Invites invites =
      new Invites(
          stored,
          requests,
          new Invites.Tools(trail, new InviteTokens(secret), this::nextId, clock));
  private InviteClaims claims = claims();
  private Issued issued;

  private InviteClaims claims() {
    return new InviteClaims(
        new InviteClaims.Stores(stored, requests, store.tenants()),
        new Provisioning(store.tenants(), keys, issuer),
        new InviteClaims.Tools(trail, this::nextId, clock));
  }

  @BeforeEach
  void invite() {
    issued = value(invites.create(OPS, "acme", Duration.ofDays(1)));
    log.entries.clear();
  }

  private Invite current() {
    return stored.find(issued.invite().id()).orElseThrow();
  }

  private Outcome<Claimed> claim() {
    return claims.claim(FROM, issued.token(), null);
  }

  private List<Tenant> tenants() {
    return store.tenants().list(ALL).items();
  }

  @Test
  void an_invite_makes_a_tenant_with_a_key() {
    var claimed = value(claims.claim(FROM, issued.token(), "Acme Ltd"));

    assertThat(claimed.tenant().tag()).isEqualTo("Acme Ltd");
    assertThat(tenants()).containsExactly(claimed.tenant());
    assertThat(store.keys().find(Sha256.of(claimed.token()))).contains(claimed.key());
    assertThat(claimed.key().tenant()).isEqualTo(claimed.tenant().id());
    assertThat(current().state()).isEqualTo(Invite.State.CLAIMED);
    assertThat(current().tenant()).isEqualTo(claimed.tenant().id());
    var id = issued.invite().id();
    assertThat(log.lines()).containsExactly("DONE " + id + " invite.claim " + id);
    assertThat(last().what().tenant()).isEqualTo(claimed.tenant().id());
  }

  @Test
  void the_tag_is_the_invites_when_nobody_says_another() {
    assertThat(value(claim()).tenant().tag()).isEqualTo("acme");
  }

  @Test
  void of_fifty_who_claim_at_once_one_gets_it() throws Exception {
    var together = new CountDownLatch(1);
    var answers = new ArrayList<Future<Outcome<Claimed>>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        answers.add(
            threads.submit(
                () -> {
                  together.await();
                  return claim();
                }));
      }
      together.countDown();
    }

    var outcomes = answers.stream().map(Future::resultNow).toList();
    assertThat(outcomes).filteredOn(Outcome.Done.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(Outcome.refused(GONE)::equals).hasSize(49);
    assertThat(tenants()).hasSize(1);
    assertThat(store.keys().list(tenants().getFirst().id())).hasSize(1);
    assertThat(log.entries).hasSize(1);
  }

  @Test
  void an_invite_is_looked_at_until_it_is_gone() {
    assertThat(value(claims.look(issued.token())).tag()).isEqualTo("acme");
    assertThat(refusal(claims.look("inv_" + "0".repeat(40)))).isEqualTo(new Refusal.NoSuchInvite());

    claim();

    assertThat(refusal(claims.look(issued.token()))).isEqualTo(GONE);
    assertThat(refusal(claim())).isEqualTo(GONE);
  }

  @Test
  void an_invite_that_was_taken_back_or_has_expired_is_gone() {
    now = issued.invite().expiresAt();
    assertThat(refusal(claim())).isEqualTo(GONE);
    now = now.minusMillis(1);
    value(claims.look(issued.token()));

    value(invites.remove(OPS, issued.token()));

    assertThat(refusal(claim())).isEqualTo(GONE);
    assertThat(tenants()).isEmpty();
  }

  @Test
  void nothing_is_made_that_cannot_be_written_down_and_the_invite_stays_good() {
    log.room = 0;
    assertThatThrownBy(this::claim).isInstanceOf(StoreException.class);
    assertThat(tenants()).isEmpty();
    log.room = 1;

    value(claim());
  }

  @Test
  void a_claim_that_fails_halfway_leaves_the_invite_good_for_the_same_tenant() {
    keysOut = method -> method.getName().equals("add");
    assertThatThrownBy(this::claim).isInstanceOf(StoreException.class);
    assertThat(current().state()).isEqualTo(Invite.State.OPEN);
    var half = tenants().getFirst();
    keysOut = _ -> false;

    var claimed = value(claims.claim(FROM, issued.token(), "another tag"));

    assertThat(claimed.tenant().id()).isEqualTo(half.id());
    assertThat(tenants()).containsExactly(claimed.tenant());
    assertThat(claimed.tenant().tag()).isEqualTo("another tag");
    var id = issued.invite().id();
    assertThat(log.lines())
        .containsExactly(
            "DONE " + id + " invite.claim " + id,
            "FAILED " + id + " invite.claim " + id,
            "DONE " + id + " invite.claim " + id);
  }

  @Test
  void a_key_of_a_claim_that_failed_is_void() {
    stored.out = invite -> invite.state() == Invite.State.CLAIMED;
    assertThatThrownBy(this::claim).isInstanceOf(StoreException.class);
    var tenant = tenants().getFirst().id();
    assertThat(active(tenant)).hasSize(1);
    stored.out = _ -> false;

    var claimed = value(claim());

    assertThat(active(tenant)).containsExactly(claimed.key().id());
    assertThat(store.keys().list(tenant)).hasSize(2);
  }

  @Test
  void a_tenant_that_an_operator_has_removed_meanwhile_is_not_the_claimers() {
    keysOut = method -> method.getName().equals("add");
    assertThatThrownBy(this::claim).isInstanceOf(StoreException.class);
    keysOut = _ -> false;
    var half = tenants().getFirst();
    store.tenants().replace(half, half.in(Tenant.State.DELETED));

    var claimed = value(claim());

    assertThat(claimed.tenant().id()).isNotEqualTo(half.id());
    assertThat(claimed.tenant().state()).isEqualTo(Tenant.State.ACTIVE);
  }

  @Test
  void an_invite_that_could_not_be_opened_again_is_opened_later() {
    stored.out = invite -> invite.state() != Invite.State.CLAIMING;
    assertThatThrownBy(this::claim).isInstanceOf(StoreException.class);
    assertThat(current().state()).isEqualTo(Invite.State.CLAIMING);
    stored.out = _ -> false;

    value(claim());

    assertThat(active(tenants().getFirst().id())).hasSize(1);
  }

  @Test
  void what_the_end_of_a_process_left_halfway_is_claimed_after_the_next_start() {
    stored.out = invite -> invite.state() != Invite.State.CLAIMING;
    assertThatThrownBy(this::claim).isInstanceOf(StoreException.class);
    stored.out = _ -> false;
    claims = claims();
    assertThat(refusal(claim())).isEqualTo(GONE);

    claims.resume();

    value(claim());
    assertThat(tenants()).hasSize(1);
  }

  @Test
  void a_tag_that_is_too_long_leaves_the_invite_as_it_was() {
    var tag = "x".repeat(Tenant.MOST_TAG + 1);

    assertThatThrownBy(() -> claims.claim(FROM, issued.token(), tag))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(current()).isEqualTo(issued.invite());
  }

  @Test
  void whoever_asks_for_an_invite_waits_for_a_decision() {
    var from = new Origin("192.0.2.9", "r9");

    var request = value(claims.ask(from, "Ann", "ann@example", "for tests"));

    assertThat(request.id()).matches("req_[a-z0-9]{24}");
    assertThat(request.status()).isEqualTo(Status.PENDING);
    assertThat(request.address()).isEqualTo("192.0.2.9");
    assertThat(requests.find(request.id())).contains(request);
    assertThat(log.lines())
        .containsExactly("DONE " + request.id() + " invite_request.create " + request.id());
  }

  @Test
  void a_request_that_cannot_be_written_down_is_not_kept() {
    log.room = 0;

    assertThatThrownBy(() -> claims.ask(FROM, "Ann", "ann@example", ""))
        .isInstanceOf(StoreException.class);
    assertThat(requests.all).isEmpty();
  }
}

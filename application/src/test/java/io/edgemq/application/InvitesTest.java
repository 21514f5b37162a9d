package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.Paging;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.invite.Invite;
import io.edgemq.domain.invite.InviteRequest;
import io.edgemq.domain.invite.InviteRequest.Decision;
import io.edgemq.domain.invite.InviteRequest.Status;
import io.edgemq.ports.in.ManageInvites;
import io.edgemq.ports.in.ManageInvites.Issued;
import io.edgemq.ports.in.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class InvitesTest extends ControlFixture {
  private static final Paging ALL = new Paging(null, 100);
  private static final Duration DAY = Duration.ofDays(1);

  private final FakeInvites stored = new FakeInvites();
  private final FakeInviteRequests requests = new FakeInviteRequests();
  private final Invites invites =
      new Invites(
          stored,
          requests,
          new Invites.Tools(trail, new InviteTokens(secret), this::nextId, clock));

  private InviteRequest ask() {
    var request =
        new InviteRequest("req_" + nextId(), "Ann", "ann@example", "", "::1", Instant.EPOCH, null);
    requests.add(request);
    return request;
  }

  private static Decision decision(InviteRequest request) {
    return Objects.requireNonNull(request.decision());
  }

  @Test
  void an_invite_has_a_token_that_is_stored_nowhere_and_can_be_shown_again() {
    var issued = value(invites.create(OPS, "acme", DAY));

    var invite = issued.invite();
    assertThat(invite.id()).matches("inv_[a-z0-9]{24}");
    assertThat(invite.expiresAt()).isEqualTo(invite.createdAt().plus(DAY));
    assertThat(issued.token()).matches("inv_[0-9a-f]{40}");
    assertThat(stored.find(Sha256.of(issued.token()))).contains(invite);
    assertThat(stored.all.toString()).doesNotContain(issued.token());
    assertThat(invites.list(ALL).items()).containsExactly(issued);
    assertThat(log.lines()).containsExactly("DONE ops invite.create " + invite.id());
  }

  @Test
  void another_deployment_has_other_tokens() {
    var key = new byte[ReceiptSigner.KEY_BYTES];
    key[31] = 1;

    assertThat(new InviteTokens(new DeploymentKey(key)).token("inv_1"))
        .isNotEqualTo(new InviteTokens(secret).token("inv_1"));
  }

  @Test
  void an_invite_is_good_for_some_time() {
    var longest = ManageInvites.LONGEST_TIME;

    value(invites.create(OPS, "a", longest));
    assertThatThrownBy(() -> invites.create(OPS, "a", longest.plusMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> invites.create(OPS, "a", Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_invite_is_taken_back_and_doing_so_again_is_no_mistake() {
    var issued = value(invites.create(OPS, "acme", DAY));
    var id = issued.invite().id();

    value(invites.remove(OPS, issued.token()));
    value(invites.remove(OPS, issued.token()));

    assertThat(stored.find(id).orElseThrow().state()).isEqualTo(Invite.State.REMOVED);
    assertThat(log.lines().getLast()).isEqualTo("DONE ops invite.remove " + id);
  }

  @Test
  void an_invite_that_somebody_has_claimed_is_not_taken_back() {
    var issued = value(invites.create(OPS, "acme", DAY));
    var id = issued.invite().id();
    for (var state : new Invite.State[] {Invite.State.CLAIMING, Invite.State.CLAIMED}) {
      stored.all.put(id, issued.invite().in(state, ACME));

      assertThat(refusal(invites.remove(OPS, issued.token()))).isEqualTo(new Refusal.InviteGone());
      assertThat(stored.find(id).orElseThrow().state()).isEqualTo(state);
    }
  }

  @Test
  void a_token_that_is_none_is_not_written_down() {
    var token = "inv_" + "0".repeat(40);

    assertThat(refusal(invites.remove(OPS, token))).isEqualTo(new Refusal.NoSuchInvite());

    assertThat(log.lines()).containsExactly("FAILED ops invite.remove unknown");
  }

  @Test
  void approving_gives_the_same_invite_however_often() {
    var request = ask();

    var first = value(invites.approve(OPS, request.id(), "ok"));
    now = now.plus(DAY);
    var second = value(invites.approve(OPS, request.id(), "once more"));

    assertThat(second).isEqualTo(first);
    assertThat(first.request().status()).isEqualTo(Status.APPROVED);
    assertThat(decision(first.request()).note()).isEqualTo("ok");
    assertThat(first.invite().invite().tag()).isEqualTo("Ann");
    assertThat(first.invite().invite().createdBy()).isEqualTo("ops");
    assertThat(stored.all).hasSize(1);
    assertThat(stored.find(Sha256.of(first.invite().token()))).isPresent();
    assertThat(log.lines())
        .containsExactly(
            "DONE ops invite_request.approve " + request.id(),
            "DONE ops invite.create " + first.invite().invite().id(),
            "DONE ops invite_request.approve " + request.id());
  }

  @Test
  void what_a_crash_prevented_after_the_decision_is_made_up_for() {
    var request = ask();
    log.room = 1;
    assertThatThrownBy(() -> invites.approve(OPS, request.id(), ""))
        .isInstanceOf(StoreException.class);
    assertThat(stored.all).isEmpty();
    log.room = 10;
    now = now.plus(DAY);

    var approved = value(invites.approve(OPS, request.id(), ""));

    assertThat(stored.all.values()).containsExactly(approved.invite().invite());
    assertThat(approved.invite().invite().expiresAt())
        .isEqualTo(decision(approved.request()).at().plus(ManageInvites.DEFAULT_TIME));
  }

  @Test
  void an_invite_is_made_that_another_process_has_not_decided_about_otherwise_meanwhile() {
    var request = ask();
    requests.before =
        () -> requests.all.put(request.id(), request.decided(new Decision(now, "o", "", null)));

    assertThat(refusal(invites.approve(OPS, request.id(), "")))
        .isEqualTo(new Refusal.AlreadyDecided(Status.DECLINED));

    assertThat(stored.all).isEmpty();
    assertThat(log.lines())
        .containsExactly(
            "DONE ops invite_request.approve " + request.id(),
            "FAILED ops invite_request.approve " + request.id());
  }

  @Test
  void the_first_decision_stands() {
    var good = ask();
    var bad = ask();
    value(invites.approve(OPS, good.id(), ""));
    value(invites.decline(OPS, bad.id(), "no"));

    assertThat(refusal(invites.decline(OPS, good.id(), "")))
        .isEqualTo(new Refusal.AlreadyDecided(Status.APPROVED));
    assertThat(refusal(invites.approve(OPS, bad.id(), "")))
        .isEqualTo(new Refusal.AlreadyDecided(Status.DECLINED));
    assertThat(decision(value(invites.decline(OPS, bad.id(), "again"))).note()).isEqualTo("no");
    assertThat(invites.requests(Status.APPROVED, ALL).items())
        .extracting(InviteRequest::id)
        .containsExactly(good.id());
    assertThat(invites.requests(null, ALL).items()).hasSize(2);
  }

  @Test
  void a_request_that_is_none_is_neither_approved_nor_declined() {
    var none = new Refusal.NoSuchInviteRequest();

    assertThat(refusal(invites.approve(OPS, "req_1", ""))).isEqualTo(none);
    assertThat(refusal(invites.decline(OPS, "req_1", ""))).isEqualTo(none);
    assertThat(log.lines())
        .containsExactly(
            "FAILED ops invite_request.approve unknown",
            "FAILED ops invite_request.decline unknown");
  }

  @Test
  void an_issued_invite_does_not_show_its_token_by_accident() {
    Issued issued = value(invites.create(OPS, "acme", DAY));

    assertThat(issued.toString()).doesNotContain(issued.token());
  }
}

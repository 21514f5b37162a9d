package io.edgemq.http;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.Actor;
import io.edgemq.domain.audit.Origin;
import io.edgemq.domain.invite.Invite;
import io.edgemq.domain.invite.InviteRequest;
import io.edgemq.ports.in.ClaimInvites;
import io.edgemq.ports.in.ManageInvites;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Invites that remember what was asked of them. There is one whose token is `inv-token`, and one
/// request.
final class FakeInvites implements ManageInvites, ClaimInvites {
  static final String TOKEN = "inv-token";
  static final String REQUEST = "req_1";

  final List<Issued> invites = new ArrayList<>();
  final List<String> removed = new ArrayList<>();
  @Nullable Duration time;
  @Nullable String note;
  @Nullable String tag;
  InviteRequest.@Nullable Status wanted;
  @Nullable Refusal refusal;
  InviteRequest request =
      new InviteRequest(
          REQUEST, "Ann", "ann@example.com", "to try", "192.0.2.1", FakeQueues.BORN, null);

  static Issued issued(Invite.State state, Duration time, @Nullable TenantId tenant) {
    var open =
        Invite.open(
            "inv_1",
            FakeLogins.hash(TOKEN),
            "new",
            "alice",
            FakeQueues.BORN,
            FakeQueues.BORN.plus(time));
    return new Issued(open.in(state, tenant), TOKEN);
  }

  private <T> Outcome<T> answer(T value) {
    return refusal == null ? Outcome.done(value) : Outcome.refused(refusal);
  }

  @Override
  public Outcome<Issued> create(Actor by, String wantedTag, Duration wantedTime) {
    tag = wantedTag;
    time = wantedTime;
    return answer(issued(Invite.State.OPEN, wantedTime, null));
  }

  @Override
  public Slice<Issued> list(Paging paging) {
    return new Slice<>(invites, null);
  }

  @Override
  public Outcome<Unit> remove(Actor by, String token) {
    removed.add(token);
    return token.equals(TOKEN) ? answer(Unit.UNIT) : Outcome.refused(new Refusal.NoSuchInvite());
  }

  @Override
  public Slice<InviteRequest> requests(InviteRequest.@Nullable Status status, Paging paging) {
    wanted = status;
    return new Slice<>(List.of(request), null);
  }

  private InviteRequest decided(Actor by, String words, @Nullable String invite) {
    note = words;
    return request.decided(
        new InviteRequest.Decision(FakeQueues.BORN.plusSeconds(5), by.name(), words, invite));
  }

  @Override
  public Outcome<Approved> approve(Actor by, String requestId, String words) {
    return requestId.equals(REQUEST)
        ? answer(
            new Approved(
                decided(by, words, "inv_1"), issued(Invite.State.OPEN, Duration.ofDays(7), null)))
        : Outcome.refused(new Refusal.NoSuchInviteRequest());
  }

  @Override
  public Outcome<InviteRequest> decline(Actor by, String requestId, String words) {
    return requestId.equals(REQUEST)
        ? answer(decided(by, words, null))
        : Outcome.refused(new Refusal.NoSuchInviteRequest());
  }

  @Override
  public Outcome<Invite> look(String token) {
    return token.equals(TOKEN)
        ? answer(issued(Invite.State.OPEN, Duration.ofDays(7), null).invite())
        : Outcome.refused(new Refusal.NoSuchInvite());
  }

  @Override
  public Outcome<Claimed> claim(Origin from, String token, @Nullable String wantedTag) {
    tag = wantedTag;
    var tenant =
        Tenant.active(new TenantId("t9"), wantedTag == null ? "new" : wantedTag, FakeQueues.BORN);
    var key =
        ApiKey.lasting("ak_9", tenant.id(), FakeLogins.hash("claimed-token"), "", FakeQueues.BORN);
    return look(token).then(_ -> answer(new Claimed(tenant, key, "claimed-token")));
  }

  @Override
  public Outcome<InviteRequest> ask(Origin from, String name, String email, String reason) {
    request =
        new InviteRequest(REQUEST, name, email, reason, from.address(), FakeQueues.BORN, null);
    return answer(request);
  }
}

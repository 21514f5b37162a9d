package io.edgemq.memory;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TokenHash;
import io.edgemq.domain.invite.Invite;
import io.edgemq.ports.out.InviteStore;
import io.edgemq.store.Pages;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

final class MemoryInviteStore implements InviteStore {
  private final Guard guard;

  /// By id, the oldest first.
  private final SequencedMap<String, Invite> invites = new LinkedHashMap<>();

  MemoryInviteStore(Guard guard) {
    this.guard = guard;
  }

  @Override
  public boolean add(Invite invite) {
    return guard.locked(
        () ->
            byToken(invite.token()).isEmpty() && invites.putIfAbsent(invite.id(), invite) == null);
  }

  private Optional<Invite> byToken(TokenHash token) {
    return invites.values().stream().filter(invite -> invite.token().equals(token)).findFirst();
  }

  @Override
  public Optional<Invite> find(TokenHash token) {
    return guard.locked(() -> byToken(token));
  }

  @Override
  public Optional<Invite> find(String id) {
    return guard.locked(() -> Optional.ofNullable(invites.get(id)));
  }

  @Override
  public boolean replace(Invite before, Invite after) {
    if (!before.id().equals(after.id())) {
      throw new IllegalArgumentException("another invite: " + after.id());
    }
    return guard.locked(() -> invites.replace(before.id(), before, after));
  }

  @Override
  public Slice<Invite> list(Paging paging) {
    return guard.locked(() -> Pages.newestFirst(invites, paging, _ -> true));
  }

  @Override
  public List<Invite> claiming() {
    return guard.locked(
        () ->
            invites.values().stream()
                .filter(invite -> invite.state() == Invite.State.CLAIMING)
                .toList());
  }
}

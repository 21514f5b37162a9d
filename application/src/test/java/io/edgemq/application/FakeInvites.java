package io.edgemq.application;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TokenHash;
import io.edgemq.domain.invite.Invite;
import io.edgemq.ports.out.InviteStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Invites that are kept as long as a test lasts.
final class FakeInvites implements InviteStore {
  final Map<String, Invite> all = new LinkedHashMap<>();

  /// Which replacements fail.
  Predicate<Invite> out = _ -> false;

  @Override
  public synchronized boolean add(Invite invite) {
    return all.putIfAbsent(invite.id(), invite) == null;
  }

  @Override
  public synchronized Optional<Invite> find(TokenHash token) {
    return all.values().stream().filter(invite -> invite.token().equals(token)).findFirst();
  }

  @Override
  public synchronized Optional<Invite> find(String id) {
    return Optional.ofNullable(all.get(id));
  }

  @Override
  public synchronized boolean replace(Invite before, Invite after) {
    if (out.test(after)) {
      throw new StoreException.Unavailable("out", new IllegalStateException());
    }
    return all.replace(before.id(), before, after);
  }

  @Override
  public synchronized Slice<Invite> list(Paging paging) {
    return new Slice<>(List.copyOf(all.values()).reversed(), null);
  }

  @Override
  public synchronized List<Invite> claiming() {
    return all.values().stream().filter(i -> i.state() == Invite.State.CLAIMING).toList();
  }
}

package io.edgemq.memory;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.invite.InviteRequest;
import io.edgemq.ports.out.InviteRequestStore;
import io.edgemq.store.Pages;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

final class MemoryInviteRequestStore implements InviteRequestStore {
  private final Guard guard;

  /// By id, the oldest first.
  private final SequencedMap<String, InviteRequest> requests = new LinkedHashMap<>();

  MemoryInviteRequestStore(Guard guard) {
    this.guard = guard;
  }

  @Override
  public boolean add(InviteRequest request) {
    return guard.locked(() -> requests.putIfAbsent(request.id(), request) == null);
  }

  @Override
  public Optional<InviteRequest> find(String id) {
    return guard.locked(() -> Optional.ofNullable(requests.get(id)));
  }

  @Override
  public boolean replace(InviteRequest before, InviteRequest after) {
    if (!before.id().equals(after.id())) {
      throw new IllegalArgumentException("another request: " + after.id());
    }
    return guard.locked(() -> requests.replace(before.id(), before, after));
  }

  @Override
  public Slice<InviteRequest> list(InviteRequest.@Nullable Status status, Paging paging) {
    return guard.locked(
        () ->
            Pages.newestFirst(
                requests, paging, request -> status == null || request.status() == status));
  }
}

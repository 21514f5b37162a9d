package io.edgemq.application;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.invite.InviteRequest;
import io.edgemq.ports.out.InviteRequestStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Requests that are kept as long as a test lasts.
final class FakeInviteRequests implements InviteRequestStore {
  final Map<String, InviteRequest> all = new LinkedHashMap<>();

  /// Is done once, before the next replacement.
  Runnable before = () -> {};

  @Override
  public synchronized boolean add(InviteRequest request) {
    return all.putIfAbsent(request.id(), request) == null;
  }

  @Override
  public synchronized Optional<InviteRequest> find(String id) {
    return Optional.ofNullable(all.get(id));
  }

  @Override
  public synchronized boolean replace(InviteRequest expected, InviteRequest after) {
    var first = before;
    before = () -> {};
    first.run();
    return all.replace(expected.id(), expected, after);
  }

  @Override
  public synchronized Slice<InviteRequest> list(
      InviteRequest.@Nullable Status status, Paging paging) {
    return new Slice<>(
        List.copyOf(all.values()).reversed().stream()
            .filter(request -> status == null || request.status() == status)
            .toList(),
        null);
  }
}

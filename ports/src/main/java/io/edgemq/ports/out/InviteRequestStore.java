package io.edgemq.ports.out;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.invite.InviteRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who has asked for invites. One process has it.
public interface InviteRequestStore {
  /// Keeps a new request. Answers whether its id was free.
  ///
  /// @throws StoreException when the store cannot keep it
  boolean add(InviteRequest request);

  /// The request with that id.
  ///
  /// @throws StoreException when the store cannot answer
  Optional<InviteRequest> find(String id);

  /// Puts `after` in the place of `before`, which has the same id. Answers whether the request was
  /// `before`; if not, nothing is changed.
  ///
  /// @throws StoreException when the store cannot answer
  boolean replace(InviteRequest before, InviteRequest after);

  /// The requests, the newest first; the paging key is one that the slice before names.
  ///
  /// @param status only those; null: all
  /// @throws StoreException when the store cannot answer
  Slice<InviteRequest> list(InviteRequest.@Nullable Status status, Paging paging);
}

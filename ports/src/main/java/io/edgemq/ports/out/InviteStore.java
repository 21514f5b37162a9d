package io.edgemq.ports.out;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TokenHash;
import io.edgemq.domain.invite.Invite;
import java.util.List;
import java.util.Optional;

/// Which invites there are, and were. One process has it.
public interface InviteStore {
  /// Keeps a new invite. Answers whether its id and token were free.
  ///
  /// @throws StoreException when the store cannot keep it
  boolean add(Invite invite);

  /// The invite with that token, whatever its state.
  ///
  /// @throws StoreException when the store cannot answer
  Optional<Invite> find(TokenHash token);

  /// The invite with that id, whatever its state.
  ///
  /// @throws StoreException when the store cannot answer
  Optional<Invite> find(String id);

  /// Puts `after` in the place of `before`, which has the same id. Answers whether the invite was
  /// `before`; if not, nothing is changed.
  ///
  /// @throws StoreException when the store cannot answer
  boolean replace(Invite before, Invite after);

  /// The invites, the newest first; the paging key is one that the slice before names.
  ///
  /// @throws StoreException when the store cannot answer
  Slice<Invite> list(Paging paging);

  /// Those in the state [Invite.State#CLAIMING].
  ///
  /// @throws StoreException when the store cannot answer
  List<Invite> claiming();
}

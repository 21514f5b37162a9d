package io.edgemq.domain.lease;

import java.util.function.ToLongFunction;

/// How much a store writes down in one piece.
///
/// @param most the size from which on a proposal is full: nothing more is begun in it
/// @param size the size of one change, in whatever the store counts
public record Capacity(long most, ToLongFunction<StateChange> size) {
  /// For stores that write down as much as there is.
  public static final Capacity UNLIMITED = new Capacity(Long.MAX_VALUE, _ -> 0);
}

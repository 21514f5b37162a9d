package io.edgemq.ports.in;

import io.edgemq.domain.SlowPolicy;

/// How a reader wants its stream.
///
/// @param cursor where it begins
/// @param slow what happens when its reader takes less than comes
/// @param carrier what carries it to its reader
public record StreamWish(Cursor cursor, SlowPolicy slow, Carrier carrier) {
  /// What carries a stream.
  public enum Carrier {
    /// A connection that is the stream's alone: the stream's end is what its reader is told.
    CONNECTION,
    /// A socket that has a place of its own ([OpenSockets]) and closes its streams when it ends: a
    /// shutdown ends the socket and leaves the stream to it.
    SOCKET
  }

  /// One on a connection of its own.
  public StreamWish(Cursor cursor, SlowPolicy slow) {
    this(cursor, slow, Carrier.CONNECTION);
  }

  /// One that leaves nothing out however slow its reader is.
  public static StreamWish at(Cursor cursor) {
    return new StreamWish(cursor, SlowPolicy.CATCH_UP);
  }
}

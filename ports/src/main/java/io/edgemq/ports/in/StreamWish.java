package io.edgemq.ports.in;

import io.edgemq.domain.SlowPolicy;

/// How a reader wants its stream.
///
/// @param cursor where it begins
/// @param slow what happens when its reader takes less than comes
public record StreamWish(Cursor cursor, SlowPolicy slow) {
  /// One that leaves nothing out however slow its reader is.
  public static StreamWish at(Cursor cursor) {
    return new StreamWish(cursor, SlowPolicy.CATCH_UP);
  }
}

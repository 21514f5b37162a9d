package io.edgemq.domain;

/// Where a message is in its topic or queue.
///
/// @param sequence its sequence
/// @param origin whether this call stored it
public record Stored(long sequence, Origin origin) {
  /// Which call stored a message.
  public enum Origin {
    /// This one did.
    FRESH,
    /// An earlier one with the same dedup key, within the dedup window; this one stored nothing.
    REPLAYED
  }
}

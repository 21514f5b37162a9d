package io.edgemq.domain;

/// A store's name for a lease: 1 to 256 ASCII characters that only that store understands. Signed,
/// it becomes the receipt that a client holds.
public record LeaseHandle(String value) {
  public LeaseHandle {
    if (value.isEmpty() || value.length() > 256 || !value.chars().allMatch(c -> c < 0x80)) {
      throw new IllegalArgumentException("not a lease handle");
    }
  }
}

package io.edgemq.domain;

/// What a store needs to find a lease again: 1 to 256 ASCII characters that mean something to that
/// store only. Wrapped and signed it becomes the receipt that a client holds.
public record LeaseHandle(String value) {
  public LeaseHandle {
    if (value.isEmpty() || value.length() > 256 || !value.chars().allMatch(c -> c < 0x80)) {
      throw new IllegalArgumentException("not a lease handle");
    }
  }
}

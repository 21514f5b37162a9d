package io.edgemq.domain;

import java.util.Arrays;

/// A message's body: any bytes. Immutable by agreement: the array is not copied, and nobody writes
/// to it afterwards. A copy at each hand-over would double the memory traffic of each message.
public final class Payload {
  /// The payload of no bytes.
  public static final Payload EMPTY = new Payload(new byte[0]);

  private final byte[] bytes;

  /// A payload of `bytes`, which the caller must not change any more.
  public Payload(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The bytes themselves; callers must not change them.
  @SuppressWarnings("EI_EXPOSE_REP")
  public byte[] bytes() {
    return bytes;
  }

  /// How many bytes there are.
  public int size() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload payload && Arrays.equals(payload.bytes, bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// The size only: payloads are never logged.
  @Override
  public String toString() {
    return "Payload[" + bytes.length + " bytes]";
  }
}

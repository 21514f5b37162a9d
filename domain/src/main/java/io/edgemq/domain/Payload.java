package io.edgemq.domain;

import java.util.Arrays;

/// A message's body: any bytes. Immutable by agreement: the array is taken over, not copied, and
/// nobody writes to it afterwards; a copy for every hand-over would double the memory traffic of
/// each message.
public final class Payload {
  /// The payload of no bytes.
  public static final Payload EMPTY = new Payload(new byte[0]);

  private final byte[] bytes;

  /// Takes over `bytes`.
  public Payload(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The bytes themselves, to be read only.
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

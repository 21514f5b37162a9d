package io.edgemq.ports.in;

import io.edgemq.domain.audit.Actor;
import java.time.Instant;

/// Copies the database of the control plane, for operators, while it is used.
public interface BackUp {
  /// Makes a copy. It stands in the audit before it is made.
  ///
  /// @throws io.edgemq.domain.StoreException when it cannot be written; no part of it stays
  Outcome<Copy> backUp(Actor by);

  /// A copy.
  ///
  /// @param file where it is, on the machine of the server
  /// @param bytes its size
  /// @param sha256 of its bytes, in hexadecimal
  record Copy(String file, long bytes, String sha256, Instant at) {}
}

package io.edgemq.ports.out;

import io.edgemq.domain.StoreException;

/// Copies the database of the control plane while it is used.
public interface DatabaseBackup {
  /// Writes a copy of what is durable now, as one file that is complete in itself.
  ///
  /// @param name of the file, in the folder of backups
  /// @throws StoreException when the copy cannot be written; no part of it stays
  Copy copy(String name);

  /// A copy.
  ///
  /// @param file where it is
  /// @param bytes its size
  /// @param sha256 of its bytes, in hexadecimal
  record Copy(String file, long bytes, String sha256) {}
}

package io.edgemq.domain.audit;

/// A record in the audit log.
///
/// @param sequence its place, from 1, without holes
/// @param what was written
/// @param hash of the entry before it, the sequence and the record, in hexadecimal
public record AuditEntry(long sequence, AuditRecord what, String hash) {
  /// Comes before the hash of the first entry.
  public static final String NO_HASH = "0".repeat(64);
}

package io.edgemq.domain.audit;

/// Where the audit log ends.
///
/// @param count how many entries there are, which is the sequence of the last one
/// @param hash of the last entry
/// @param seal the MAC of both, in hexadecimal
public record AuditHead(long count, String hash, String seal) {}

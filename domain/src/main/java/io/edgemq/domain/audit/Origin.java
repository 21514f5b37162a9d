package io.edgemq.domain.audit;

/// Where a call comes from.
///
/// @param address of the client; empty on the machine itself
/// @param requestId the name of the request; empty when it is none
public record Origin(String address, String requestId) {
  /// A command on the machine itself.
  public static final Origin LOCAL = new Origin("", "");
}

package io.edgemq.app;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The secrets that the operator provides as files. The first start creates those that are null.
///
/// @param receiptSecret the key that signs receipts, 64 hexadecimal digits; all processes that
///     share a store need the same one
/// @param adminToken the file with the tokens of operators
/// @param adminTokens the same lines, from the environment; they are no file
record SecretSources(
    @Nullable Path receiptSecret, @Nullable Path adminToken, @Nullable String adminTokens) {
  /// None.
  static final SecretSources NONE = new SecretSources(null, null, null);

  /// The environment variable of `adminTokens`.
  static final String ADMIN_TOKENS = "EDGEMQ_ADMIN_TOKENS";

  /// Whether operators' tokens are given.
  boolean hasAdminTokens() {
    return adminToken != null || adminTokens != null;
  }

  /// Shows no token.
  @Override
  public String toString() {
    return "SecretSources[receiptSecret=" + receiptSecret + ", adminToken=" + adminToken + "]";
  }
}

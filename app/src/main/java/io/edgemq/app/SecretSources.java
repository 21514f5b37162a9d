package io.edgemq.app;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The secrets that the operator provides as files. The first start creates those that are null.
///
/// @param receiptSecret the key that signs receipts, 64 hexadecimal digits; all processes that
///     share a store need the same one
/// @param adminToken the token of the administrator
record SecretSources(@Nullable Path receiptSecret, @Nullable Path adminToken) {
  /// None.
  static final SecretSources NONE = new SecretSources(null, null);
}

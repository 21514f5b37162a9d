package io.edgemq.app;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The secrets that the operator hands in, as files. What is null is made by the first start.
///
/// @param receiptSecret signs receipts, as 64 hexadecimal digits; the same for all processes that
///     share a store
/// @param adminToken lets its bearer administer
record SecretSources(@Nullable Path receiptSecret, @Nullable Path adminToken) {
  /// None.
  static final SecretSources NONE = new SecretSources(null, null);
}

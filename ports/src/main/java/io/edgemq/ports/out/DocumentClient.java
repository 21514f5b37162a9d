package io.edgemq.ports.out;

import io.edgemq.domain.WebhookUrl;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Reads small documents from URLs of tenants, behind the guard of [WebhookClient]: nothing is
/// asked of an address that a tenant has no business with, and no redirect is followed.
public interface DocumentClient {
  /// How long a read takes at most, names and connections included.
  Duration LONGEST = Duration.ofMillis(1_500);

  /// How large a document may be.
  int LARGEST = 256 << 10;

  /// Reads the document at `url` within `time`, and within [#LONGEST].
  ///
  /// @throws InterruptedException when the thread is interrupted
  Result get(WebhookUrl url, Duration time) throws InterruptedException;

  /// What came of [#get].
  sealed interface Result {}

  /// @param maxAge how long `Cache-Control` says that it may be kept; null: it does not say
  record Document(byte[] body, @Nullable Duration maxAge) implements Result {}

  /// @param why for operators; holds no secret
  record Failed(String why) implements Result {}
}

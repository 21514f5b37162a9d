package io.edgemq.ports.out;

import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.push.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Calls the URLs of tenants. Nothing is sent to an address that a tenant has no business with,
/// unless the operator allows it (SPEC 5.3); no redirect is followed.
public interface WebhookClient {
  /// Whether `url` may be called now. A name is resolved; nothing is sent.
  Check check(WebhookUrl url);

  /// Connections to `url`, which nobody else uses. None is made yet. Close it.
  Endpoint open(WebhookUrl url);

  /// Connections to one URL. For any number of threads.
  interface Endpoint extends AutoCloseable {
    /// Posts `request` and answers what came of it. Blocks for as long as the request's times
    /// allow.
    ///
    /// @throws InterruptedException when the thread is interrupted; the endpoint may have the
    ///     message
    Answer post(Request request) throws InterruptedException;

    /// Closes the connections. What is under way ends as [io.edgemq.domain.push.Answer.Failed].
    @Override
    void close();
  }

  /// What is posted.
  ///
  /// @param headers in order; names may repeat. A value has no control characters; what is not
  ///     ASCII is sent as UTF-8
  /// @param headTime until the head of the answer is there
  /// @param wholeTime until the end of what is read of the answer, from the same moment
  record Request(
      List<Map.Entry<String, String>> headers, byte[] body, Duration headTime, Duration wholeTime) {
    public Request {
      headers = List.copyOf(headers);
    }
  }

  /// What came of [#check].
  sealed interface Check {}

  /// It may.
  record Allowed() implements Check {}

  /// The host is, or resolves to, an address that nothing is sent to.
  record Forbidden() implements Check {}

  /// The name does not resolve now.
  record Unresolved() implements Check {}
}

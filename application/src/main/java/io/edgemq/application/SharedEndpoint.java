package io.edgemq.application;

import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.push.Answer;
import io.edgemq.ports.out.WebhookClient;

/// An endpoint that is closed when nobody needs it any more: neither its delivery nor a request
/// that is under way.
final class SharedEndpoint {
  private final WebhookUrl url;
  private final WebhookClient.Endpoint endpoint;

  /// The delivery, and each request that is under way; 0 once it is closed.
  private int users = 1;

  SharedEndpoint(WebhookUrl url, WebhookClient.Endpoint endpoint) {
    this.url = url;
    this.endpoint = endpoint;
  }

  WebhookUrl url() {
    return url;
  }

  /// A request begins. End it with [#leave].
  synchronized void enter() {
    users++;
  }

  /// A request has ended, or the delivery no longer needs it.
  void leave() {
    if (isLast(1)) {
      endpoint.close();
    }
  }

  /// Whether nobody is left once `leaving` users have left.
  private synchronized boolean isLast(int leaving) {
    boolean open = users > 0;
    users = Math.max(0, users - leaving);
    return open && users == 0;
  }

  /// Whether nothing can be sent any more.
  synchronized boolean isClosed() {
    return users == 0;
  }

  Answer post(WebhookClient.Request request) throws InterruptedException {
    return endpoint.post(request);
  }

  /// Closes it now. What is under way fails.
  void cut() {
    if (isLast(Integer.MAX_VALUE)) {
      endpoint.close();
    }
  }
}

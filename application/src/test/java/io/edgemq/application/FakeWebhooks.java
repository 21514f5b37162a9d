package io.edgemq.application;

import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.push.Answer;
import io.edgemq.ports.out.WebhookClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An outside world that answers what a test says, and remembers what it was sent.
final class FakeWebhooks implements WebhookClient {
  /// What is known of hosts; everything else may be called.
  final Map<String, Check> hosts = new HashMap<>();

  final List<String> checked = new ArrayList<>();
  final List<Request> posted = new ArrayList<>();
  int open;
  Answer answer = new Answer.Responded(204, Optional.empty(), "");

  @Override
  public Check check(WebhookUrl url) {
    checked.add(url.host());
    return hosts.getOrDefault(url.host(), new Allowed());
  }

  @Override
  public Endpoint open(WebhookUrl url) {
    open++;
    return new Endpoint() {
      @Override
      public Answer post(Request request) {
        posted.add(request);
        return answer;
      }

      @Override
      public void close() {
        open--;
      }
    };
  }
}

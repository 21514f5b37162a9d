package io.edgemq.webhook;

import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Response;

/// Tells an attempt how far it has come.
final class AttemptEvents extends EventListener {
  private final Attempt attempt;

  AttemptEvents(Attempt attempt) {
    this.attempt = attempt;
  }

  /// The listener of a call, whose request is tagged with its attempt.
  static EventListener of(Call call) {
    var attempt = call.request().tag(Attempt.class);
    return attempt == null ? EventListener.NONE : new AttemptEvents(attempt);
  }

  @Override
  public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
    attempt.at(Stage.CONNECTING);
  }

  @Override
  public void secureConnectStart(Call call) {
    attempt.at(Stage.SECURING);
  }

  @Override
  public void connectionAcquired(Call call, Connection connection) {
    attempt.on(connection.socket());
  }

  @Override
  public void requestHeadersStart(Call call) {
    attempt.at(Stage.SENDING);
  }

  @Override
  public void requestBodyEnd(Call call, long byteCount) {
    attempt.at(Stage.WAITING);
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    attempt.answered(response);
  }
}

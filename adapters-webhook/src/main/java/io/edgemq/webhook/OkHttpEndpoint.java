package io.edgemq.webhook;

import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.push.Answer;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.ports.out.WebhookClient;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/// Connections to one URL, in a pool of their own.
final class OkHttpEndpoint implements WebhookClient.Endpoint {
  /// As many as requests may be on their way (SPEC 5.3): none is closed because others rest.
  private static final int MOST_AT_REST = 1_000;

  private static final int REST_SECONDS = 30;

  private final Sockets sockets;
  private final ConnectionPool pool =
      new ConnectionPool(MOST_AT_REST, REST_SECONDS, TimeUnit.SECONDS);
  private final OkHttpClient http;
  private final @Nullable HttpUrl url;
  private final Caller caller;
  private final boolean forbidden;
  private volatile boolean closed;

  /// What all endpoints of a client share.
  ///
  /// @param base makes no connection itself
  record Caller(OkHttpClient base, AddressGuard guard, InstantSource time, String userAgent) {}

  OkHttpEndpoint(Caller caller, WebhookUrl url) {
    this.caller = caller;
    this.url = HttpUrl.parse(url.text());
    this.forbidden = url.address().filter(address -> !caller.guard().permits(address)).isPresent();
    this.sockets = new Sockets(caller.guard());
    this.http =
        caller
            .base()
            .newBuilder()
            .socketFactory(sockets)
            .connectionPool(pool)
            .dispatcher(new Dispatcher())
            .addNetworkInterceptor(new StalenessCheck(sockets))
            .eventListenerFactory(AttemptEvents::of)
            .build();
  }

  @Override
  public Answer post(WebhookClient.Request request) throws InterruptedException {
    if (forbidden) {
      return Failures.of(new ForbiddenAddressException(), Stage.CONNECTING, 0);
    }
    if (url == null) {
      return new Answer.Failed(FailureClass.UNRESOLVED, "the host is no name that DNS knows");
    }
    if (closed) {
      return new Answer.Failed(FailureClass.RESET, "the subscription's connections are closed");
    }
    var posted =
        new Request.Builder()
            .url(url)
            .headers(headers(request))
            .post(new OneShotBody(request.body()));
    return new Attempt(http, sockets, caller.time(), posted)
        .send(request.headTime(), request.wholeTime());
  }

  /// The request's headers, and two that OkHttp would set to values of its own.
  private Headers headers(WebhookClient.Request request) {
    var headers = new Headers.Builder();
    request.headers().forEach(h -> headers.addUnsafeNonAscii(h.getKey(), h.getValue()));
    if (headers.get("User-Agent") == null) {
      headers.add("User-Agent", caller.userAgent());
    }
    if (headers.get("Accept-Encoding") == null) {
      headers.add("Accept-Encoding", "identity");
    }
    return headers.build();
  }

  @Override
  public void close() {
    closed = true;
    http.dispatcher().cancelAll();
    sockets.closeAll();
    pool.evictAll();
  }
}

package io.edgemq.webhook;

import io.edgemq.domain.WebhookUrl;
import io.edgemq.ports.out.DocumentClient;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/// Reads documents behind the guard. Each read has a connection of its own, which ends with it.
final class GuardedDocuments implements DocumentClient {
  private static final int REST_SECONDS = 1;

  private final OkHttpEndpoint.Caller caller;

  GuardedDocuments(OkHttpEndpoint.Caller caller) {
    this.caller = caller;
  }

  @Override
  public Result get(WebhookUrl url, Duration time) throws InterruptedException {
    long end = System.nanoTime() + (time.compareTo(LONGEST) < 0 ? time : LONGEST).toNanos();
    if (url.address().filter(address -> !caller.guard().permits(address)).isPresent()) {
      return new Failed(String.valueOf(new ForbiddenAddressException().getMessage()));
    }
    var target = HttpUrl.parse(url.text());
    if (target == null) {
      return new Failed("the host is no name that DNS knows");
    }
    var request =
        new Request.Builder()
            .url(target)
            .header("User-Agent", caller.userAgent())
            .header("Accept", "application/json")
            // Else OkHttp would ask for compression, and unpack what comes.
            .header("Accept-Encoding", "identity")
            .build();
    var sockets = new Sockets(caller.guard());
    return new DocumentRead(client(sockets), sockets, request).get(end);
  }

  private OkHttpClient client(Sockets sockets) {
    return caller
        .base()
        .newBuilder()
        .socketFactory(sockets)
        .connectionPool(new ConnectionPool(0, REST_SECONDS, TimeUnit.SECONDS))
        .dispatcher(new Dispatcher())
        .build();
  }
}

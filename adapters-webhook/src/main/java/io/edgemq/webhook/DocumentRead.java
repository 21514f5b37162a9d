package io.edgemq.webhook;

import io.edgemq.ports.out.DocumentClient;
import io.edgemq.ports.out.DocumentClient.Document;
import io.edgemq.ports.out.DocumentClient.Failed;
import io.edgemq.ports.out.DocumentClient.Result;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/// One read of a document. As an [Attempt], it runs on a virtual thread of its own, so that who
/// waits leaves in time, whatever names, connections and TLS hold up.
final class DocumentRead {
  private static final System.Logger LOG = System.getLogger(DocumentRead.class.getName());
  private static final int OK = 200;
  private static final long PORTION = 16 * 1024;

  private final Sockets sockets;
  private final Call call;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Result result;

  DocumentRead(OkHttpClient http, Sockets sockets, Request request) {
    this.sockets = sockets;
    this.call = http.newCall(request);
  }

  /// What is read until `end`, as `System.nanoTime` has it.
  Result get(long end) throws InterruptedException {
    Thread.ofVirtual().name("document").start(this::run);
    try {
      var _ = ended.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      var read = result;
      return read == null ? new Failed("the time was up") : read;
    } finally {
      // The connection is closed below TLS: so nothing that is stuck there is waited for.
      call.cancel();
      sockets.closeAll();
    }
  }

  private void run() {
    try (var response = call.execute()) {
      result = read(response);
    } catch (UnknownHostException e) {
      // Its words are our own, whether a name or an address is not there or not called.
      result = new Failed(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a document could not be read", e);
      result = new Failed("the connection failed");
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.WARNING, "a document could not be read", e);
      result = new Failed("the answer could not be read");
    } finally {
      ended.countDown();
    }
  }

  private static Result read(Response response) throws IOException {
    if (response.code() != OK) {
      return new Failed("the answer was " + response.code());
    }
    var source = response.body().source();
    var body = new Buffer();
    while (body.size() <= DocumentClient.LARGEST) {
      if (source.read(body, PORTION) < 0) {
        return new Document(body.readByteArray(), maxAge(response));
      }
    }
    return new Failed("the document is too large");
  }

  private static @Nullable Duration maxAge(Response response) {
    var control = response.cacheControl();
    if (control.noStore() || control.noCache()) {
      return Duration.ZERO;
    }
    int seconds = control.maxAgeSeconds();
    return seconds < 0 ? null : Duration.ofSeconds(seconds);
  }
}

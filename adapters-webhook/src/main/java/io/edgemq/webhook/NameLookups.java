package io.edgemq.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Looks names up, each on a thread of its own: the resolver of the machine would hold the carrier
/// of a virtual thread, for seconds when a server of names is silent. Who asks for a name that is
/// being looked up waits for that answer, so one name holds one thread at most.
final class NameLookups {
  /// How many names are looked up at a time.
  private static final int MOST = 512;

  private final WebhookSettings.Resolver resolver;
  private final Semaphore threads = new Semaphore(MOST);
  private final ConcurrentHashMap<String, CompletableFuture<List<InetAddress>>> running =
      new ConcurrentHashMap<>();

  NameLookups(WebhookSettings.Resolver resolver) {
    this.resolver = resolver;
  }

  /// The addresses of `name`, one at least.
  ///
  /// @throws UnknownHostException when it has none, none is known within `time`, or the thread is
  ///     interrupted, which it then still is
  List<InetAddress> resolve(String name, Duration time) throws UnknownHostException {
    try {
      var addresses = lookUp(name).get(time.toNanos(), TimeUnit.NANOSECONDS);
      if (addresses.isEmpty()) {
        throw new UnknownHostException("the name has no address");
      }
      return addresses;
    } catch (TimeoutException e) {
      throw unknown("the name was not resolved in time", e);
    } catch (ExecutionException e) {
      throw unknown("the name does not resolve", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown("the look-up was interrupted", e);
    }
  }

  private static UnknownHostException unknown(String message, Exception cause) {
    var exception = new UnknownHostException(message);
    exception.initCause(cause);
    return exception;
  }

  private CompletableFuture<List<InetAddress>> lookUp(String name) {
    var mine = new CompletableFuture<List<InetAddress>>();
    var other = running.putIfAbsent(name, mine);
    if (other != null) {
      return other;
    }
    if (threads.tryAcquire()) {
      Thread.ofPlatform().daemon().name("webhook-names").start(() -> run(name, mine));
    } else {
      running.remove(name, mine);
      mine.completeExceptionally(new UnknownHostException("too many names are looked up"));
    }
    return mine;
  }

  /// The answer is for those who asked before it came, so the look-up has ended when they get it.
  private void run(String name, CompletableFuture<List<InetAddress>> result) {
    try {
      var addresses = List.copyOf(resolver.resolve(name));
      running.remove(name, result);
      result.complete(addresses);
    } catch (Throwable e) {
      running.remove(name, result);
      result.completeExceptionally(e);
    } finally {
      threads.release();
    }
  }
}

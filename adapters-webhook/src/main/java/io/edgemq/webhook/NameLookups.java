package io.edgemq.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.HttpUrl;

/// Looks names up, each on a thread of its own: the resolver of the machine would hold the carrier
/// of a virtual thread, for seconds when a server of names is silent. Who asks for a name that is
/// being looked up waits for that answer, so one name holds one thread at most.
///
/// The names of one domain have a few of the threads: whoever has a thousand names below a domain
/// whose servers are silent holds up nobody else's. A name that finds no thread waits for one, the
/// domains taking turns.
final class NameLookups {
  /// How many names of one domain are looked up at a time.
  static final int MOST_OF_A_DOMAIN = 32;

  private final WebhookSettings.Resolver resolver;
  private final int most;
  private final Map<String, Lookup> lookups = new HashMap<>();
  private final Map<String, Integer> threads = new HashMap<>();

  /// By domain, the one whose turn it is first.
  private final LinkedHashMap<String, ArrayDeque<Lookup>> waiting = new LinkedHashMap<>();

  private int running;

  private record Lookup(String name, String domain, CompletableFuture<List<InetAddress>> result) {
    static Lookup of(String name) {
      return new Lookup(name, domain(name), new CompletableFuture<>());
    }

    /// What somebody has registered: the name below the longest public suffix (`co.uk`), or the
    /// whole name where there is none.
    private static String domain(String name) {
      try {
        var host = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        var registered = new HttpUrl.Builder().scheme("http").host(host).build().topPrivateDomain();
        return registered == null ? host : registered;
      } catch (IllegalArgumentException noName) {
        return name;
      }
    }
  }

  /// @param most how many names are looked up at a time
  NameLookups(WebhookSettings.Resolver resolver, int most) {
    this.resolver = resolver;
    this.most = most;
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

  private synchronized CompletableFuture<List<InetAddress>> lookUp(String name) {
    var known = lookups.get(name);
    if (known != null) {
      return known.result();
    }
    var lookup = Lookup.of(name);
    lookups.put(name, lookup);
    waiting.computeIfAbsent(lookup.domain(), _ -> new ArrayDeque<>()).add(lookup);
    startNext();
    return lookup.result();
  }

  /// Starts one that waits, if there is a thread for it.
  private void startNext() {
    if (running >= most) {
      return;
    }
    var next = waiting.keySet().stream().filter(this::hasThread).findFirst();
    next.flatMap(this::take).ifPresent(this::start);
  }

  private boolean hasThread(String domain) {
    return threads.getOrDefault(domain, 0) < MOST_OF_A_DOMAIN;
  }

  /// The first one of the domain that waits; then it is the other domains' turn.
  private Optional<Lookup> take(String domain) {
    var ofDomain = waiting.remove(domain);
    if (ofDomain == null) {
      return Optional.empty();
    }
    var first = ofDomain.remove();
    if (!ofDomain.isEmpty()) {
      waiting.put(domain, ofDomain);
    }
    return Optional.of(first);
  }

  private void start(Lookup lookup) {
    running++;
    threads.merge(lookup.domain(), 1, Integer::sum);
    try {
      Thread.ofPlatform().daemon().name("webhook-names").start(() -> run(lookup));
    } catch (RuntimeException | Error noThread) {
      lookups.remove(lookup.name(), lookup);
      leave(lookup);
      lookup.result().completeExceptionally(noThread);
    }
  }

  private void leave(Lookup lookup) {
    running--;
    threads.computeIfPresent(lookup.domain(), (_, count) -> count == 1 ? null : count - 1);
  }

  /// The answer is for those who asked before it came, so the look-up has ended when they get it.
  private void run(Lookup lookup) {
    try {
      var addresses = List.copyOf(resolver.resolve(lookup.name()));
      end(lookup);
      lookup.result().complete(addresses);
    } catch (Throwable e) {
      end(lookup);
      lookup.result().completeExceptionally(e);
    }
  }

  private synchronized void end(Lookup lookup) {
    if (lookups.remove(lookup.name(), lookup)) {
      leave(lookup);
      startNext();
    }
  }
}

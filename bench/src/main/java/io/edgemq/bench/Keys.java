package io.edgemq.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Requests to the keys of a bucket, each to one of [#COUNT] keys by chance: a PUT of 256 bytes, or
/// a GET. The path of a key is `path` and its name.
record Keys(String method, String path, String token) implements Load {
  /// How many keys there are.
  static final int COUNT = 10_000;

  private static final int WRITERS = 16;

  /// The request to the key of that number, from 0.
  byte[] request(int number) {
    var key = path + name(number);
    return method.equals("PUT")
        ? Requests.put(key, token, "application/octet-stream", Requests.payload(Post.BYTES))
        : Requests.get(key, token);
  }

  /// The name of the key of that number.
  static String name(int number) {
    return "k" + number;
  }

  /// Sends the request to each key once.
  void each(Server server) throws InterruptedException {
    var failures = new ConcurrentLinkedQueue<IOException>();
    var writers = new ArrayList<Thread>();
    for (int i = 0; i < WRITERS; i++) {
      int first = i;
      writers.add(Thread.ofPlatform().start(() -> some(server, first, failures)));
    }
    for (var writer : writers) writer.join();
    if (!failures.isEmpty()) {
      throw new UncheckedIOException(
          method + " at " + server.name() + server.process().logTail(), failures.remove());
    }
  }

  private void some(Server server, int first, Queue<IOException> failures) {
    try (var link = Link.to(server.port())) {
      for (int i = first; i < COUNT; i += WRITERS) link.exchange(request(i));
    } catch (IOException failed) {
      failures.add(failed);
    }
  }
}

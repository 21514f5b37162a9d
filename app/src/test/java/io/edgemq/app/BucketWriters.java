package io.edgemq.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// Clients that write to buckets, as many writes as they are allowed, and what was answered.
final class BucketWriters implements AutoCloseable {
  private static final int CLIENTS = 8;
  private static final int KEYS = 20;

  /// A write that was answered.
  record Written(String key, String body) {}

  private final KvClient kv;
  private final int buckets;
  private final Semaphore allowed = new Semaphore(0);
  private final AtomicInteger number = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final List<Map<Long, Written>> written = new ArrayList<>();
  private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> clients = new ArrayList<>();

  /// Makes the buckets `b0`, `b1`, ..., each with a topic that is named [#topic], and starts to
  /// write.
  BucketWriters(KvClient kv, int buckets) throws IOException, InterruptedException {
    this.kv = kv;
    this.buckets = buckets;
    for (int i = 0; i < buckets; i++) {
      kv.api().post("/v1/topics", "{\"name\":\"" + topic(i) + "\"}");
      kv.makeTelling(bucket(i), topic(i));
      written.add(new ConcurrentSkipListMap<>());
    }
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(Thread.ofVirtual().start(this::writeForEver));
    }
  }

  static String bucket(int number) {
    return "b" + number;
  }

  static String topic(int number) {
    return "changes-" + number;
  }

  private void writeForEver() {
    try {
      while (true) {
        allowed.acquire();
        write(number.getAndIncrement());
      }
    } catch (IOException | IllegalStateException | AssertionError failed) {
      failures.add(new IllegalStateException(failed));
    } catch (InterruptedException over) {
      // it is closed
    }
  }

  private void write(int one) throws IOException, InterruptedException {
    var bucket = bucket(one % buckets);
    var key = "k" + one / buckets % KEYS;
    var body = Integer.toString(one);
    long revision = kv.put(bucket, key, body);
    var before = written.get(one % buckets).put(revision, new Written(key, body));
    if (before != null) {
      throw new IllegalStateException("revision " + revision + " of " + bucket + " came twice");
    }
    answered.incrementAndGet();
  }

  /// Allows so many writes more.
  void allow(int more) {
    allowed.release(more);
  }

  /// How many were answered.
  int answered() {
    return answered.get();
  }

  /// Writes that were not answered as they should.
  List<Exception> failures() {
    return List.copyOf(failures);
  }

  /// How many messages all topics have.
  long told() throws IOException, InterruptedException {
    long sum = 0;
    for (int i = 0; i < buckets; i++) {
      sum += Told.last(kv.api(), topic(i));
    }
    return sum;
  }

  /// What is wrong with the topics: each must have each answered revision once, in order, with its
  /// key and its value.
  List<String> violations() throws IOException, InterruptedException {
    var wrong = new ArrayList<String>();
    for (int i = 0; i < buckets; i++) {
      var expected = written.get(i);
      var told = Told.in(kv.api(), topic(i));
      var revisions = told.stream().map(Told::revision).toList();
      if (!revisions.equals(List.copyOf(expected.keySet()))) {
        wrong.add(
            "%s: %d writes, %d messages: %s"
                .formatted(bucket(i), expected.size(), told.size(), revisions));
        continue;
      }
      for (var one : told) {
        var write = expected.get(one.revision());
        if (write == null
            || !one.body().equals(write.body())
            || !one.subject().equals(topic(i) + "." + write.key())) {
          wrong.add("%s: %s is not %s".formatted(bucket(i), one, write));
        }
      }
    }
    return wrong;
  }

  @Override
  public void close() {
    clients.forEach(Thread::interrupt);
    try {
      for (var client : clients) {
        client.join();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}

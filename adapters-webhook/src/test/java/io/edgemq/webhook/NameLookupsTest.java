package io.edgemq.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.push.Answer.Responded;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Names whose servers are silent, beside names that are well.
@Timeout(60)
final class NameLookupsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final List<InetAddress> HERE = List.of(InetAddress.ofLiteral("127.0.0.1"));

  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger silent = new AtomicInteger();
  private final List<Thread> asking = new ArrayList<>();

  @AfterEach
  void letThemEnd() {
    release.countDown();
  }

  /// Names that begin with `silent` have no answer before the test ends.
  private List<InetAddress> resolve(String name) throws UnknownHostException {
    if (name.startsWith("silent")) {
      silent.incrementAndGet();
      try {
        release.await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    return HERE;
  }

  private void askInVain(Callable<?> question) {
    var unused = ask(question);
  }

  private <T> FutureTask<T> ask(Callable<T> question) {
    var task = new FutureTask<>(question);
    asking.add(Thread.ofVirtual().start(task));
    return task;
  }

  private void awaitAllWaiting() {
    while (!asking.stream().allMatch(NameLookupsTest::isWaiting)) {
      Thread.onSpinWait();
    }
  }

  private static boolean isWaiting(Thread thread) {
    return switch (thread.getState()) {
      case WAITING, TIMED_WAITING, TERMINATED -> true;
      case NEW, RUNNABLE, BLOCKED -> false;
    };
  }

  @Test
  void a_name_that_finds_no_thread_waits_for_one() throws Exception {
    var names = new NameLookups(this::resolve, 2);
    askInVain(() -> names.resolve("silent.a.test", LONG));
    askInVain(() -> names.resolve("silent.b.test", LONG));
    awaitAllWaiting();

    var third = ask(() -> names.resolve("well.test", LONG));
    awaitAllWaiting();

    assertThat(third).isNotDone();
    release.countDown();
    assertThat(third.get(30, TimeUnit.SECONDS)).isEqualTo(HERE);
  }

  @Test
  void the_names_of_a_silent_domain_leave_threads_to_others() throws Exception {
    var names = new NameLookups(this::resolve, NameLookups.MOST_OF_A_DOMAIN + 1);
    IntStream.range(0, 500)
        .forEach(i -> askInVain(() -> names.resolve("silent" + i + ".evil.test", LONG)));
    awaitAllWaiting();

    var well = names.resolve("hooks.well.test", LONG);

    assertThat(well).isEqualTo(HERE);
    assertThat(silent).hasValueLessThanOrEqualTo(NameLookups.MOST_OF_A_DOMAIN);
  }

  @Test
  void domains_take_turns() throws Exception {
    var order = new ArrayList<String>();
    var names =
        new NameLookups(
            name -> {
              synchronized (order) {
                order.add(name);
              }
              return resolve(name);
            },
            1);
    for (var name : List.of("silent.test", "a.x.test", "b.x.test", "c.x.test", "a.y.test")) {
      askInVain(() -> names.resolve(name, LONG));
      awaitAllWaiting();
    }

    release.countDown();
    for (var thread : asking) {
      thread.join();
    }

    assertThat(order)
        .containsExactly("silent.test", "a.x.test", "a.y.test", "b.x.test", "c.x.test");
  }

  @Test
  void who_asks_for_a_name_that_is_looked_up_gets_the_same_answer() throws Exception {
    var names = new NameLookups(this::resolve, 8);
    var tasks =
        IntStream.range(0, 100).mapToObj(_ -> ask(() -> names.resolve("silent.test", LONG)));
    var asked = tasks.toList();
    awaitAllWaiting();

    release.countDown();

    for (var task : asked) {
      assertThat(task.get(30, TimeUnit.SECONDS)).isEqualTo(HERE);
    }
    assertThat(silent).hasValue(1);
  }

  @Test
  void urls_that_are_written_with_silent_names_hold_up_no_request() throws Exception {
    var client = GuardedWebhookClient.open(Calls.settings(this::resolve, "127.0.0.1"));
    IntStream.range(0, 600)
        .forEach(i -> askInVain(() -> client.check(Calls.url("http://silent.d" + i + ".test/"))));
    awaitAllWaiting();

    try (var server = RawServer.answering(RawServer.OK);
        var endpoint = client.open(Calls.url("http://well.test:" + server.port() + "/"))) {
      assertThat(endpoint.post(Calls.request("x"))).isInstanceOf(Responded.class);
    }
  }
}

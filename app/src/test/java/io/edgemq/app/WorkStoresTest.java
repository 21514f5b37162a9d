package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.application.Access;
import io.edgemq.application.Admission;
import io.edgemq.application.OpenCalls;
import io.edgemq.application.OpenLeases;
import io.edgemq.application.Queues;
import io.edgemq.application.ReceiptSigner;
import io.edgemq.application.Receiving;
import io.edgemq.application.Sending;
import io.edgemq.application.Settling;
import io.edgemq.application.Waits;
import io.edgemq.application.Working;
import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.Limits;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Operator;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.TenantId;
import io.edgemq.http.MicrometerTraffic;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Received;
import io.edgemq.ports.in.SettleMessages.Effect;
import io.edgemq.ports.in.SettleMessages.Extended;
import io.edgemq.ports.in.SettleMessages.Order;
import io.edgemq.ports.out.StoreTime;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Workers over the stores that last: what a store calls a lease differs, what a worker sees does
/// not.
@Timeout(120)
final class WorkStoresTest {
  private static final QueueName JOBS = new QueueName("jobs");
  private static final QueueName ORDERED = new QueueName("ordered.fifo");
  private static final Duration BOUND = Duration.ofSeconds(2);
  private static final int MESSAGES = 150;

  @TempDir private Path directory;

  @Test
  void on_sqlite() throws Exception {
    try (var worker = new Worker(new Storage.Sqlite(0), directory)) {
      worker.proves();
    }
  }

  @Test
  void on_jetstream() throws Exception {
    try (var nats = new NatsBroker(directory.resolve("nats"));
        var worker = new Worker(new Storage.Nats(NatsConfig.of(nats.url()), null), directory)) {
      worker.proves();
    }
  }

  /// The use cases of queues over one store.
  private static final class Worker implements AutoCloseable {
    private final Principal who = Principal.of(new Operator("test"), new TenantId("demo"));
    private final StoreTime clock = StoreTime.steady(InstantSource.system());
    private final Stores stores;
    private final Queues queues;
    private final Sending sending;
    private final Receiving receiving;
    private final Settling settling;
    private final Working working;

    Worker(Storage storage, Path directory) {
      stores = Stores.open(storage, directory, clock, 1 << 20, false);
      var access = new Access();
      var admission = new Admission(access, _ -> Limits.DEFAULT);
      var traffic = new MicrometerTraffic(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
      var signer = new ReceiptSigner(new byte[ReceiptSigner.KEY_BYTES]);
      var calls = new OpenCalls(access, stores.keys(), clock);
      var tools = new Receiving.Tools(signer, new Waits(calls), calls, clock, traffic);
      var leases = new OpenLeases();
      queues = new Queues(admission, stores.queueCatalog(), stores.queues(), clock);
      sending = new Sending(admission, stores.queueCatalog(), stores.queues(), traffic);
      receiving = new Receiving(admission, stores.queues(), tools);
      settling = new Settling(admission, stores.queues(), signer, leases);
      working =
          new Working(
              admission, stores.queueCatalog(), stores.queues(), new Working.Tools(tools, leases));
    }

    void proves() throws Exception {
      make(JOBS, QueueType.STANDARD);
      make(ORDERED, QueueType.FIFO);
      earlierReceiptsGiveCreditBack();
      closingGivesBackInTime();
      groupsKeepTheirOrder();
    }

    private void make(QueueName name, QueueType type) {
      var config =
          new QueueConfig(
              type,
              Duration.ofMinutes(5),
              Duration.ofDays(4),
              Duration.ZERO,
              1000,
              Duration.ofMinutes(2),
              null,
              Placement.DEFAULT);
      value(queues.create(who, name, _ -> Outcome.done(config)));
    }

    private void send(QueueName queue, int number, @Nullable GroupId group) {
      var body = new Payload(("m" + number).getBytes(StandardCharsets.UTF_8));
      var content = new Content("text/plain", Attributes.of(Map.of()), body);
      value(sending.send(who, queue, () -> new NewQueueMessage(content, null, group, null)));
    }

    private void earlierReceiptsGiveCreditBack() throws Exception {
      send(JOBS, 0, null);
      send(JOBS, 1, null);
      try (var work = value(working.open(who, JOBS, 1))) {
        var first = value(work.next(BOUND)).getFirst();
        var longer = new Order.Extend(first.receipt(), Duration.ofMinutes(10));
        var extended = (Extended) settle(JOBS, longer);
        assertThat(value(work.next(Duration.ZERO))).isEmpty();

        settle(JOBS, new Order.Ack(first.receipt()));

        var second = value(work.next(BOUND)).getFirst();
        settle(JOBS, new Order.Ack(extended.receipt()));
        assertThat(value(work.next(Duration.ZERO))).isEmpty();
        settle(JOBS, new Order.Ack(second.receipt()));
      }
    }

    private void closingGivesBackInTime() throws Exception {
      for (int i = 0; i < MESSAGES; i++) {
        send(JOBS, i, null);
      }
      var work = value(working.open(who, JOBS, 1000));
      var held = new ArrayList<Received>();
      while (held.size() < MESSAGES) {
        held.addAll(value(work.next(BOUND)));
      }
      for (var each : held.subList(0, 10)) {
        settle(JOBS, new Order.Ack(each.receipt()));
      }
      long begin = System.nanoTime();

      work.close();

      var again = new ArrayList<Received>();
      while (again.size() < MESSAGES - 10 && System.nanoTime() - begin < BOUND.toNanos()) {
        again.addAll(receive(JOBS));
      }
      assertThat(again).hasSize(MESSAGES - 10).allMatch(each -> each.attempt() == 2);
    }

    private void groupsKeepTheirOrder() throws Exception {
      for (int i = 0; i < 9; i++) {
        send(ORDERED, i, new GroupId("g" + i % 3));
      }
      var work = value(working.open(who, ORDERED, 10));
      assertThat(value(work.next(BOUND))).hasSize(3);
      work.close();

      var groups = new HashMap<GroupId, List<Long>>();
      for (int round = 0; round < 3; round++) {
        var messages = new ArrayList<Received>();
        while (messages.size() < 3) {
          messages.addAll(receive(ORDERED));
        }
        for (var each : messages) {
          var message = each.message();
          groups.computeIfAbsent(message.group(), _ -> new ArrayList<>()).add(message.sequence());
          settle(ORDERED, new Order.Ack(each.receipt()));
        }
      }
      assertThat(groups).hasSize(3);
      assertThat(groups.values()).allSatisfy(each -> assertThat(each).hasSize(3).isSorted());
    }

    private List<Received> receive(QueueName queue) throws InterruptedException {
      return value(receiving.receive(who, queue, new ReceiveRequest(100, null, BOUND)));
    }

    private Effect settle(QueueName queue, Order order) {
      return value(value(settling.settle(who, queue, List.of(order))).getFirst());
    }

    private static <T> T value(Outcome<T> outcome) {
      assertThat(outcome).isInstanceOf(Outcome.Done.class);
      return ((Outcome.Done<T>) outcome).value();
    }

    @Override
    public void close() {
      stores.close();
    }
  }
}

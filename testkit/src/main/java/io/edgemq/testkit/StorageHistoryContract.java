package io.edgemq.testkit;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.DedupKey;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.lease.SettleOutcome.Done;
import io.edgemq.ports.out.QueueStore.RedriveStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Whatever is done in whatever order, the bytes that are counted move by what was stored and
/// removed, and end at nothing. For stores that count at once.
public abstract class StorageHistoryContract extends IdentityStoreContract {
  private static final int HISTORIES = 12;
  private static final int STEPS = 80;

  @Test
  void whatever_happens_adds_up() {
    for (int seed = 0; seed < HISTORIES; seed++) {
      new History(seed).play();
    }
  }

  /// A history of a tenant of its own.
  private final class History {
    private final int seed;
    private final Random random;
    private final TenantId tenant;
    private final QueueProbe dead;
    private final List<QueueProbe> queues;
    private final TopicProbe topic;
    private final List<LeasedMessage> leased = new ArrayList<>();
    private int keys;

    History(int seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.tenant = new TenantId("tenant-" + seed);
      this.dead = queue(tenant, "dead", QueueSetup.standard());
      this.queues =
          List.of(
              queue(tenant, "jobs", QueueSetup.standard().deadLetter("dead", 900)),
              queue(tenant, "jobs.fifo", QueueSetup.fifo()));
      this.topic = topic(tenant, "orders", TopicConfig.DEFAULT);
    }

    private long bytes() {
      long bytes = identity().storage().bytes(tenant);
      assertThat(identity().storage().bytesNow(tenant)).as("seed %s", seed).isEqualTo(bytes);
      return bytes;
    }

    private void expect(long bytes) {
      assertThat(bytes()).as("seed %s", seed).isEqualTo(bytes);
    }

    private QueueProbe jobs() {
      return queues.getFirst();
    }

    void play() {
      for (int i = 0; i < STEPS; i++) {
        step();
      }
      if (random.nextBoolean()) {
        long before = bytes();
        store().reopen();
        expect(store().guarantees().durability() == Guarantees.Durability.DURABLE ? before : 0);
      } else {
        end();
      }
    }

    private void step() {
      switch (random.nextInt(9)) {
        case 0, 1 -> send(queues.get(random.nextInt(queues.size())));
        case 2 -> append();
        case 3, 4 -> leased.addAll(unchanged(() -> jobs().receive(1 + random.nextInt(4))));
        case 5 -> ack();
        case 6 -> reject();
        case 7 -> pass(ofSeconds(random.nextInt(20)));
        default -> redrive();
      }
    }

    private <T> T unchanged(Supplier<T> work) {
      long before = bytes();
      var result = work.get();
      expect(before);
      return result;
    }

    private Content content() {
      var attributes =
          random.nextBoolean()
              ? Attributes.NONE
              : Attributes.of(Map.of("name", "ü".repeat(random.nextInt(90))));
      return new Content("text/plain", attributes, new Payload(new byte[random.nextInt(9_000)]));
    }

    /// Half of the keys were used before.
    private DedupKey key() {
      return new DedupKey("k" + (random.nextBoolean() ? keys : ++keys));
    }

    private void send(QueueProbe queue) {
      long before = bytes();
      var content = content();
      var stored = queue.send(new NewQueueMessage(content, ZERO, null, key())).getFirst();

      boolean fresh = stored.origin() == Stored.Origin.FRESH;
      expect(before + (fresh ? content.sizeInBytes() : 0));
    }

    private void append() {
      long before = bytes();
      var content = content();
      var stored =
          topic.append(new NewTopicMessage(new Subject("orders.a"), content, key())).getFirst();

      boolean fresh = stored.origin() == Stored.Origin.FRESH;
      expect(before + (fresh ? 8 + content.sizeInBytes() : 0));
    }

    private void ack() {
      if (!leased.isEmpty()) {
        var message = leased.remove(random.nextInt(leased.size()));
        long before = bytes();
        boolean done = jobs().ack(message).equals(new Done());
        expect(before - (done ? message.message().content().sizeInBytes() : 0));
      }
    }

    /// What a dead letter says of itself is more than nothing.
    private void reject() {
      if (!leased.isEmpty()) {
        var message = leased.remove(random.nextInt(leased.size()));
        long before = bytes();
        boolean done = jobs().reject(message, "bad").equals(new Done());
        assertThat(bytes() - before).isBetween(done ? 1L : 0L, done ? 500L : 0L);
      }
    }

    private void redrive() {
      var home = new RedrivePlan(null, null, null);
      dead.redrive(home, new RedriveStep(0, dead.lastSequence(), 2));
    }

    /// Takes everything away.
    private void end() {
      pass(ofSeconds(60));
      drain(jobs());
      drain(queues.getLast());
      drain(dead);
      assertThat(ports().topicCatalog().delete(topic.ref())).isTrue();
      expect(0);
    }

    private void drain(QueueProbe queue) {
      for (var some = queue.receive(10); !some.isEmpty(); some = queue.receive(10)) {
        for (var message : some) {
          long before = bytes();
          assertThat(queue.ack(message)).isEqualTo(new Done());
          expect(before - message.message().content().sizeInBytes());
        }
      }
    }
  }
}

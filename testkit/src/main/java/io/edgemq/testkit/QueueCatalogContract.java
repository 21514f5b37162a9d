package io.edgemq.testkit;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.QueueCatalog.Changed;
import io.edgemq.ports.out.QueueCatalog.Created;
import io.edgemq.ports.out.QueueCatalog.Deleted;
import io.edgemq.ports.out.QueueCatalog.Exists;
import io.edgemq.ports.out.QueueCatalog.InUse;
import io.edgemq.ports.out.QueueCatalog.NoDeadLetterQueue;
import io.edgemq.ports.out.QueueCatalog.NoSuchQueue;
import io.edgemq.ports.out.QueueCatalog.Unplaceable;
import io.edgemq.ports.out.QueueCatalog.Updated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Queues are made, found, changed and removed.
public abstract class QueueCatalogContract extends StoreContract {
  private static final int CHANGES = 25;
  private static final QueueConfig STANDARD = QueueSetup.standard().config();

  private static QueueRef ref(String name) {
    return new QueueRef(TENANT, new QueueName(name));
  }

  private static Queue queue(String name, QueueConfig config) {
    return new Queue(new QueueName(name), config, TestTime.START.plusMillis(7));
  }

  private static QueueConfig unusual() {
    return new QueueConfig(
        QueueType.FIFO,
        Duration.ofMillis(1500),
        Duration.ofDays(3650),
        ofSeconds(7),
        0,
        Duration.ZERO,
        new DeadLetterPolicy(new QueueName("dead"), 1000),
        new Placement(1, "eu-west"));
  }

  @Test
  void a_queue_is_found_as_it_was_made() {
    var catalog = ports().queueCatalog();
    catalog.create(TENANT, queue("dead", STANDARD));
    var queue = queue("jobs.fifo", unusual());

    assertThat(catalog.create(TENANT, queue)).isEqualTo(new Created());

    assertThat(catalog.find(ref("jobs.fifo"))).contains(queue);
    assertThat(catalog.find(ref("jobs"))).isEmpty();
    assertThat(catalog.find(ref("JOBS.fifo"))).isEmpty();
  }

  @Test
  void a_queue_that_exists_is_answered_and_stays_as_it_is() {
    var catalog = ports().queueCatalog();
    var first = queue("jobs", STANDARD);
    catalog.create(TENANT, first);

    var result = catalog.create(TENANT, queue("jobs", QueueSetup.fifo().config()));

    assertThat(result).isEqualTo(new Exists(first));
    assertThat(catalog.find(ref("jobs"))).contains(first);
  }

  @Test
  void names_differ_by_case() {
    var catalog = ports().queueCatalog();
    catalog.create(TENANT, queue("jobs", STANDARD));

    assertThat(catalog.create(TENANT, queue("Jobs", STANDARD))).isEqualTo(new Created());
  }

  @Test
  void a_queue_of_another_tenant_is_another_queue() {
    var catalog = ports().queueCatalog();
    var other = new TenantId("other");
    catalog.create(TENANT, queue("jobs", STANDARD));

    assertThat(catalog.find(new QueueRef(other, new QueueName("jobs")))).isEmpty();
    assertThat(catalog.list(other, new Paging(null, 10)).items()).isEmpty();
    assertThat(catalog.create(other, queue("jobs", STANDARD))).isEqualTo(new Created());
    catalog.delete(new QueueRef(other, new QueueName("jobs")));
    assertThat(catalog.find(ref("jobs"))).isPresent();
  }

  @Test
  void a_dead_letter_queue_must_exist_and_be_another() {
    var catalog = ports().queueCatalog();
    var toDead = QueueSetup.standard().deadLetter("dead", 3).config();
    var toItself = QueueSetup.standard().deadLetter("jobs", 3).config();
    catalog.create(new TenantId("other"), queue("dead", STANDARD));

    assertThat(catalog.create(TENANT, queue("jobs", toDead)))
        .isEqualTo(new NoDeadLetterQueue(new QueueName("dead")));
    assertThat(catalog.create(TENANT, queue("jobs", toItself)))
        .isEqualTo(new NoDeadLetterQueue(new QueueName("jobs")));
    assertThat(catalog.find(ref("jobs"))).isEmpty();

    catalog.create(TENANT, queue("jobs", STANDARD));
    assertThat(catalog.update(ref("jobs"), STANDARD, toDead))
        .isEqualTo(new NoDeadLetterQueue(new QueueName("dead")));
    assertThat(catalog.update(ref("jobs"), STANDARD, toItself))
        .isEqualTo(new NoDeadLetterQueue(new QueueName("jobs")));
    assertThat(catalog.find(ref("jobs"))).contains(queue("jobs", STANDARD));
  }

  @Test
  void a_dead_letter_queue_stays_as_long_as_it_is_named() {
    var catalog = ports().queueCatalog();
    catalog.create(TENANT, queue("dead", STANDARD));
    var toDead = QueueSetup.standard().deadLetter("dead", 3).config();
    catalog.create(TENANT, queue("jobs", toDead));

    assertThat(catalog.delete(ref("dead"))).isEqualTo(new InUse(new QueueName("jobs")));
    assertThat(catalog.find(ref("dead"))).isPresent();

    catalog.update(ref("jobs"), toDead, STANDARD);
    assertThat(catalog.delete(ref("dead"))).isEqualTo(new Deleted());
  }

  @Test
  void a_dead_letter_queue_may_go_when_those_that_named_it_are_gone() {
    var catalog = ports().queueCatalog();
    catalog.create(TENANT, queue("dead", STANDARD));
    catalog.create(TENANT, queue("jobs", QueueSetup.standard().deadLetter("dead", 3).config()));

    catalog.delete(ref("jobs"));

    assertThat(catalog.delete(ref("dead"))).isEqualTo(new Deleted());
  }

  @Test
  void a_configuration_is_replaced() {
    var catalog = ports().queueCatalog();
    catalog.create(TENANT, queue("jobs", STANDARD));
    var changed = QueueSetup.standard().retention(ofSeconds(99)).config();

    assertThat(catalog.update(ref("jobs"), STANDARD, changed))
        .isEqualTo(new Updated(queue("jobs", changed)));

    assertThat(catalog.find(ref("jobs"))).contains(queue("jobs", changed));
    assertThat(catalog.list(TENANT, new Paging(null, 1)).items())
        .containsExactly(queue("jobs", changed));
  }

  @Test
  void a_change_that_another_one_overtook_is_not_made() {
    var catalog = ports().queueCatalog();
    catalog.create(TENANT, queue("jobs", STANDARD));
    var theirs = QueueSetup.standard().retention(ofSeconds(99)).config();
    var ours = QueueSetup.standard().dedupWindow(ofSeconds(7)).config();
    catalog.update(ref("jobs"), STANDARD, theirs);

    assertThat(catalog.update(ref("jobs"), STANDARD, ours))
        .isEqualTo(new Changed(queue("jobs", theirs)));

    assertThat(catalog.find(ref("jobs"))).contains(queue("jobs", theirs));
  }

  @Test
  void a_change_of_a_queue_that_was_made_anew_as_another_type_is_not_made() {
    var catalog = ports().queueCatalog();
    var fifo = QueueSetup.fifo().config();
    catalog.create(TENANT, queue("jobs.fifo", fifo));

    assertThat(catalog.update(ref("jobs.fifo"), STANDARD, STANDARD))
        .isEqualTo(new Changed(queue("jobs.fifo", fifo)));

    assertThat(catalog.find(ref("jobs.fifo"))).contains(queue("jobs.fifo", fifo));
  }

  @Test
  void of_changes_at_the_same_time_none_is_lost() {
    var catalog = ports().queueCatalog();
    catalog.create(TENANT, queue("jobs", STANDARD));

    var both = List.of(Background.start(this::delayByMore), Background.start(this::delayByMore));
    both.forEach(Background::result);

    assertThat(catalog.find(ref("jobs")).orElseThrow().config().delay())
        .isEqualTo(STANDARD.delay().plusSeconds(2 * CHANGES));
  }

  /// Adds a second to the queue's delay again and again.
  private int delayByMore() {
    int done = 0;
    var current = ports().queueCatalog().find(ref("jobs")).orElseThrow().config();
    while (done < CHANGES) {
      var more = new QueueSetup(current).delay(current.delay().plusSeconds(1)).config();
      switch (ports().queueCatalog().update(ref("jobs"), current, more)) {
        case Updated(var queue) -> {
          current = queue.config();
          done++;
        }
        case Changed(var queue) -> current = queue.config();
        case NoSuchQueue _, NoDeadLetterQueue _, Unplaceable _ -> throw new AssertionError();
      }
    }
    return done;
  }

  @Test
  void the_type_of_a_queue_never_changes() {
    var catalog = ports().queueCatalog();
    catalog.create(TENANT, queue("jobs", STANDARD));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> catalog.update(ref("jobs"), STANDARD, QueueSetup.fifo().config()));

    assertThat(catalog.find(ref("jobs"))).contains(queue("jobs", STANDARD));
  }

  @Test
  void what_does_not_exist_is_neither_changed_nor_removed() {
    var catalog = ports().queueCatalog();

    assertThat(catalog.update(ref("jobs"), STANDARD, STANDARD)).isEqualTo(new NoSuchQueue());
    assertThat(catalog.delete(ref("jobs"))).isEqualTo(new NoSuchQueue());
  }

  @Test
  void a_removed_queue_is_found_no_more() {
    var catalog = ports().queueCatalog();
    catalog.create(TENANT, queue("jobs", STANDARD));

    assertThat(catalog.delete(ref("jobs"))).isEqualTo(new Deleted());

    assertThat(catalog.find(ref("jobs"))).isEmpty();
    assertThat(catalog.list(TENANT, new Paging(null, 10)).items()).isEmpty();
    assertThat(catalog.delete(ref("jobs"))).isEqualTo(new NoSuchQueue());
  }

  @Test
  void a_list_comes_in_pages_by_name() {
    var catalog = ports().queueCatalog();
    for (var name : List.of("b", "a_", "a-", "a", "B", "c", "a.fifo")) {
      catalog.create(TENANT, queue(name, STANDARD));
    }
    catalog.create(new TenantId("zzz"), queue("d", STANDARD));
    var names = new ArrayList<String>();

    var page = catalog.list(TENANT, new Paging(null, 3));
    page.items().forEach(q -> names.add(q.name().value()));
    while (page.next() != null) {
      assertThat(page.items()).hasSize(3);
      page = catalog.list(TENANT, new Paging(page.next(), 3));
      page.items().forEach(q -> names.add(q.name().value()));
    }

    assertThat(names).containsExactly("B", "a", "a-", "a.fifo", "a_", "b", "c");
  }

  @Test
  void a_page_that_ends_the_list_has_no_next() {
    var catalog = ports().queueCatalog();
    catalog.create(TENANT, queue("a", STANDARD));
    catalog.create(TENANT, queue("b", STANDARD));

    assertThat(catalog.list(TENANT, new Paging(null, 2)).next()).isNull();
    assertThat(catalog.list(TENANT, new Paging("zzz", 2)).items()).isEmpty();
    assertThat(catalog.list(TENANT, new Paging("aa", 2)).items()).hasSize(1);
  }

  @Test
  void queues_are_there_after_a_reopening() {
    ports().queueCatalog().create(TENANT, queue("dead", STANDARD));
    ports().queueCatalog().create(TENANT, queue("jobs.fifo", unusual()));

    store().reopen();

    switch (store().guarantees().durability()) {
      case DURABLE -> {
        assertThat(ports().queueCatalog().find(ref("jobs.fifo")))
            .contains(queue("jobs.fifo", unusual()));
        assertThat(ports().queueCatalog().delete(ref("dead")))
            .isEqualTo(new InUse(new QueueName("jobs.fifo")));
      }
      case VOLATILE -> assertThat(ports().queueCatalog().find(ref("jobs.fifo"))).isEmpty();
    }
  }
}

package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Placement;
import io.edgemq.domain.StorageType;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.TopicCatalog.Changed;
import io.edgemq.ports.out.TopicCatalog.Created;
import io.edgemq.ports.out.TopicCatalog.Exists;
import io.edgemq.ports.out.TopicCatalog.NoSuchTopic;
import io.edgemq.ports.out.TopicCatalog.Updated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Topics are made, found, changed and removed.
public abstract class TopicCatalogContract extends StoreContract {
  private static final TopicConfig UNUSUAL =
      new TopicConfig(
          Duration.ofMillis(1500), 1L, Long.MAX_VALUE, StorageType.FILE, new Placement(1, "eu"));

  private static TopicRef ref(String name) {
    return new TopicRef(TENANT, new TopicName(name));
  }

  private static Topic topic(String name) {
    return named(name, TopicConfig.DEFAULT);
  }

  private static Topic named(String name, TopicConfig config) {
    return new Topic(new TopicName(name), config, TestTime.START.plusMillis(7));
  }

  @Test
  void a_topic_is_found_as_it_was_made() {
    var catalog = ports().topicCatalog();

    assertThat(catalog.create(TENANT, named("orders", UNUSUAL))).isEqualTo(new Created());
    assertThat(catalog.create(TENANT, topic("plain"))).isEqualTo(new Created());

    assertThat(catalog.find(ref("orders"))).contains(named("orders", UNUSUAL));
    assertThat(catalog.find(ref("plain"))).contains(topic("plain"));
    assertThat(catalog.find(ref("order"))).isEmpty();
    assertThat(catalog.find(ref("Orders"))).isEmpty();
  }

  @Test
  void a_topic_that_exists_is_answered_and_stays_as_it_is() {
    var catalog = ports().topicCatalog();
    catalog.create(TENANT, topic("orders"));

    var result = catalog.create(TENANT, named("orders", UNUSUAL));

    assertThat(result).isEqualTo(new Exists(topic("orders")));
    assertThat(catalog.find(ref("orders"))).contains(topic("orders"));
  }

  @Test
  void a_topic_of_another_tenant_is_another_topic() {
    var catalog = ports().topicCatalog();
    var other = new TenantId("other");
    catalog.create(TENANT, topic("orders"));

    assertThat(catalog.find(new TopicRef(other, new TopicName("orders")))).isEmpty();
    assertThat(catalog.list(other, new Paging(null, 10)).items()).isEmpty();
    assertThat(catalog.create(other, topic("orders"))).isEqualTo(new Created());
    assertThat(catalog.delete(new TopicRef(other, new TopicName("orders")))).isTrue();
    assertThat(catalog.find(ref("orders"))).isPresent();
  }

  @Test
  void a_topic_and_a_queue_may_share_a_name() {
    var queue = queue("orders", QueueSetup.standard());
    var topic = topic("orders", TopicConfig.DEFAULT);
    queue.send("queued");
    topic.append("logged");

    ports().queueCatalog().delete(queue.ref());

    assertThat(topic.texts()).containsExactly("logged");
  }

  @Test
  void a_configuration_is_replaced() {
    var catalog = ports().topicCatalog();
    catalog.create(TENANT, topic("orders"));

    assertThat(catalog.update(ref("orders"), TopicConfig.DEFAULT, UNUSUAL))
        .isEqualTo(new Updated(named("orders", UNUSUAL)));

    assertThat(catalog.find(ref("orders"))).contains(named("orders", UNUSUAL));
  }

  @Test
  void a_change_that_another_one_overtook_is_not_made() {
    var catalog = ports().topicCatalog();
    catalog.create(TENANT, topic("orders"));
    catalog.update(ref("orders"), TopicConfig.DEFAULT, UNUSUAL);

    assertThat(catalog.update(ref("orders"), TopicConfig.DEFAULT, TopicSetup.maxMessages(3)))
        .isEqualTo(new Changed(named("orders", UNUSUAL)));

    assertThat(catalog.find(ref("orders"))).contains(named("orders", UNUSUAL));
  }

  @Test
  void what_does_not_exist_is_neither_changed_nor_removed() {
    var catalog = ports().topicCatalog();

    assertThat(catalog.update(ref("orders"), TopicConfig.DEFAULT, UNUSUAL))
        .isEqualTo(new NoSuchTopic());
    assertThat(catalog.delete(ref("orders"))).isFalse();
  }

  @Test
  void a_removed_topic_is_found_no_more() {
    var catalog = ports().topicCatalog();
    catalog.create(TENANT, topic("orders"));

    assertThat(catalog.delete(ref("orders"))).isTrue();

    assertThat(catalog.find(ref("orders"))).isEmpty();
    assertThat(catalog.list(TENANT, new Paging(null, 10)).items()).isEmpty();
    assertThat(catalog.delete(ref("orders"))).isFalse();
  }

  @Test
  void a_list_comes_in_pages_by_name() {
    var catalog = ports().topicCatalog();
    for (var name : List.of("b", "a_", "a-", "a", "B", "$events")) {
      catalog.create(TENANT, topic(name));
    }
    catalog.create(new TenantId("zzz"), topic("d"));
    var names = new ArrayList<String>();

    var page = catalog.list(TENANT, new Paging(null, 2));
    page.items().forEach(t -> names.add(t.name().value()));
    while (page.next() != null) {
      assertThat(page.items()).hasSize(2);
      page = catalog.list(TENANT, new Paging(page.next(), 2));
      page.items().forEach(t -> names.add(t.name().value()));
    }

    assertThat(names).containsExactly("$events", "B", "a", "a-", "a_", "b");
  }

  @Test
  void topics_are_there_after_a_reopening() {
    ports().topicCatalog().create(TENANT, named("orders", UNUSUAL));

    store().reopen();

    switch (store().guarantees().durability()) {
      case DURABLE ->
          assertThat(ports().topicCatalog().find(ref("orders"))).contains(named("orders", UNUSUAL));
      case VOLATILE -> assertThat(ports().topicCatalog().find(ref("orders"))).isEmpty();
    }
  }
}

package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.out.StoreTime;
import java.lang.reflect.Method;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TopicFeedsTest {
  private static final TopicRef SLOW = ref("slow");
  private static final TopicRef FAST = ref("fast");

  private final MemoryStore store = new MemoryStore(StoreTime.steady(InstantSource.system()));
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answer = new CountDownLatch(1);
  private final AtomicInteger readers = new AtomicInteger();
  private final TopicFeeds feeds = new TopicFeeds(TopicLogProbe.on(store.topicLog(), this::called));

  private static TopicRef ref(String name) {
    return new TopicRef(new TenantId("demo"), new TopicName(name));
  }

  /// The bounds of one topic are told when the test says so.
  private void called(Method method, Object[] arguments) throws InterruptedException {
    if (method.getName().equals("bounds") && arguments[0].equals(SLOW)) {
      asked.countDown();
      answer.await();
    }
    if (method.getName().equals("tail")) {
      readers.incrementAndGet();
    }
  }

  @BeforeEach
  void makeTopics() {
    for (var topic : new TopicRef[] {SLOW, FAST}) {
      store
          .topicCatalog()
          .create(topic.tenant(), new Topic(topic.name(), TopicConfig.DEFAULT, Instant.EPOCH));
    }
  }

  @AfterEach
  void close() {
    answer.countDown();
    store.close();
  }

  private static <T extends @Nullable Object> FutureTask<T> start(Callable<T> call) {
    var task = new FutureTask<T>(call);
    Thread.ofVirtual().start(task);
    return task;
  }

  @Test
  void a_topic_whose_log_is_slow_keeps_no_other_one_waiting() throws Exception {
    feeds.retain(SLOW);
    var slow = start(() -> feeds.of(SLOW));
    asked.await();

    feeds.retain(FAST);
    var fast = feeds.of(FAST);

    assertThat(fast).isNotNull();
    assertThat(slow.isDone()).isFalse();
    feeds.release(FAST);
    answer.countDown();
    assertThat(slow.get()).isNotNull();
    feeds.release(SLOW);
  }

  @Test
  void all_streams_of_a_topic_share_one_reader() throws Exception {
    feeds.retain(SLOW);
    feeds.retain(SLOW);
    var one = start(() -> feeds.of(SLOW));
    asked.await();
    var other = start(() -> feeds.of(SLOW));

    answer.countDown();

    assertThat(one.get()).isNotNull().isSameAs(other.get());
    assertThat(readers).hasValue(1);
    feeds.release(SLOW);
    assertThat(Objects.requireNonNull(one.get()).hasEnded()).isFalse();
    feeds.release(SLOW);
    assertThat(Objects.requireNonNull(one.get()).hasEnded()).isTrue();
  }

  @Test
  void a_reader_that_nobody_needs_any_more_when_it_is_open_is_stopped() throws Exception {
    feeds.retain(SLOW);
    var slow = start(() -> feeds.of(SLOW));
    asked.await();

    feeds.release(SLOW);
    answer.countDown();

    assertThat(Objects.requireNonNull(slow.get()).hasEnded()).isTrue();
  }

  @Test
  void a_topic_that_is_gone_has_no_reader() {
    var gone = ref("gone");
    feeds.retain(gone);

    assertThat(feeds.of(gone)).isNull();
  }
}

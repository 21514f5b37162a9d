package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.KeyRef;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Received;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.in.StreamWish;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.KeyDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is open with a key ends when the key does.
@Timeout(30)
final class KeyWatchTest extends QueueFixture {
  private static final TopicName TOPIC = new TopicName("t");
  private static final Duration LONG = Duration.ofSeconds(20);

  private final FlakyKeys keys = new FlakyKeys(store.keys());
  private final Principal other =
      new Principal(demo.tenant(), new Principal.Key("ak_2"), Scopes.EVERYTHING, null);
  private final OpenCalls open = new OpenCalls(new Access(), TestKeys.with(keys, other), clock);
  private final Waits polls = new Waits(open);
  private final Receiving poll =
      new Receiving(
          admission, store.queueStore(), new Receiving.Tools(signer, polls, open, clock, traffic));
  private final Streams streams =
      new Streams(
          access,
          store.subscriptions(),
          store.topicLog(),
          new Streams.Tools(100, traffic, clock, new Random(1), open));
  private KeyWatch watch = new KeyWatch(keys, open);

  @BeforeEach
  void begin() {
    watch.start();
    new Topics(admission, store.topicCatalog(), store.topicLog(), clock)
        .create(demo, TOPIC, TopicConfig.DEFAULT);
    make(JOBS, config(QueueType.STANDARD, null));
  }

  @AfterEach
  void end() {
    watch.close();
    store.close();
  }

  private MessageStream stream(Principal who) {
    return value(
        streams.ofTopic(who, TOPIC, SubjectFilter.ALL, StreamWish.at(new Cursor.Default())));
  }

  private boolean revoke(Principal who) {
    return store.keys().revoke(who.tenant(), who.actor(), clock.instant());
  }

  private static StreamItem.Reason end(MessageStream stream) throws InterruptedException {
    while (true) {
      for (var item : stream.next(LONG)) {
        if (item instanceof StreamItem.Closed(var reason, _)) {
          return reason;
        }
      }
    }
  }

  /// Begins to wait for a message, in the background.
  private CompletableFuture<Outcome<List<Received>>> receiveLater(Principal who) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return poll.receive(who, JOBS, new ReceiveRequest(1, null, LONG));
          } catch (InterruptedException stopped) {
            throw new CompletionException(stopped);
          }
        },
        Executors.newVirtualThreadPerTaskExecutor());
  }

  private void awaitPolls(int count) {
    while (polls.count() < count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void a_stream_whose_key_is_revoked_ends_and_is_told_why() throws Exception {
    try (var stream = stream(demo)) {
      assertThat(revoke(demo)).isTrue();

      assertThat(end(stream)).isEqualTo(StreamItem.Reason.REVOKED);
    }
  }

  @Test
  void a_stream_of_another_key_goes_on() throws Exception {
    try (var revoked = stream(demo);
        var good = stream(other)) {
      revoke(demo);
      assertThat(end(revoked)).isEqualTo(StreamItem.Reason.REVOKED);

      assertThat(good.next(Duration.ofMillis(50))).noneMatch(StreamItem.Closed.class::isInstance);
    }
  }

  @Test
  void a_stream_that_is_opened_with_a_key_that_was_revoked_just_now_ends() throws Exception {
    revoke(demo);

    try (var stream = stream(demo)) {
      assertThat(end(stream)).isEqualTo(StreamItem.Reason.REVOKED);
    }
  }

  @Test
  void a_wait_for_messages_is_refused_when_its_key_is_revoked() throws Exception {
    var polling = receiveLater(demo);
    awaitPolls(1);

    revoke(demo);

    assertThat(polling.get(10, TimeUnit.SECONDS))
        .isEqualTo(Outcome.refused(new Refusal.KeyRevoked()));
  }

  @Test
  void what_was_leased_for_a_revoked_key_is_given_back_and_does_not_count() throws Exception {
    sending.send(demo, JOBS, message("precious"));
    revoke(demo);

    var refused = poll.receive(demo, JOBS, new ReceiveRequest(1, null, LONG));

    assertThat(refused).isEqualTo(Outcome.refused(new Refusal.KeyRevoked()));
    assertThat(value(poll.receive(other, JOBS, new ReceiveRequest(1, null, LONG))))
        .singleElement()
        .extracting(Received::attempt)
        .isEqualTo(1);
  }

  @Test
  void a_wait_for_messages_ends_when_its_key_expires() throws Exception {
    var soon =
        new Principal(
            demo.tenant(),
            new Principal.Key("ak_3"),
            Scopes.EVERYTHING,
            clock.instant().plusMillis(100));
    TestKeys.with(keys, soon);

    var refused = poll.receive(soon, JOBS, new ReceiveRequest(1, null, LONG));

    assertThat(refused).isEqualTo(Outcome.refused(new Refusal.KeyExpired()));
  }

  @Test
  void a_revocation_that_was_not_told_is_seen_when_the_watch_begins_again() throws Exception {
    watch.close();
    try (var stream = stream(demo)) {
      revoke(demo);

      watch = new KeyWatch(keys, open);
      watch.start();

      assertThat(end(stream)).isEqualTo(StreamItem.Reason.REVOKED);
    }
  }

  @Test
  void calls_go_on_while_the_keys_cannot_be_read() throws Exception {
    sending.send(demo, JOBS, message("a"));
    keys.out = true;

    try (var stream = stream(demo)) {
      open.refreshAll();

      assertThat(stream.next(Duration.ofMillis(50))).noneMatch(StreamItem.Closed.class::isInstance);
      assertThat(value(poll.receive(demo, JOBS, new ReceiveRequest(1, null, LONG)))).hasSize(1);
    }
  }

  /// Keys that cannot be read while they are `out`.
  private static final class FlakyKeys implements KeyDirectory {
    private final KeyDirectory inner;
    private volatile boolean out;

    FlakyKeys(KeyDirectory inner) {
      this.inner = inner;
    }

    @Override
    public Optional<ApiKey> find(TokenHash hash) {
      return inner.find(hash);
    }

    @Override
    public Optional<ApiKey> find(KeyRef key) {
      if (out) {
        throw new StoreException.Unavailable("out", new IllegalStateException());
      }
      return inner.find(key);
    }

    @Override
    public void add(ApiKey key) {
      inner.add(key);
    }

    @Override
    public List<ApiKey> list(TenantId tenant) {
      return inner.list(tenant);
    }

    @Override
    public boolean revoke(TenantId tenant, String keyId, Instant now) {
      return inner.revoke(tenant, keyId, now);
    }

    @Override
    public Changes<KeyRef> changes() {
      return inner.changes();
    }
  }
}

package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.domain.identity.IssuerRule;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.in.StreamWish;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is open with a token ends when its issuer is trusted no more.
@Timeout(30)
final class IssuerWatchTest extends QueueFixture {
  private static final TopicName TOPIC = new TopicName("t");

  private final OpenCalls open = new OpenCalls(new Access(), store.keys(), store.issuers(), clock);
  private final Streams streams =
      new Streams(
          access,
          store.subscriptions(),
          store.topicLog(),
          new Streams.Tools(100, traffic, clock, new Random(1), open));
  private final IssuerWatch watch = new IssuerWatch(store.issuers(), open);

  @BeforeEach
  void begin() {
    new Topics(admission, store.topicCatalog(), store.topicLog(), clock)
        .create(demo, TOPIC, TopicConfig.DEFAULT);
    trust("iss_1", "a");
    trust("iss_2", "b");
    watch.start();
  }

  @AfterEach
  void end() {
    watch.close();
    store.close();
  }

  private void trust(String id, String name) {
    var rule = new IssuerRule("https://" + name, name, null, "scope", Scopes.EVERYTHING);
    store.issuers().add(new Issuer(id, demo.tenant(), name, rule, Instant.EPOCH));
  }

  private MessageStream stream(String issuer) {
    var who =
        new Principal(
            demo.tenant(), new Principal.Token(issuer, "worker"), Scopes.EVERYTHING, null);
    return value(
        streams.ofTopic(who, TOPIC, SubjectFilter.ALL, StreamWish.at(new Cursor.Default())));
  }

  private static StreamItem.Reason end(MessageStream stream) throws InterruptedException {
    while (true) {
      for (var item : stream.next(Duration.ofSeconds(20))) {
        if (item instanceof StreamItem.Closed(var reason, _)) {
          return reason;
        }
      }
    }
  }

  @Test
  void a_stream_ends_with_the_trust_in_its_issuer_and_others_go_on() throws Exception {
    try (var gone = stream("iss_1");
        var good = stream("iss_2");
        var shared = stream("all")) {
      store.issuers().delete(demo.tenant(), "a");

      assertThat(end(gone)).isEqualTo(StreamItem.Reason.REVOKED);
      for (var other : new MessageStream[] {good, shared}) {
        assertThat(other.next(Duration.ofMillis(50)))
            .noneMatch(StreamItem.Closed.class::isInstance);
      }
    }
  }

  @Test
  void a_stream_that_is_opened_when_its_issuer_is_gone_ends() throws Exception {
    store.issuers().delete(demo.tenant(), "a");

    try (var stream = stream("iss_1")) {
      assertThat(end(stream)).isEqualTo(StreamItem.Reason.REVOKED);
    }
  }
}

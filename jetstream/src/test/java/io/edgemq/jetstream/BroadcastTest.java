package io.edgemq.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What processes say to each other, also when the server goes away and comes back.
@Timeout(120)
class BroadcastTest {
  private static final String SUBJECT = "x.y";

  private final Opened opened = new Opened();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private NatsServer server;
  private Broadcast speaker;
  private Broadcast listener;

  @BeforeEach
  void open() {
    server = opened.add(NatsServer.with("max_payload: 1MB"));
    speaker = opened.add(Broadcast.open(connect(), SUBJECT, _ -> {}));
    listener =
        opened.add(
            Broadcast.open(
                connect(),
                SUBJECT,
                message -> heard.add(new String(message, StandardCharsets.UTF_8))));
    Await.until(() -> say("begin") && heard.contains("begin"));
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private Cluster connect() {
    return opened.add(Cluster.connect(NatsConfig.of(server.url())));
  }

  private boolean say(String text) {
    return speaker.say(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void what_is_said_after_an_outage_is_heard() {
    server.kill();
    Await.until(() -> !say("during"));
    server.restart();

    Await.until(() -> say("after") && heard.contains("after"));
    assertThat(heard).doesNotContain("during");
  }

  /// A stopped server keeps its connections, and takes nothing.
  @Test
  void nobody_waits_for_a_server_that_hangs_and_little_is_kept_for_it() {
    var large = new byte[1 << 20];
    server.stop();

    long began = System.nanoTime();
    int kept = 0;
    while (speaker.say(large)) {
      kept++;
    }

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    assertThat(kept).isLessThan(100);
    server.proceed();
    Await.until(() -> say("after") && heard.contains("after"));
  }

  @Test
  void what_the_server_does_not_take_is_dropped_and_the_connection_stays() {
    assertThat(speaker.say(new byte[(1 << 20) + 1])).isFalse();

    assertThat(say("after")).isTrue();
    Await.until(() -> heard.contains("after"));
  }

  @Test
  void who_has_closed_hears_nothing_and_says_nothing() {
    listener.close();
    listener.close();
    var before = List.copyOf(heard);
    var own = opened.add(connect());
    var other = new CopyOnWriteArrayList<byte[]>();
    var late = opened.add(Broadcast.open(own, SUBJECT, other::add));

    Await.until(() -> say("after") && !other.isEmpty());
    own.close();

    assertThat(heard).isEqualTo(before);
    assertThat(late.say(new byte[] {1})).isFalse();
  }
}

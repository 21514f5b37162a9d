package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.Room;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.server.WebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How the thread of a subscription ends, whatever it is doing.
@Timeout(60)
final class SocketSenderTest {
  private final FakeSocket socket = new FakeSocket();
  private final FakeSource source = new FakeSource();
  private final AtomicInteger ends = new AtomicInteger();
  private final AtomicInteger gone = new AtomicInteger();
  private final SocketSender sender = new SocketSender(socket, source, new Counting());

  /// Counts what the owner of the sender is told.
  private final class Counting implements SocketSender.Owner {
    @Override
    public void clientIsGone() {
      gone.incrementAndGet();
    }

    @Override
    public void ended() {
      ends.incrementAndGet();
    }
  }

  /// Keeps what it is told.
  private static final class FakeSocket implements WebSocket {
    final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    volatile boolean closing;

    @Override
    public int send(List<byte[]> texts) {
      texts.forEach(each -> told.add(new String(each, StandardCharsets.UTF_8)));
      return texts.size();
    }

    @Override
    public boolean isClosing() {
      return closing;
    }

    @Override
    public void close(int code, String reason) {
      told.add(code + " " + reason);
    }
  }

  /// Sends what a test has put there; a text `last` is the last one.
  private static final class FakeSource implements SocketSender.Source {
    final BlockingQueue<String> ready = new LinkedBlockingQueue<>();
    final CountDownLatch sending = new CountDownLatch(1);
    final AtomicInteger closes = new AtomicInteger();
    volatile CountDownLatch mayGoOn = new CountDownLatch(0);
    volatile boolean interruptedWhileSending;
    volatile boolean fails;
    private String next = "";

    @Override
    public void await() throws InterruptedException {
      next = ready.take();
    }

    @Override
    public boolean isOver() {
      return next.equals("last");
    }

    @Override
    public void sendTo(WebSocket to) throws IOException {
      sending.countDown();
      try {
        mayGoOn.await();
      } catch (InterruptedException wrong) {
        interruptedWhileSending = true;
      }
      if (fails) {
        throw new IllegalStateException("a bug");
      }
      if (next.equals("gone")) {
        throw new IOException("gone");
      }
      to.send(List.of(next.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void failed(WebSocket to) throws IOException {
      to.send(List.of("failed".getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
      closes.incrementAndGet();
    }
  }

  private void hasEnded() throws InterruptedException {
    sender.awaitEnd();
    assertThat(source.closes).hasValue(1);
    assertThat(ends).hasValue(1);
  }

  @Test
  void one_that_waits_ends_at_once_when_it_is_stopped() throws Exception {
    sender.start();
    source.ready.add("a");
    assertThat(socket.told.poll(30, TimeUnit.SECONDS)).isEqualTo("a");

    sender.stop();

    hasEnded();
    assertThat(socket.told).isEmpty();
  }

  @Test
  void one_that_sends_is_not_interrupted_and_sends_to_the_end() throws Exception {
    source.mayGoOn = new CountDownLatch(1);
    source.ready.add("a");
    source.ready.add("b");
    sender.start();
    assertThat(source.sending.await(30, TimeUnit.SECONDS)).isTrue();

    sender.stop();
    sender.stop();
    source.mayGoOn.countDown();

    hasEnded();
    assertThat(source.interruptedWhileSending).isFalse();
    assertThat(socket.told).containsExactly("a");
  }

  @Test
  void one_that_was_stopped_before_it_began_frees_its_source() throws Exception {
    sender.stop();
    sender.start();

    hasEnded();
  }

  @Test
  void the_last_is_sent_and_the_client_may_know_before_it_has_ended() throws Exception {
    source.mayGoOn = new CountDownLatch(1);
    source.ready.add("last");
    sender.start();
    assertThat(source.sending.await(30, TimeUnit.SECONDS)).isTrue();

    assertThat(sender.isEnding()).isTrue();
    source.mayGoOn.countDown();

    hasEnded();
    assertThat(socket.told).containsExactly("last");
  }

  @Test
  void one_whose_client_is_gone_ends() throws Exception {
    source.ready.add("gone");
    sender.start();

    hasEnded();
    assertThat(gone).hasValue(1);
  }

  @Test
  void one_whose_socket_begins_to_end_waits_for_nothing_more() throws Exception {
    source.mayGoOn = new CountDownLatch(1);
    source.ready.add("a");
    source.ready.add("b");
    sender.start();
    assertThat(source.sending.await(30, TimeUnit.SECONDS)).isTrue();

    socket.closing = true;
    source.mayGoOn.countDown();

    hasEnded();
    assertThat(source.ready).containsExactly("b");
  }

  @Test
  void one_with_a_bug_says_so_and_ends() throws Exception {
    source.fails = true;
    source.ready.add("a");
    sender.start();

    hasEnded();
    assertThat(socket.told).containsExactly("failed");
  }

  @Test
  void one_that_fails_when_it_was_stopped_says_nothing() throws Exception {
    source.fails = true;
    source.mayGoOn = new CountDownLatch(1);
    source.ready.add("a");
    sender.start();
    assertThat(source.sending.await(30, TimeUnit.SECONDS)).isTrue();

    sender.stop();
    source.mayGoOn.countDown();

    hasEnded();
    assertThat(socket.told).isEmpty();
  }

  @Test
  void a_stream_that_fails_because_it_is_interrupted_has_no_end_to_tell() {
    MessageStream stream =
        new MessageStream() {
          @Override
          public List<StreamItem> next(Duration wait) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted");
          }

          @Override
          public void keepIn(Room room) {}

          @Override
          public void close() {}
        };
    var interrupted = new StreamSource(stream, new NoFrames());

    assertThatThrownBy(interrupted::await).isInstanceOf(InterruptedException.class);

    assertThat(interrupted.isOver()).isFalse();
    assertThat(Thread.interrupted()).isFalse();
  }

  private static final class NoFrames implements StreamSource.Frames {
    @Override
    public void add(StreamItem item, SocketPack pack) {}

    @Override
    public void end(WebSocket socket, StreamItem.Closed closed) {}
  }

  @Test
  void an_end_that_comes_before_the_socket_is_open_closes_it_then() {
    var ending = new SocketEnding(new Random(1));

    ending.end(StreamItem.Reason.REVOKED, Duration.ofSeconds(1));
    ending.end(StreamItem.Reason.SHUTDOWN, Duration.ofSeconds(1));
    ending.opened(socket);

    assertThat(socket.told).containsExactly("4401 key_revoked");
  }

  @Test
  void a_stopping_server_spreads_the_returns_of_its_clients() {
    var ending = new SocketEnding(new Random(1));
    ending.opened(socket);

    ending.stopping();
    ending.stopping();

    assertThat(socket.told).hasSize(2).doesNotHaveDuplicates();
    assertThat(socket.told).allSatisfy(each -> assertThat(each).matches("3001 shutdown,[0-9]+"));
  }
}

package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.edgemq.domain.QueueName;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.WorkOnQueues.QueueWork;
import io.edgemq.server.TestRooms;
import io.edgemq.server.WebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What becomes of messages that were leased for a client and not sent to it.
@Timeout(60)
final class UnsentWorkTest {
  private static final long ROOM = 100_000;

  private final FakeWork work = new FakeWork();
  private final Socket socket = new Socket();
  private final TestRooms rooms = new TestRooms(ROOM);
  private final BlockingQueue<QueueWork> over = new LinkedBlockingQueue<>();
  private final WorkSource source =
      new WorkSource(
          opened(),
          new WorkSource.Written(SocketFrames.bare(), MessageJson.Form.TEXT),
          rooms.next(),
          over::add);

  private QueueWork opened() {
    return switch (work.open(FakeLogins.key(), new QueueName("jobs"), 1)) {
      case Outcome.Done<QueueWork>(var opened) -> opened;
      case Outcome.Refused<QueueWork>(var refusal) -> throw new AssertionError(refusal.toString());
    };
  }

  /// Keeps what is sent as long as it is open and its client is there.
  private static final class Socket implements WebSocket {
    final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    volatile boolean closing;
    volatile boolean gone;

    @Override
    public int send(List<byte[]> texts) throws IOException {
      if (gone) {
        throw new IOException("gone");
      }
      if (closing) {
        return 0;
      }
      texts.forEach(each -> told.add(new String(each, StandardCharsets.UTF_8)));
      return texts.size();
    }

    @Override
    public boolean isClosing() {
      return closing;
    }

    @Override
    public void close(int code, String reason) {
      closing = true;
    }

    String next() throws InterruptedException {
      return String.valueOf(told.poll(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void what_a_closing_socket_does_not_send_is_given_back() throws Exception {
    var message = FakeLeases.received(1, "a", null);
    work.ready.add(message);
    source.await();
    socket.close(1013, "");

    source.sendTo(socket);

    assertThat(work.returned).containsExactly(message);
  }

  @Test
  void what_was_leased_for_one_who_stops_is_given_back() throws Exception {
    var message = FakeLeases.received(1, "a", null);
    work.ready.add(message);
    source.await();

    source.close();

    assertThat(work.returned).containsExactly(message);
    assertThat(over).hasSize(1);
  }

  @Test
  void what_a_failed_write_may_have_sent_is_not() throws Exception {
    work.ready.add(FakeLeases.received(1, "a", null));
    source.await();
    socket.gone = true;

    assertThat(catchThrowable(() -> source.sendTo(socket))).isInstanceOf(IOException.class);

    source.close();
    assertThat(work.returned).isEmpty();
  }

  @Test
  void without_room_nothing_stays_leased_and_it_comes_again_once_there_is_some() throws Exception {
    var other = rooms.next();
    assertThat(other.takeNow(ROOM)).isTrue();
    var message = FakeLeases.received(1, "a", null);
    work.ready.add(message);

    source.await();
    source.sendTo(socket);

    assertThat(work.returned).containsExactly(message);
    assertThat(socket.told).isEmpty();
    other.give(ROOM);
    work.ready.add(message);
    source.await();
    source.sendTo(socket);
    assertThat(socket.next()).contains("\"body\":\"a\"");
    assertThat(other.takeNow(ROOM)).isTrue(); // none is kept
  }

  private SocketSubscriptions subscriptions() {
    return new SocketSubscriptions(
        new SocketCaller(FakeLogins.key(), rooms.next(), "r1"),
        new FakeSubscriptions(),
        work,
        socket);
  }

  private static SocketRequest receive() {
    var object = JsonIn.object("{\"op\":\"receive\",\"id\":1,\"queue\":\"jobs\",\"credit\":5}");
    return SocketRequest.of(object, SocketId.of(object));
  }

  /// The connection's own thread may be at a request that takes long, and reads nothing.
  @Test
  void a_write_that_fails_gives_back_without_the_connections_thread() throws Exception {
    subscriptions().receive(receive());
    assertThat(socket.next()).contains("receiving");
    socket.gone = true;

    work.ready.add(FakeLeases.received(1, "a", null));

    assertThat(work.closed.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_receive_is_told_that_its_process_drains() throws Exception {
    var subscriptions = subscriptions();
    subscriptions.receive(receive());
    assertThat(socket.next()).contains("receiving");
    work.ready.add(FakeLeases.received(1, "a", null));
    work.refusal = new Refusal.Draining();

    assertThat(socket.next()).contains("\"message\"");
    assertThat(socket.next()).contains("\"op\":\"close\"", "\"draining\"", "\"retry_ms\"");
    subscriptions.close();
    assertThat(work.closed.getCount()).isZero();
  }
}

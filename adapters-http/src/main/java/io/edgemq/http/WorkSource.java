package io.edgemq.http;

import io.edgemq.domain.StoreException;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Received;
import io.edgemq.ports.in.WorkOnQueues.QueueWork;
import io.edgemq.server.Fault;
import io.edgemq.server.LiveRoom;
import io.edgemq.server.WebSocket;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sends the messages of a queue over a socket, as many as there is credit for.
final class WorkSource implements SocketSender.Source {
  private static final Logger LOG = System.getLogger(WorkSource.class.getName());
  private static final Duration WAIT = Duration.ofMinutes(1);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final int OF_SERVER = 500;

  private final QueueWork work;
  private final SocketFrames frames;
  private final MessageJson.Form form;
  private final LiveRoom room;
  private final Consumer<QueueWork> whenOver;

  /// Leased, and not sent yet.
  private final Deque<Received> messages = new ArrayDeque<>();

  /// How many of them there is room for, from the first one on.
  private int kept;

  private long held;

  /// What the first message takes that there was no room for, of those that come.
  private long wanted;

  private @Nullable Problem end;

  /// @param whenOver takes the work, of which messages may be unsettled
  WorkSource(QueueWork work, Written written, LiveRoom room, Consumer<QueueWork> whenOver) {
    this.work = work;
    this.frames = written.frames();
    this.form = written.form();
    this.room = room;
    this.whenOver = whenOver;
  }

  /// How messages are written.
  record Written(SocketFrames frames, MessageJson.Form form) {}

  /// Leases nothing before there is room for it: a lease would run out meanwhile.
  @Override
  public void await() throws InterruptedException {
    if (wanted > 0 && !room.take(wanted, StreamRoom.PATIENCE)) {
      end = FaultProblems.of(new Fault.Overloaded());
      return;
    }
    held = wanted;
    wanted = 0;
    try {
      switch (work.next(held > 0 ? Duration.ZERO : WAIT)) {
        case Outcome.Done<List<Received>>(var received) -> keep(received);
        case Outcome.Refused<List<Received>>(var refusal) -> end = Problems.of(refusal);
      }
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a worker lost its store: cause={0}", outage.toString());
      end = OutageProblems.of(outage);
    }
  }

  /// Keeps what there is room for; the rest is given back.
  private void keep(List<Received> received) {
    messages.addAll(received);
    long cost = 0;
    kept = 0;
    for (var each : received) {
      long more = cost + MessageJson.cost(each, form);
      if (more > held && !room.takeNow(more - held)) {
        wanted = more - cost;
        return;
      }
      held = Math.max(held, more);
      cost = more;
      kept++;
    }
  }

  @Override
  public boolean isOver() {
    return end != null;
  }

  @Override
  public void sendTo(WebSocket socket) throws IOException {
    unlease(messages.size() - kept);
    var pack = new SocketPack(socket);
    try {
      for (var each : messages) {
        pack.add(frames.of(each, form));
      }
      pack.send();
    } finally {
      forget(pack.sent());
    }
    unlease(messages.size());
    free();
    if (end != null) {
      end(socket, end);
    }
  }

  @Override
  public void failed(WebSocket socket) throws IOException {
    end(socket, FaultProblems.of(new Fault.Bug()));
  }

  private void end(WebSocket socket, Problem why) throws IOException {
    boolean passes = why.status().code() >= OF_SERVER;
    socket.send(
        List.of(
            passes
                ? frames.close(why.code(), why.detail(), AFTER_FAILURE)
                : frames.close(why.code(), why.detail())));
  }

  /// The first `count` messages are on their way.
  private void forget(int count) {
    for (int i = 0; i < count; i++) {
      messages.remove();
    }
  }

  /// Gives back the last `count` messages, which nobody got.
  private void unlease(int count) {
    if (count > 0) {
      var back = List.copyOf(messages).subList(messages.size() - count, messages.size());
      work.giveBack(back);
      for (int i = 0; i < count; i++) {
        messages.removeLast();
      }
    }
    kept = messages.size();
  }

  private void free() {
    room.give(held);
    held = 0;
  }

  @Override
  public void close() {
    free();
    try {
      unlease(messages.size());
    } finally {
      whenOver.accept(work);
    }
  }
}

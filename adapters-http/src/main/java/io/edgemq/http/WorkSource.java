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
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sends the messages of a queue over a socket, as many as there is credit for.
final class WorkSource implements SocketPump.Source {
  private static final Logger LOG = System.getLogger(WorkSource.class.getName());
  private static final Duration WAIT = Duration.ofMinutes(1);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final int OF_SERVER = 500;

  private final QueueWork work;
  private final SocketFrames frames;
  private final MessageJson.Form form;
  private final LiveRoom room;
  private final Consumer<QueueWork> whenOver;
  private Queue<Received> messages = new ArrayDeque<>();
  private long held;
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

  @Override
  public void await() throws InterruptedException {
    try {
      switch (work.next(WAIT)) {
        case Outcome.Done<List<Received>>(var received) -> take(received);
        case Outcome.Refused<List<Received>>(var refusal) -> end = Problems.of(refusal);
      }
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a worker lost its store: cause={0}", outage.toString());
      end = OutageProblems.of(outage);
    }
  }

  private void take(List<Received> received) throws InterruptedException {
    long cost = 0;
    for (var each : received) {
      cost += MessageJson.cost(each, form);
    }
    if (cost > 0 && !room.take(cost, StreamRoom.PATIENCE)) {
      end = FaultProblems.of(new Fault.Overloaded());
      return;
    }
    held = cost;
    messages = new ArrayDeque<>(received);
  }

  @Override
  public boolean isOver() {
    return end != null;
  }

  @Override
  public void sendTo(WebSocket socket) throws IOException {
    var pack = new SocketPack(socket);
    while (!messages.isEmpty()) {
      pack.add(frames.of(messages.remove(), form));
    }
    pack.send();
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

  private void free() {
    room.give(held);
    held = 0;
  }

  @Override
  public void close() {
    free();
    whenOver.accept(work);
  }
}

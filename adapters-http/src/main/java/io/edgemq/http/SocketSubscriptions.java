package io.edgemq.http;

import io.edgemq.domain.QueueName;
import io.edgemq.ports.in.OpenStreams;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.in.WorkOnQueues;
import io.edgemq.ports.in.WorkOnQueues.QueueWork;
import io.edgemq.server.WebSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The subscriptions and receives of one socket. Its own thread begins and ends them; each has a
/// thread that sends what comes. An id is free again once the last frame with it was sent.
final class SocketSubscriptions {
  /// How many there may be on a socket at once.
  static final int MOST = 1000;

  private final SocketCaller caller;
  private final OpenStreams streams;
  private final WorkOnQueues workOnQueues;
  private final WebSocket socket;
  private final Map<SocketId, Standing> open = new ConcurrentHashMap<>();

  /// What nothing more is received by and what may have unsettled messages: they stay the worker's
  /// until the socket is over.
  private final List<QueueWork> left = new ArrayList<>();

  private boolean over;

  /// What stands under an id.
  ///
  /// @param receiving null of a subscription
  private record Standing(SocketSender sender, @Nullable Receiving receiving) {}

  /// What is received by.
  private record Receiving(QueueName queue, QueueWork work) {}

  /// @param streams where subscriptions are opened
  /// @param workOnQueues where queues are received from
  SocketSubscriptions(
      SocketCaller caller, OpenStreams streams, WorkOnQueues workOnQueues, WebSocket socket) {
    this.caller = caller;
    this.streams = streams;
    this.workOnQueues = workOnQueues;
    this.socket = socket;
  }

  /// Throws when something stands under `id`. Waits for what is about to end by itself, as the
  /// client may know that already.
  void requireFree(@Nullable SocketId id) throws InterruptedException {
    if (id != null && standing(id) != null) {
      throw SocketProblems.idInUse().asException();
    }
  }

  private @Nullable Standing standing(SocketId id) throws InterruptedException {
    var standing = open.get(id);
    if (standing != null && standing.sender().isEnding()) {
      standing.sender().awaitEnd();
      return null;
    }
    return standing;
  }

  private synchronized void requireRoom() {
    sweep();
    if (open.size() + left.size() >= MOST) {
      throw SocketProblems.tooManySubscriptions(MOST).asException();
    }
  }

  /// Begins the subscription that is asked for.
  void subscribe(SocketRequest request) throws IOException {
    var id = request.requiredId();
    var topic = request.topic();
    var filter = request.filter(topic);
    var wish = request.wish();
    var form = request.form();
    requireRoom();
    var stream = Results.require(streams.ofTopic(caller.principal(), topic, filter, wish));
    stream.keepIn(StreamRoom.of(caller.room(), form));
    var frames = new Labelled(SocketFrames.of(id), form);
    begin(id, new StreamSource(stream, frames), null);
    start(id, SocketAnswer.SUBSCRIBED);
  }

  /// Begins to receive from the queue that is named, or gives a receive of it that stands its new
  /// credit. How its messages are written stays.
  void receive(SocketRequest request) throws IOException, InterruptedException {
    var id = request.requiredId();
    var queue = PathParameters.queue(request.fields().requiredText("queue"));
    var form = request.form();
    int credit = request.credit();
    var standing = standing(id);
    var receiving = standing == null ? null : standing.receiving();
    if (receiving != null && receiving.queue().equals(queue)) {
      var _ = Results.require(receiving.work().credit(credit));
      socket.send(List.of(SocketFrames.of(id).plain(SocketAnswer.RECEIVING)));
      return;
    }
    requireFree(id);
    requireRoom();
    var work = Results.require(workOnQueues.open(caller.principal(), queue, credit));
    var written = new WorkSource.Written(SocketFrames.of(id), form);
    begin(
        id, new WorkSource(work, written, caller.room(), this::leave), new Receiving(queue, work));
    start(id, SocketAnswer.RECEIVING);
  }

  private void begin(SocketId id, SocketSender.Source source, @Nullable Receiving receiving) {
    open.put(id, new Standing(new SocketSender(socket, source, new Under(id)), receiving));
  }

  /// What belongs to an id.
  private final class Under implements SocketSender.Owner {
    private final SocketId id;

    Under(SocketId id) {
      this.id = id;
    }

    /// The socket's own thread may be at a request that takes long.
    @Override
    public void clientIsGone() {
      stop();
    }

    @Override
    public void ended() {
      open.remove(id);
    }
  }

  /// Says that it has begun, before anything of it is sent.
  private void start(SocketId id, SocketAnswer answer) throws IOException {
    socket.send(List.of(SocketFrames.of(id).plain(answer)));
    var standing = open.get(id);
    if (standing != null) {
      standing.sender().start();
    }
  }

  /// Ends what stands under the id; waits until its last frame was sent.
  void unsubscribe(SocketRequest request) throws IOException, InterruptedException {
    var id = request.requiredId();
    var standing = open.get(id);
    if (standing == null) {
      throw SocketProblems.noSuchId().asException();
    }
    standing.sender().stop();
    standing.sender().awaitEnd();
    socket.send(List.of(SocketFrames.of(id).plain(SocketAnswer.UNSUBSCRIBED)));
  }

  /// Nothing more is received by `work`.
  private void leave(QueueWork work) {
    if (!keep(work)) {
      SocketWorks.close(work);
    }
  }

  private synchronized boolean keep(QueueWork work) {
    return !over && left.add(work);
  }

  /// Forgets those of which nothing is unsettled any more.
  private void sweep() {
    left.removeIf(
        work -> {
          boolean settled = work.unsettled() == 0;
          if (settled) {
            SocketWorks.close(work);
          }
          return settled;
        });
  }

  /// Ends all of them and gives back what is unsettled: the socket is over. Waits for that, unless
  /// it is interrupted.
  void close() {
    var receiving = open.values().stream().filter(each -> each.receiving() != null).toList();
    var closing = stop();
    try {
      for (var each : receiving) {
        each.sender().awaitEnd();
      }
      for (var each : closing) {
        each.join();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// Lets all of them end and give back what is unsettled, side by side: a receive by its own
  /// thread, others by the threads that this answers.
  private List<Thread> stop() {
    List<QueueWork> works;
    synchronized (this) {
      over = true;
      works = List.copyOf(left);
      left.clear();
    }
    open.values().forEach(each -> each.sender().stop());
    return SocketWorks.closeAll(works);
  }

  /// The frames of one subscription among others.
  private record Labelled(SocketFrames frames, MessageJson.Form form)
      implements StreamSource.Frames {
    @Override
    public void add(StreamItem item, SocketPack pack) throws IOException {
      var frame = frames.of(item, form);
      if (frame.isPresent()) {
        pack.add(frame.get());
      }
    }

    @Override
    public void end(WebSocket socket, StreamItem.Closed closed) throws IOException {
      socket.send(List.of(frames.of(closed, form).orElseThrow()));
    }
  }
}

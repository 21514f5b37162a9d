package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Thousands of readers of one stream, of events or over WebSocket, in one process with one
/// selector
/// and one buffer. A connection has little state, so that the readers cost little compared with the
/// server. Pings are answered all the time.
///
/// Arguments: `port`, `connections`, `path`, `sockets`, `socket_path`, `token`. It answers `RESULT
/// open=…` once every connection has its first bytes. Then it reads commands from standard input.
/// `expect K` starts a count and answers `RESULT ready=…`. Once every connection has K more frames,
/// or after 60 s, it answers `RESULT frames=… complete=… out_of_order=… millis=… per_second=…
/// bytes_per_frame=…`; `quit` ends.
public final class ReaderSwarm {
  private static final long OPEN_SECONDS = 60;
  private static final long BURST_SECONDS = 60;
  private static final String QUIT = "quit";

  private final Arguments arguments;
  private final Selector selector;
  private final ReaderState[] readers;
  private final BlockingQueue<String> commands = new LinkedBlockingQueue<>();
  private final ByteBuffer direct = ByteBuffer.allocateDirect(64 << 10);
  private final byte[] bytes = new byte[64 << 10];
  private int closed;

  private ReaderSwarm(Arguments arguments) throws IOException {
    this.arguments = arguments;
    this.selector = Selector.open();
    this.readers = new ReaderState[arguments.number("connections") + arguments.number("sockets")];
  }

  public static void main(String[] args) throws IOException {
    var swarm = new ReaderSwarm(Arguments.parse(args));
    Thread.ofPlatform().daemon().name("commands").start(swarm::listen);
    swarm.run();
  }

  private void listen() {
    try (var in = new BufferedReader(new InputStreamReader(System.in, US_ASCII))) {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        commands.add(line);
        selector.wakeup();
      }
    } catch (IOException broken) {
      // Then nobody wants anything more.
    }
    commands.add(QUIT);
    selector.wakeup();
  }

  private void run() throws IOException {
    open();
    for (var line = command(); !line.equals(QUIT); line = command()) {
      if (!line.startsWith("expect "))
        throw new IllegalArgumentException("unknown command " + line);
      expect(Integer.parseInt(line.substring("expect ".length())));
    }
  }

  private String command() throws IOException {
    while (true) {
      var line = commands.poll();
      if (line != null) return line;
      select(1000);
    }
  }

  private void open() throws IOException {
    var token = arguments.text("token", "");
    byte[] stream = Requests.stream(arguments.text("path"), token);
    byte[] socket = SocketCounter.handshake(arguments.text("socket_path"), token);
    int streams = arguments.number("connections");
    long start = System.nanoTime();
    for (int i = 0; i < readers.length; i++) {
      readers[i] = i < streams ? new EventCounter() : new SocketCounter();
      open(readers[i], i < streams ? stream : socket);
      if (i % 100 == 99) select(0);
    }
    long deadline = start + TimeUnit.SECONDS.toNanos(OPEN_SECONDS);
    while (opened() + refused() < readers.length && System.nanoTime() < deadline) select(50);
    Arguments.answer(
        "open=%d refused=%d millis=%d".formatted(opened(), refused(), millisSince(start)));
  }

  private void open(ReaderState reader, byte[] request) throws IOException {
    var local = InetAddress.getLoopbackAddress();
    var channel = SocketChannel.open(new InetSocketAddress(local, arguments.number("port")));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.write(ByteBuffer.wrap(request));
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, reader);
  }

  private void expect(int frames) throws IOException {
    var goal = new int[readers.length];
    long bytesBefore = 0;
    for (int i = 0; i < readers.length; i++) {
      goal[i] = readers[i].frames() + frames;
      bytesBefore += readers[i].bodyBytes();
    }
    Arguments.answer("ready=" + readers.length);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(BURST_SECONDS);
    long start = 0;
    while (complete(goal) < readers.length && System.nanoTime() < deadline) {
      if (select(50) && start == 0) start = System.nanoTime();
    }
    report(goal, frames, start, bytesBefore);
  }

  private void report(int[] goal, int frames, long start, long bytesBefore) {
    double millis = Math.max(1, millisSince(start));
    long got = 0;
    for (int i = 0; i < readers.length; i++) got += readers[i].frames() - (goal[i] - frames);
    long body = Arrays.stream(readers).mapToLong(ReaderState::bodyBytes).sum() - bytesBefore;
    Arguments.answer(
        String.format(
            Locale.ROOT,
            "frames=%d complete=%d out_of_order=%d closed=%d millis=%.0f per_second=%.0f"
                + " bytes_per_frame=%d",
            got,
            complete(goal),
            Arrays.stream(readers).mapToInt(ReaderState::outOfOrder).sum(),
            closed,
            millis,
            got * 1000 / millis,
            got == 0 ? 0 : body / got));
  }

  /// Reads the available bytes. Returns whether there were any.
  private boolean select(long millis) throws IOException {
    int ready = millis == 0 ? selector.selectNow(this::read) : selector.select(this::read, millis);
    return ready > 0;
  }

  private void read(SelectionKey key) {
    try {
      direct.clear();
      int count = ((SocketChannel) key.channel()).read(direct);
      if (count < 0) {
        drop(key);
        return;
      }
      direct.flip().get(bytes, 0, count);
      ((ReaderState) key.attachment()).accept(bytes, count);
      if (key.attachment() instanceof SocketCounter socket) answer(key, socket.pong());
    } catch (IOException broken) {
      drop(key);
    }
  }

  private static void answer(SelectionKey key, byte[] pong) throws IOException {
    if (pong.length > 0) ((SocketChannel) key.channel()).write(ByteBuffer.wrap(pong));
  }

  private void drop(SelectionKey key) {
    closed++;
    key.cancel();
  }

  private int complete(int[] goal) {
    int complete = 0;
    for (int i = 0; i < readers.length; i++) if (readers[i].frames() >= goal[i]) complete++;
    return complete;
  }

  private int opened() {
    return (int) Arrays.stream(readers).filter(ReaderState::isOpen).count();
  }

  private int refused() {
    return (int) Arrays.stream(readers).filter(ReaderState::isRefused).count();
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}

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
import java.util.concurrent.TimeUnit;

/// Thousands of readers of one stream of events, in one process with one selector and one buffer. A
/// connection has little state, so that the readers cost little compared with the server.
///
/// Arguments: `port`, `connections`, `path`, `token`. It answers `RESULT open=…` once every
/// connection has its first bytes. Then it reads commands from standard input. `expect K` starts a
/// count and answers `RESULT ready=…`. Once every connection has K more frames, or after 60 s, it
/// answers `RESULT frames=… complete=… out_of_order=… millis=… per_second=… bytes_per_frame=…`;
/// `quit` ends.
public final class SseSwarm {
  private static final long OPEN_SECONDS = 60;
  private static final long BURST_SECONDS = 60;

  private final Arguments arguments;
  private final Selector selector;
  private final EventCounter[] readers;
  private final ByteBuffer direct = ByteBuffer.allocateDirect(64 << 10);
  private final byte[] bytes = new byte[64 << 10];
  private int closed;

  private SseSwarm(Arguments arguments) throws IOException {
    this.arguments = arguments;
    this.selector = Selector.open();
    this.readers = new EventCounter[arguments.number("connections")];
  }

  public static void main(String[] args) throws IOException {
    new SseSwarm(Arguments.parse(args)).run();
  }

  private void run() throws IOException {
    var commands = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
    open();
    for (var line = commands.readLine(); line != null; line = commands.readLine()) {
      if (line.equals("quit")) return;
      if (!line.startsWith("expect "))
        throw new IllegalArgumentException("unknown command " + line);
      expect(Integer.parseInt(line.substring("expect ".length())));
    }
  }

  private void open() throws IOException {
    byte[] request = Requests.stream(arguments.text("path"), arguments.text("token", ""));
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), arguments.number("port"));
    long start = System.nanoTime();
    for (int i = 0; i < readers.length; i++) {
      readers[i] = new EventCounter();
      var channel = SocketChannel.open(address);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.write(ByteBuffer.wrap(request));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, readers[i]);
      if (i % 100 == 99) select(0);
    }
    long deadline = start + TimeUnit.SECONDS.toNanos(OPEN_SECONDS);
    while (opened() + refused() < readers.length && System.nanoTime() < deadline) select(50);
    Arguments.answer(
        "open=%d refused=%d millis=%d".formatted(opened(), refused(), millisSince(start)));
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
    long body = Arrays.stream(readers).mapToLong(EventCounter::bodyBytes).sum() - bytesBefore;
    Arguments.answer(
        String.format(
            Locale.ROOT,
            "frames=%d complete=%d out_of_order=%d closed=%d millis=%.0f per_second=%.0f"
                + " bytes_per_frame=%d",
            got,
            complete(goal),
            Arrays.stream(readers).mapToInt(EventCounter::outOfOrder).sum(),
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
      ((EventCounter) key.attachment()).accept(bytes, count);
    } catch (IOException broken) {
      drop(key);
    }
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
    return (int) Arrays.stream(readers).filter(EventCounter::isOpen).count();
  }

  private int refused() {
    return (int) Arrays.stream(readers).filter(EventCounter::isRefused).count();
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}

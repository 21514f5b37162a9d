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
import java.util.concurrent.ConcurrentLinkedQueue;

/// Thousands of receivers that wait for messages, in one process with one selector. Each asks again
/// as soon as it gets an answer.
///
/// Arguments: `port`, `connections`, `path` with `queues` (a connection receives from `path0`,
/// `path1`, ...), `token`. It answers `RESULT open=…` once every connection has asked. Each wait is
/// a second long, and 20 seconds after the line `rest` on standard input. For each line `state` it
/// answers `RESULT waiting=… answered=… refused=…`: the number of waiting receivers, of empty
/// answers, and of connections that got any other answer.
public final class PollSwarm {
  private static final String SHORT = "{\"max\":10,\"wait_seconds\":1}";
  private static final String LONG = "{\"max\":10,\"wait_seconds\":20}";
  private static final String EMPTY = "{\"messages\":[]}";
  private static final long TICK_MILLIS = 50;

  private final Arguments arguments;
  private final Selector selector;
  private final ByteBuffer bytes = ByteBuffer.allocate(4 << 10);
  private final ConcurrentLinkedQueue<String> commands = new ConcurrentLinkedQueue<>();
  private boolean resting;
  private long answered;
  private int refused;

  private PollSwarm(Arguments arguments) throws IOException {
    this.arguments = arguments;
    this.selector = Selector.open();
  }

  /// One connection: its request, and the part of the answer that has arrived.
  private record Receiver(String path, StringBuilder answer) {}

  public static void main(String[] args) throws IOException {
    new PollSwarm(Arguments.parse(args)).run();
  }

  private void run() throws IOException {
    open();
    Thread.ofPlatform().daemon().name("commands").start(this::listen);
    while (true) {
      selector.select(this::read, TICK_MILLIS);
      switch (commands.poll()) {
        case "rest" -> resting = true;
        case "state" ->
            Arguments.answer(
                "waiting=%d answered=%d refused=%d"
                    .formatted(arguments.number("connections") - refused, answered, refused));
        case null, default -> {}
      }
    }
  }

  private void listen() {
    new BufferedReader(new InputStreamReader(System.in, US_ASCII)).lines().forEach(commands::add);
  }

  private void open() throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), arguments.number("port"));
    int connections = arguments.number("connections");
    int queues = arguments.number("queues");
    for (int i = 0; i < connections; i++) {
      var path = arguments.text("path") + i % queues + "/receive";
      var channel = SocketChannel.open(address);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.write(request(path));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new Receiver(path, new StringBuilder(0)));
      if (i % 100 == 99) selector.selectNow(this::read);
    }
    Arguments.answer("open=%d refused=%d".formatted(connections - refused, refused));
  }

  private ByteBuffer request(String path) {
    var body = (resting ? LONG : SHORT).getBytes(US_ASCII);
    return ByteBuffer.wrap(Requests.post(path, arguments.text("token"), "application/json", body));
  }

  private void read(SelectionKey key) {
    var channel = (SocketChannel) key.channel();
    var receiver = (Receiver) key.attachment();
    try {
      bytes.clear();
      if (channel.read(bytes) < 0) {
        drop(key);
        return;
      }
      var answer = receiver.answer();
      answer.append(new String(bytes.array(), 0, bytes.position(), US_ASCII));
      if (!"HTTP/1.1 200".startsWith(answer.substring(0, Math.min(answer.length(), 12)))) {
        drop(key);
      } else if (answer.indexOf(EMPTY) >= 0) {
        answered++;
        answer.setLength(0);
        answer.trimToSize();
        channel.write(request(receiver.path()));
      }
    } catch (IOException broken) {
      drop(key);
    }
  }

  private void drop(SelectionKey key) {
    refused++;
    key.cancel();
  }
}

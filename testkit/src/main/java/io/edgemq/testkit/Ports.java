package io.edgemq.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// Ports of loopback for servers that a test starts, possibly again and again on the same one.
public final class Ports {
  private static final int FIRST = 12_000;
  private static final int COUNT = 20_000;
  private static final AtomicInteger NEXT = new AtomicInteger(new Random().nextInt(COUNT));

  private Ports() {}

  /// A port that is free now. This process gives it out once. It is below the ports that systems
  /// give out by themselves, so that nobody else takes it meanwhile.
  public static int free() {
    while (true) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // By another process: the next one, then.
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}

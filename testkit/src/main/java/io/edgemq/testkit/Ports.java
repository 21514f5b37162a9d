package io.edgemq.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Ports of loopback for servers that a test starts, possibly again and again on the same one. A
/// port belongs to the process that it was given to for as long as that lives, even while nobody
/// listens on it: all test processes of this machine share out the ports by locks on files.
public final class Ports {
  private static final int FIRST = 12_000;
  private static final int BLOCK = 50;
  private static final int BLOCKS = 400;
  private static final Path LOCKS = Path.of(System.getProperty("java.io.tmpdir"), "edgemq-ports");

  /// Never given back: they end with the process.
  private static final List<FileLock> HELD = new ArrayList<>();

  private static int block = new Random().nextInt(BLOCKS);
  private static int used = BLOCK;

  private Ports() {}

  /// A port that nobody has at the moment, and that only this call gives out. It is below those
  /// that systems give to whoever asks for any port, so that none takes it meanwhile.
  public static synchronized int free() {
    while (true) {
      if (used == BLOCK) {
        takeBlock();
      }
      int port = FIRST + block * BLOCK + used++;
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // By somebody who is no test: the next one, then.
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  private static void takeBlock() {
    for (int i = 0; i < BLOCKS; i++) {
      block = (block + 1) % BLOCKS;
      if (isTaken(block)) {
        used = 0;
        return;
      }
    }
    throw new IllegalStateException("all ports are taken; see " + LOCKS);
  }

  /// Tries to take a block, and says whether it did.
  private static boolean isTaken(int number) {
    try {
      Files.createDirectories(LOCKS);
      var file = LOCKS.resolve(Integer.toString(number));
      var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        return false;
      }
      return HELD.add(lock);
    } catch (OverlappingFileLockException | AccessDeniedException another) {
      return false;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}

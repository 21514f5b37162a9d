package io.edgemq.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The right of one process to a data directory. The operating system gives it back when the
/// process ends, however it ends, so a crash leaves nothing to clean up.
final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Takes the directory, or throws [StoreOpenException.Locked] when somebody has it.
  static DirectoryLock take(SqliteConfig config) {
    var directory = config.directory();
    var file = config.lock();
    try {
      Files.createDirectories(directory);
      OwnerOnly.make(file);
      var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        var holder = holder(channel);
        channel.close();
        throw new StoreOpenException.Locked(
            "the data directory "
                + directory.toAbsolutePath()
                + " is in use by another process"
                + holder
                + "; stop that one, or give this one a directory of its own");
      }
      sign(channel);
      return new DirectoryLock(channel);
    } catch (IOException e) {
      throw OpenFailure.of(config, e);
    }
  }

  /// Says which process has the directory. Only a message needs it, so a full disk is no obstacle.
  private static void sign(FileChannel channel) {
    try {
      channel.truncate(0);
      channel.write(StandardCharsets.US_ASCII.encode(Long.toString(ProcessHandle.current().pid())));
    } catch (IOException unsigned) {
      // The lock holds all the same.
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      return null;
    }
  }

  /// Which process it is, as far as the file tells; only for the message.
  private static String holder(FileChannel channel) throws IOException {
    var buffer = java.nio.ByteBuffer.allocate(20);
    channel.read(buffer, 0);
    var text = StandardCharsets.US_ASCII.decode(buffer.flip()).toString();
    return text.isEmpty() ? "" : " (pid " + text + ")";
  }

  /// Gives the directory back because of `cause`, which gets what goes wrong with it.
  void closeAfter(Exception cause) {
    try {
      close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

package io.edgemq.app;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The Unix socket in a data directory through which the server there takes commands. Only the
/// directory's owner can connect (mode 0600).
final class LocalSocket {
  private static final String NAME = "edgemq.sock";

  /// What an address of a socket can hold on any system; some hold a little more.
  private static final int MOST_PATH_BYTES = 90;

  private LocalSocket() {}

  /// Where the socket of `directory` is.
  static Path file(Path directory) {
    return directory.resolve(NAME);
  }

  /// Listens. What a server that crashed left there is replaced.
  static ServerSocketChannel listen(Path directory) throws IOException {
    // The socket gets its mode before anybody else can reach it.
    var nest = Files.createTempDirectory(directory, "edgemq.sock");
    var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try (var way = Way.to(nest)) {
      channel.bind(UnixDomainSocketAddress.of(way.path().resolve("s")));
      var bound = nest.resolve("s");
      Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString("rw-------"));
      Files.move(bound, file(directory), StandardCopyOption.ATOMIC_MOVE);
      return channel;
    } catch (IOException | UnsupportedOperationException impossible) {
      channel.close();
      throw impossible;
    } finally {
      Files.deleteIfExists(nest.resolve("s"));
      Files.delete(nest);
    }
  }

  /// Connects to the server of `directory`. Throws [IOException] when none listens.
  static LocalLine connect(Path directory, Duration limit) throws IOException {
    try (var way = Way.to(directory)) {
      return LocalLine.to(file(way.path()), limit);
    }
  }

  /// A way to a directory that is short enough for a socket's address: a link for as long as it
  /// takes to bind or connect, when the directory's own path is too long.
  private record Way(Path path, @Nullable Path link) implements AutoCloseable {
    static Way to(Path directory) throws IOException {
      var whole = directory.toAbsolutePath();
      if (whole.toString().getBytes(StandardCharsets.UTF_8).length <= MOST_PATH_BYTES) {
        return new Way(whole, null);
      }
      var link = Files.createTempDirectory("emq").resolve("d");
      Files.createSymbolicLink(link, whole);
      return new Way(link, link);
    }

    @Override
    public void close() throws IOException {
      if (link != null) {
        Files.delete(link);
        Files.delete(link.resolveSibling(""));
      }
    }
  }
}

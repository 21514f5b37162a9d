package io.edgemq.app;

import io.edgemq.domain.StoreException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// Takes commands about keys from `edgemq key` while the server has the data directory, one after
/// the other (ADR 0024).
final class CommandSocket implements AutoCloseable {
  private static final Logger LOG = System.getLogger(CommandSocket.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Path directory;
  private final ServerSocketChannel channel;
  private final Function<KeyTask, KeyTask.Answer> keys;
  private final Thread thread;

  private CommandSocket(
      Path directory, ServerSocketChannel channel, Function<KeyTask, KeyTask.Answer> keys) {
    this.directory = directory;
    this.channel = channel;
    this.keys = keys;
    this.thread = Thread.ofPlatform().name("commands").daemon().unstarted(this::serve);
  }

  /// Opens the socket of `directory`; `keys` carries out what is asked there. Empty when the file
  /// system has no sockets: the log says so, and `edgemq key` needs the server to be stopped.
  static Optional<CommandSocket> open(Path directory, Function<KeyTask, KeyTask.Answer> keys) {
    try {
      var commands = new CommandSocket(directory, LocalSocket.listen(directory), keys);
      commands.thread.start();
      return Optional.of(commands);
    } catch (IOException | UnsupportedOperationException impossible) {
      LOG.log(
          Level.WARNING,
          "no commands while the server runs, because there can be no socket in {0}: {1}",
          directory,
          impossible.getMessage());
      return Optional.empty();
    }
  }

  private void serve() {
    while (channel.isOpen()) {
      try (var line = new LocalLine(channel.accept(), PATIENCE)) {
        line.send(KeyWire.line(answer(line.receive())));
      } catch (IOException hungUp) {
        if (channel.isOpen()) {
          LOG.log(Level.DEBUG, "a command broke off: {0}", hungUp.getMessage());
        }
      }
    }
  }

  private KeyTask.Answer answer(String line) {
    try {
      var task = KeyWire.task(line);
      var answer = keys.apply(task);
      LOG.log(
          Level.INFO, "command {0} status={1}", task.getClass().getSimpleName(), answer.status());
      return answer;
    } catch (StoreException | IllegalArgumentException refused) {
      return KeyTask.Answer.failed(String.valueOf(refused.getMessage()));
    }
  }

  /// Has the server of `directory` carry out `task`. Empty when no server takes commands there.
  /// Throws [StartException] when one does and then gives no answer.
  static Optional<KeyTask.Answer> ask(Path directory, KeyTask task) {
    if (!Files.exists(LocalSocket.file(directory))) {
      return Optional.empty();
    }
    LocalLine line;
    try {
      line = LocalSocket.connect(directory, PATIENCE.multipliedBy(3));
    } catch (IOException nobody) {
      return Optional.empty();
    }
    try (line) {
      line.send(KeyWire.line(task));
      return Optional.of(KeyWire.answer(line.receive()));
    } catch (IOException silent) {
      throw new StartException(
          "the server did not answer (%s); look with edgemq key list whether it did it"
              .formatted(silent.getMessage()),
          silent);
    }
  }

  /// Ends the thread once it has answered, and removes the socket.
  @Override
  public void close() {
    try {
      Files.deleteIfExists(LocalSocket.file(directory));
      channel.close();
      thread.join(PATIENCE.multipliedBy(2));
    } catch (IOException left) {
      LOG.log(Level.WARNING, "the socket for commands is left behind", left);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.edgemq.sqlite;

import io.edgemq.domain.StoreException;
import io.edgemq.ports.out.DatabaseBackup;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.sqlite.ProgressHandler;

/// [DatabaseBackup] by `VACUUM INTO`: it reads what is durable when it begins, through a connection
/// of its own, while the writer goes on. A copy gets its name once it is complete and on disk. One
/// is made at a time, in a platform thread, because native calls pin a carrier.
final class SqliteBackups implements DatabaseBackup, AutoCloseable {
  private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
  private static final String FOLDER = "backups";

  /// What the file begins with that is being written; no copy's name begins so. It has
  /// the same name each time, so that the next copy takes the place of what a crash left.
  private static final String UNFINISHED = ".unfinished-";

  /// Between two looks whether the copy is still wanted, in steps of SQLite's virtual machine.
  private static final int STEPS = 10_000;

  private final SqliteConfig config;
  private final Space space;
  private final Checkpoints checkpoints;
  private final Path folder;
  private final Semaphore turn = new Semaphore(1);
  private volatile boolean closed;

  SqliteBackups(SqliteConfig config, Space space, Checkpoints checkpoints) {
    this.config = config;
    this.space = space;
    this.checkpoints = checkpoints;
    this.folder = config.file().toAbsolutePath().resolveSibling(FOLDER);
  }

  /// Throws [IllegalArgumentException] when the name is not one of 1 to 200 letters, digits, `.`,
  /// `_` and `-`, the first of them a letter or digit; and [StoreException.Refused] when there is
  /// such a copy already. An interrupt gives the copy up.
  @Override
  public Copy copy(String name) {
    if (!LEGAL.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a copy: " + name);
    }
    turn.acquireUninterruptibly();
    try {
      return inThread(new Job(folder.resolve(UNFINISHED + config.name()), folder.resolve(name)));
    } finally {
      turn.release();
    }
  }

  /// What is being made, and where.
  private final class Job {
    private final Path unfinished;
    private final Path target;
    private volatile boolean unwanted;

    private Job(Path unfinished, Path target) {
      this.unfinished = unfinished;
      this.target = target;
    }

    private boolean isUnwanted() {
      return unwanted || closed;
    }

    private Copy make() throws SQLException, IOException {
      OwnerOnly.makeDirectory(folder);
      if (Files.exists(target)) {
        throw new StoreException.Refused(
            "there is a copy " + target + " already", new IllegalStateException("exists"));
      }
      try {
        Files.deleteIfExists(unfinished);
        OwnerOnly.make(unfinished);
        write();
        return finish();
      } finally {
        Files.deleteIfExists(unfinished);
      }
    }

    private void write() throws SQLException, IOException {
      checkpoints.yieldToReader(true);
      try (var database = Database.copying(config)) {
        requireRoom(database);
        var guard =
            new ProgressHandler() {
              @Override
              protected int progress() {
                return isUnwanted() ? 1 : 0;
              }
            };
        ProgressHandler.setHandler(database.connection(), STEPS, guard);
        try (var statement = database.connection().prepareStatement("VACUUM INTO ?")) {
          statement.setString(1, unfinished.toString());
          statement.execute();
        } finally {
          ProgressHandler.clearHandler(database.connection());
        }
      } finally {
        checkpoints.yieldToReader(false);
      }
    }

    private void requireRoom(Database database) throws SQLException, IOException {
      long pages = database.pragma("page_count") - database.pragma("freelist_count");
      if (space.usable() - pages * Database.PAGE_BYTES < Room.DISK_RESERVE) {
        throw new StoreException.Full(
            "the disk has no room for a copy of the database", new IllegalStateException("full"));
      }
    }

    private Copy finish() throws IOException {
      try (var channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      long bytes = Files.size(unfinished);
      var sha256 = sha256(unfinished);
      if (isUnwanted()) {
        throw givenUp(new IllegalStateException("given up"));
      }
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      try {
        OwnerOnly.syncDirectory(folder);
      } catch (IOException e) {
        Files.deleteIfExists(target);
        throw e;
      }
      return new Copy(target.toString(), bytes, sha256);
    }
  }

  private static String sha256(Path file) throws IOException {
    try (var in = new DigestInputStream(Files.newInputStream(file), newDigest())) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every platform has SHA-256", impossible);
    }
  }

  private Copy inThread(Job job) {
    if (closed) {
      throw givenUp(new IllegalStateException("closed"));
    }
    var task = new FutureTask<>(job::make);
    Thread.ofPlatform().name("sqlite-backup").start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
          job.unwanted = true;
        }
      }
    } catch (ExecutionException failed) {
      var cause = failed.getCause();
      throw failure(job, cause == null ? failed : cause);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException failure(Job job, Throwable cause) {
    return switch (cause) {
      case StoreException.Refused refused ->
          new StoreException.Refused(String.valueOf(refused.getMessage()), refused);
      case IOException disk ->
          new StoreException.Unavailable(
              "the copy was not written: " + OpenFailure.words(disk), disk);
      case SQLException _ when job.isUnwanted() -> givenUp(cause);
      case Throwable other -> Failures.translate(other);
    };
  }

  private static StoreException givenUp(Throwable cause) {
    return new StoreException.Unavailable("the copy was given up; no part of it stays", cause);
  }

  /// Gives up the copy that is being made, and waits for its end. Later ones fail as unavailable.
  @Override
  public void close() {
    closed = true;
    turn.acquireUninterruptibly();
    turn.release();
  }
}

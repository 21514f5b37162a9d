package io.edgemq.sqlite;

import io.edgemq.domain.StoreException;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// What SQLite's errors mean to a caller.
final class Failures {
  private Failures() {}

  /// The failure that a caller sees, made in the caller's thread so that its stack is in it.
  static RuntimeException translate(Throwable failure) {
    return switch (failure) {
      case StoreException.Full full -> new StoreException.Full(message(full), full);
      case StoreException.TimedOut late -> new StoreException.TimedOut(message(late), late);
      case StoreException.Unavailable gone -> new StoreException.Unavailable(message(gone), gone);
      case StoreException.Damaged gone -> new StoreException.Damaged(message(gone), gone);
      case SQLException sql when isFull(sql) ->
          new StoreException.Full("the store has no room left: " + message(sql), sql);
      case SQLException sql when isMisuse(sql) ->
          new IllegalStateException("a statement or a row is wrong: " + message(sql), sql);
      case SQLException sql ->
          new StoreException.Unavailable("the store failed: " + message(sql), sql);
      case IllegalArgumentException bad -> new IllegalArgumentException(message(bad), bad);
      default -> new IllegalStateException(message(failure), failure);
    };
  }

  private static String message(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }

  /// Whether there was no room: on the disk, in the file's limit, or for the log's index.
  static boolean isFull(Throwable failure) {
    return switch (code(failure)) {
      case SQLITE_FULL, SQLITE_IOERR_SHMSIZE -> true;
      default -> false;
    };
  }

  /// Whether the disk did not confirm that data has reached it. What the disk holds then is
  /// unknown, and a second sync may succeed without writing anything.
  static boolean isFailedSync(Throwable failure) {
    return switch (code(failure)) {
      case SQLITE_IOERR_FSYNC, SQLITE_IOERR_DIR_FSYNC -> true;
      default -> false;
    };
  }

  /// Whether the database itself is damaged.
  static boolean isDamage(Throwable failure) {
    return switch (code(failure)) {
      case SQLITE_CORRUPT, SQLITE_CORRUPT_VTAB, SQLITE_CORRUPT_INDEX, SQLITE_NOTADB -> true;
      default -> false;
    };
  }

  /// Whether the file is something else than a database.
  static boolean isNoDatabase(Throwable failure) {
    return code(failure) == SQLiteErrorCode.SQLITE_NOTADB;
  }

  private static boolean isMisuse(SQLException failure) {
    var code = code(failure);
    int primary = code.code & 0xff;
    return primary == SQLiteErrorCode.SQLITE_CONSTRAINT.code
        || primary == SQLiteErrorCode.SQLITE_MISUSE.code
        || primary == SQLiteErrorCode.SQLITE_RANGE.code
        || primary == SQLiteErrorCode.SQLITE_MISMATCH.code;
  }

  private static SQLiteErrorCode code(Throwable failure) {
    return failure instanceof SQLiteException sqlite
        ? sqlite.getResultCode()
        : SQLiteErrorCode.UNKNOWN_ERROR;
  }
}

package io.edgemq.sqlite;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;

/// Says in an operator's words why a store could not be opened.
final class OpenFailure {
  private OpenFailure() {}

  /// The failure for whoever starts the store of `config`.
  static StoreOpenException of(SqliteConfig config, Exception cause) {
    var where = config.directory().toAbsolutePath();
    return switch (cause) {
      case StoreOpenException known -> known;
      case IOException io ->
          new StoreOpenException.Unusable(
              "the data directory " + where + " cannot be used: " + words(io), io);
      case Exception full when Failures.isFull(full) ->
          new StoreOpenException.Unusable(
              "the disk of the data directory "
                  + where
                  + " is full: the store cannot even be opened; free a megabyte, then start again",
              full);
      case Exception damaged when Failures.isNoDatabase(damaged) ->
          new StoreOpenException.Unusable(
              "the file "
                  + where.resolve(config.name())
                  + " is not a database of EdgeMQ; move it away, or name another data directory",
              damaged);
      case Exception other ->
          new StoreOpenException.Unusable(
              "the database in " + where + " cannot be opened: " + words(other), other);
    };
  }

  /// What the file system said, without the names of exceptions.
  static String words(Exception failure) {
    return switch (failure) {
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _, NotDirectoryException _ -> "it is not a directory";
      case FileSystemException system when system.getReason() != null -> system.getReason();
      case Exception other ->
          other.getMessage() == null ? "no reason was given" : other.getMessage();
    };
  }
}

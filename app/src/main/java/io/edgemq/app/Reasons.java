package io.edgemq.app;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/// Says in an operator's words what the system refused; never the name of an exception.
final class Reasons {
  private static final int LAST_PRIVILEGED_PORT = 1023;

  private Reasons() {}

  /// Why a file could not be used.
  static String of(IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _, NotDirectoryException _ -> "it is not a directory";
      case FileSystemException system when system.getReason() != null -> lower(system.getReason());
      case IOException other ->
          other.getMessage() == null ? "no reason was given" : lower(other.getMessage());
    };
  }

  /// Why the server could not listen there.
  static String of(IOException failure, ServerConfig.Listen listen) {
    var said = String.valueOf(failure.getMessage());
    if (said.startsWith("Unresolved")) {
      return "the host name " + listen.host() + " has no address";
    }
    if (said.startsWith("Permission denied") && listen.port() <= LAST_PRIVILEGED_PORT) {
      return "ports below 1024 need a privilege; take a higher one";
    }
    if (said.startsWith("Cannot assign")) {
      return listen.host() + " is not an address of this machine";
    }
    return failure instanceof BindException && said.startsWith("Address already in use")
        ? "another process listens there already"
        : lower(said);
  }

  private static String lower(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}

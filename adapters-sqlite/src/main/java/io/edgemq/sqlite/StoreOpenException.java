package io.edgemq.sqlite;

/// A store that cannot be opened. The message says why and what to do, and names the directory.
public abstract sealed class StoreOpenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private StoreOpenException(String message, Throwable cause) {
    super(message, cause);
  }

  private StoreOpenException(String message) {
    super(message);
  }

  /// Another process has the directory open.
  public static final class Locked extends StoreOpenException {
    private static final long serialVersionUID = 1L;

    Locked(String message) {
      super(message);
    }
  }

  /// The file was written by a newer release, whose tables this one does not know.
  public static final class Newer extends StoreOpenException {
    private static final long serialVersionUID = 1L;

    Newer(String message) {
      super(message);
    }
  }

  /// The directory or the file in it cannot be used.
  public static final class Unusable extends StoreOpenException {
    private static final long serialVersionUID = 1L;

    Unusable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}

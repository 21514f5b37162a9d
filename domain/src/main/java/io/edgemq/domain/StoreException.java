package io.edgemq.domain;

/// An outage of a store: not the caller's fault and not a bug. The kinds differ in what a caller
/// can do about them.
public abstract sealed class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /// The store cannot be reached or is closed; trying again later is right.
  public static final class Unavailable extends StoreException {
    private static final long serialVersionUID = 1L;

    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// The store has no room left. Nothing of the call was stored.
  public static final class Full extends StoreException {
    private static final long serialVersionUID = 1L;

    public Full(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// No answer in time; the call may or may not have taken effect.
  public static final class TimedOut extends StoreException {
    private static final long serialVersionUID = 1L;

    public TimedOut(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// A part of the store that this call needs is gone or unusable, and waiting does not bring it
  /// back: an operator has to act. Nothing of the call was stored. The rest of the store serves.
  public static final class Damaged extends StoreException {
    private static final long serialVersionUID = 1L;

    /// @param part what is damaged, as an operator knows it: the name of a stream or a file
    public Damaged(String part, Throwable cause) {
      super(part, cause);
    }
  }

  /// The store was reached and refuses the call, for a reason that repeating it does not change.
  /// Nothing of the call was stored.
  public static final class Refused extends StoreException {
    private static final long serialVersionUID = 1L;

    public Refused(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// The cluster is reached, and nobody in it answers for what was asked: no leader, or too few
  /// servers. Nothing of the call was stored; trying again later is right.
  public static final class NoResponders extends StoreException {
    private static final long serialVersionUID = 1L;

    public NoResponders(String message, Throwable cause) {
      super(message, cause);
    }
  }
}

package io.edgemq.app;

import io.edgemq.domain.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an operator wants done with a tenant's keys.
sealed interface KeyTask {
  /// Makes a key and shows its token.
  ///
  /// @param scopes the texts of what it may do; none: everything
  /// @param expiresAt null: never
  /// @param messagesPerSecond null: as many as its tenant
  /// @param unknown what to do when there is no such tenant
  record Issue(
      TenantId tenant,
      String label,
      List<String> scopes,
      @Nullable Instant expiresAt,
      @Nullable Long messagesPerSecond,
      UnknownTenant unknown)
      implements KeyTask {
    public Issue {
      scopes = List.copyOf(scopes);
    }
  }

  /// Revokes the key with that id.
  record Revoke(TenantId tenant, String id) implements KeyTask {}

  /// Lists the keys, oldest first.
  record Tell(TenantId tenant) implements KeyTask {}

  /// What to do with a tenant that does not exist.
  enum UnknownTenant {
    /// Nothing is made.
    REFUSE,
    /// It is made.
    CREATE
  }

  /// What came of it, as the command prints it. The token stands in `out` alone.
  ///
  /// @param status the exit status
  record Answer(int status, List<String> out, List<String> err) {
    public Answer {
      out = List.copyOf(out);
      err = List.copyOf(err);
    }

    /// What was asked for was not done, for a reason that the operator can mend.
    static Answer failed(String reason) {
      return new Answer(1, List.of(), List.of("edgemq: " + reason));
    }

    /// Shows no token.
    @Override
    public String toString() {
      return "Answer[" + status + "]";
    }
  }
}

package io.edgemq.ports.in;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Slice;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.ingest.IngestAuth;
import io.edgemq.domain.ingest.IngestCors;
import io.edgemq.domain.ingest.IngestTarget;
import io.edgemq.domain.ingest.SubjectSource;
import org.jspecify.annotations.Nullable;

/// Makes, lists and removes ingests.
public interface ManageIngests {
  /// Whether the caller may manage ingests: asked before anybody looks at which.
  Outcome<Unit> mayManage(Principal who);

  /// Makes an ingest. When the tenant has one of that name, it is answered if its configuration is
  /// equal, secrets included, else the call is refused. A path's secret that the caller does not
  /// say equals any. The target must be there.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Creation<Made>> create(Principal who, Wish wish);

  /// The ingests of the caller's tenant by name.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Slice<Ingest>> list(Principal who, Paging paging);

  /// Removes an ingest.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Unit> delete(Principal who, String name);

  /// An ingest that there is now.
  ///
  /// @param secret the end of its path; null: it has none, or it was told earlier
  record Made(Ingest ingest, @Nullable String secret) {
    /// Without the secret.
    @Override
    public String toString() {
      return "Made[" + ingest.id() + "]";
    }
  }

  /// Who is to be allowed to post.
  sealed interface Rule {}

  /// Who holds to what the caller says.
  record Given(IngestAuth auth) implements Rule {}

  /// Who sends that token. Only its hash is kept.
  record BearerToken(String token) implements Rule {
    /// Without the token.
    @Override
    public String toString() {
      return "BearerToken";
    }
  }

  /// Who knows the end of the path. Only the hash of that is kept.
  ///
  /// @param secret what it is to be; null: one is made
  record PathSecret(@Nullable String secret) implements Rule {
    /// Without the secret.
    @Override
    public String toString() {
      return "PathSecret";
    }
  }

  /// What an ingest is to be.
  ///
  /// @param name 1 to 80 of `[A-Za-z0-9_-]`
  /// @param dedupHeader null: none
  record Wish(
      String name,
      IngestTarget target,
      Rule rule,
      SubjectSource subject,
      @Nullable String dedupHeader,
      IngestCors cors) {}
}

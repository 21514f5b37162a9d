package io.edgemq.testkit;

import io.edgemq.ports.out.IngestStore;
import io.edgemq.ports.out.IssuerStore;
import io.edgemq.ports.out.StorageUse;
import java.time.Duration;

/// A store under test with what it knows about issuers and ingests, and about how much room
/// tenants' messages take.
public interface IdentityHarness extends StoreHarness {
  /// Which issuers tenants trust, as the store is open now.
  IssuerStore issuers();

  /// Which ingests there are.
  IngestStore ingests();

  /// How much room messages take.
  StorageUse storage();

  /// How exact that is.
  Counting counting();

  /// How exact a store counts.
  ///
  /// @param lag how much later than a change it may show it
  /// @param besides how many bytes it may count besides the messages' own, for a tenant that has
  ///     stored 30 messages
  record Counting(Duration lag, long besides) {
    /// At once, and to the byte.
    public static final Counting EXACT = new Counting(Duration.ZERO, 0);
  }
}

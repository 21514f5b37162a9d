package io.edgemq.testkit;

/// What a store promises where the contract leaves a choice. A weaker promise is declared here and
/// in `docs/guarantees.md`; the contract then checks that one.
///
/// @param durability what a closed store still has when it is opened again
/// @param expiredLeases what settling a lease does that ran out while nobody else got the message
/// @param clocks by whose clock leases and delays end
public record Guarantees(Durability durability, ExpiredLeases expiredLeases, Clocks clocks) {
  /// What outlives a store that is closed.
  public enum Durability {
    /// Everything.
    DURABLE,
    /// Nothing.
    VOLATILE
  }

  /// What a lease is good for once it ran out.
  public enum ExpiredLeases {
    /// It settles the message as long as nobody else was given it (SPEC 3).
    SETTLE,
    /// It is stale as soon as it ran out, because the store cannot know who has the message.
    STALE
  }

  /// Whose clocks a store goes by.
  public enum Clocks {
    /// One process's own, which nobody sets.
    ONE,
    /// Those of several processes: each goes by the wall clock until it hears of a lease or delay,
    /// and then counts by its own clock, for as long as the lease or delay was to last at most.
    MANY
  }

  /// The whole contract.
  public static final Guarantees FULL =
      new Guarantees(Durability.DURABLE, ExpiredLeases.SETTLE, Clocks.ONE);

  /// The whole contract, until the process ends.
  public static final Guarantees UNTIL_CLOSED =
      new Guarantees(Durability.VOLATILE, ExpiredLeases.SETTLE, Clocks.ONE);
}

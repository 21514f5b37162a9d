package io.edgemq.webhook;

import java.util.List;

/// Decides which addresses are called: those of the internet at large, and those that the operator
/// opened (SPEC 5.3).
final class AddressGuard {
  private final List<Cidr> allowed;

  AddressGuard(List<Cidr> allowed) {
    this.allowed = List.copyOf(allowed);
  }

  /// Whether `address`, 4 or 16 bytes, may be called. An IPv4 address that is hidden in it must be
  /// one that may be called, too: who opens NAT64 does not open what is behind it.
  boolean permits(byte[] address) {
    var canonical = AddressRules.canonical(address);
    return isOpen(canonical) && AddressRules.embedded(canonical).stream().allMatch(this::isOpen);
  }

  private boolean isOpen(byte[] address) {
    return AddressRules.isPublic(address)
        || allowed.stream().anyMatch(network -> network.contains(address));
  }
}
